// Checks how requests are forwarded: a stream reaches its caller chunk by chunk, and a second try
// sends the request's body again. Both are settings whose defaults are the other way round:
// https://learn.microsoft.com/azure/api-management/forward-request-policy
import type { PolicyDocument, PolicyElement } from '../harness/policy-document';
import { elementsNamed } from './policy-elements';
import type { PolicyFinding } from './policy-finding';

export const checkForwarding = ({ file, root }: PolicyDocument): readonly PolicyFinding[] => {
  const forwards = elementsNamed(root, 'forward-request');
  const retried = new Set(
    elementsNamed(root, 'retry').flatMap((retry) => elementsNamed(retry, 'forward-request')),
  );
  return [
    ...forwards.filter(lacks('buffer-response', 'false')).map(({ line }) => ({
      file,
      line,
      problem: 'forward-request without buffer-response="false" holds streams back',
    })),
    ...[...retried].filter(lacks('buffer-request-body', 'true')).map(({ line }) => ({
      file,
      line,
      problem: 'forward-request in retry without buffer-request-body="true" sends no body again',
    })),
  ];
};

const lacks =
  (name: string, value: string) =>
  ({ attributes }: PolicyElement): boolean =>
    attributes.get(name)?.text !== value;
