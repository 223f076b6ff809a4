// What is wrong between the policies, their guide, and the template that deploys them.
import type { PolicyDocument } from '../../../policies/harness/policy-document';
import type { PolicyFolder } from '../../../policies/harness/policy-folder';
import type { BicepFolder } from '../../../support/bicep/bicep-folder';
import { bareGateway, fullGateway, wiringOf, type GatewaySettings } from './gateway-wiring';
import { kinds, referencesOf } from './policy-references';

export const wiringProblems = (folder: BicepFolder, policies: PolicyFolder): readonly string[] => [
  ...missing(folder, policies, bareGateway).map((problem) => `${problem} for a bare gateway`),
  ...missing(folder, policies, fullGateway),
  ...unused(folder, policies),
  ...wrongFragments(folder, policies),
];

const missing = (
  folder: BicepFolder,
  policies: PolicyFolder,
  settings: GatewaySettings,
): readonly string[] => {
  const wiring = wiringOf(folder, settings);
  const used = referencesOf(documentsOf(wiring.policies, policies), policies);
  return kinds.flatMap((kind) =>
    [...used[kind]]
      .filter((name) => !wiring.made[kind].has(name))
      .map((name) => `the ${kind} ${name} is not made`),
  );
};

const unused = (folder: BicepFolder, policies: PolicyFolder): readonly string[] => {
  const { made } = wiringOf(folder, fullGateway);
  const used = referencesOf(policies.apis, policies);
  return kinds.flatMap((kind) =>
    [...made[kind]]
      .filter((name) => !used[kind].has(name))
      .map((name) => `no policy uses the ${kind} ${name}`),
  );
};

const wrongFragments = (folder: BicepFolder, { fragments }: PolicyFolder): readonly string[] => {
  const texts = wiringOf(folder, fullGateway).fragments;
  return fragments
    .filter(({ name, source }) => name in texts && texts[name] !== source)
    .map(({ name }) => `the fragment ${name} has the text of another file`);
};

/** The files that the policies of a gateway are loaded from. */
export const documentsOf = (
  texts: Readonly<Record<string, string>>,
  { apis }: PolicyFolder,
): readonly PolicyDocument[] =>
  Object.entries(texts).map(([kind, text]) => {
    const found = apis.find(({ source }) => source === text);
    if (found === undefined) throw new Error(`the policy of ${kind} is no file of policies/apis`);
    return found;
  });

/** Rows of a table of the guide whose first cell is a name in code. */
export const rowsOf = (readme: string): ReadonlyMap<string, readonly string[]> =>
  new Map(
    [...readme.matchAll(/^\|\s*`([^`\n]+)`[^|\n]*\|(.*)\|\s*$/gm)].map(
      ([, name = '', rest = '']): [string, readonly string[]] => [
        name,
        rest.split('|').map((cell) => cell.trim()),
      ],
    ),
  );
