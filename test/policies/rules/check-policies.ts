// Every check of a folder of policies that needs no compiler.
import { generateProgram } from '../harness/generate-program';
import { PolicyProblem } from '../harness/policy-problem';
import type { PolicyFolder } from '../harness/policy-folder';
import { checkBodyBounds } from './check-body-bounds';
import { checkElements } from './check-elements';
import { checkEventHubs } from './check-event-hubs';
import { checkForwarding } from './check-forwarding';
import { checkHeader } from './check-header';
import { checkPrivacy } from './check-privacy';
import { checkFragments, checkReadme } from './check-references';
import type { PolicyFinding } from './policy-finding';

export const checkPolicies = (folder: PolicyFolder, readme: string): readonly PolicyFinding[] => {
  const documents = [...folder.apis, ...folder.fragments];
  return [
    ...checkElements(folder),
    ...checkFragments(folder),
    ...checkReadme(folder, readme),
    ...documents.flatMap((document) => [
      ...checkHeader(document),
      ...checkBodyBounds(document),
      ...checkPrivacy(document),
      ...checkEventHubs(document),
      ...checkForwarding(document),
      ...checkExpressions(document),
    ]),
  ];
};

const checkExpressions = (document: PolicyFolder['apis'][number]): readonly PolicyFinding[] => {
  try {
    generateProgram([document]);
    return [];
  } catch (cause) {
    if (!(cause instanceof PolicyProblem)) throw cause;
    return [cause];
  }
};
