// Everything in which the estate of Terraform is another one than that of the Bicep.
import type { BicepFolder } from '../../../support/bicep/bicep-folder';
import {
  resourceOf,
  resourceSettings,
  variableSetting,
} from '../../../support/terraform/bicep-settings';
import type { TerraformFolder, TerraformResource } from '../../../support/terraform/read-terraform';
import { settingAt, type Setting } from '../../../support/terraform/setting';
import { differences } from '../../../support/terraform/setting-differences';
import {
  explained,
  resourcePairs,
  sharedPairs,
  sharedSettings,
  spelledPairs,
  valuePairs,
} from './pairs';

export const terraformProblems = async (
  bicep: BicepFolder,
  terraform: TerraformFolder,
): Promise<readonly string[]> => {
  const problems = [
    ...unpaired(bicep, terraform),
    ...inResources(bicep, terraform),
    ...(await inValues(bicep, terraform)),
  ];
  const speaksOf = (problem: string, known: string): boolean => problem.startsWith(`${known}: `);
  return [
    ...problems.filter((problem) => !Object.keys(explained).some((at) => speaksOf(problem, at))),
    ...Object.keys(explained)
      .filter((known) => !problems.some((problem) => speaksOf(problem, known)))
      .map((known) => `${known}: explained, and no difference any more`),
  ];
};

const unpaired = (bicep: BicepFolder, terraform: TerraformFolder): readonly string[] => {
  const pairs = { ...resourcePairs, ...sharedPairs };
  const paired = new Set(Object.values(pairs).flat());
  const made = [...bicep.files].flatMap(([file, { resources }]) =>
    resources.filter(({ existing }) => !existing).map(({ symbol }) => `${file}#${symbol}`),
  );
  return [
    ...made.filter((place) => !paired.has(place)).map((place) => `Terraform has no ${place}`),
    ...[...terraform.resources.keys()]
      .filter((name) => !(name in pairs))
      .map((name) => `the Bicep has no ${name}`),
    ...Object.keys(pairs)
      .filter((name) => !terraform.resources.has(name))
      .map((name) => `Terraform has no ${name}`),
  ];
};

const inResources = (bicep: BicepFolder, terraform: TerraformFolder): readonly string[] =>
  Object.entries({ ...resourcePairs, ...sharedPairs }).flatMap(([name, places]) => {
    const resource = terraform.resources.get(name);
    if (resource === undefined) return [];
    return places.flatMap((place) => [
      ...inKind(bicep, place, resource, name),
      ...(name in sharedPairs
        ? []
        : differences(resourceSettings(bicep, place), resource.settings).map(
            (difference) => `${name}: ${difference}`,
          )),
    ]);
  });

/** Type, version, and whether it signs in. */
const inKind = (
  bicep: BicepFolder,
  place: string,
  { type, version, hasIdentity }: TerraformResource,
  name: string,
): readonly string[] => {
  const ours = resourceOf(bicep, place);
  const [a, b] = [`${ours.type}@${ours.version}`, `${type}@${version}`];
  return [
    ...(a === b ? [] : [`${name}: ${a} in Bicep, ${b} in Terraform`]),
    ...(ours.body.properties.has('identity') === hasIdentity
      ? []
      : [`${name}: an identity in one of them only`]),
  ];
};

const inValues = async (
  bicep: BicepFolder,
  terraform: TerraformFolder,
): Promise<readonly string[]> => {
  const compared = async (
    ours: Setting,
    local: string,
    spelled: (setting: Setting) => Setting,
  ): Promise<readonly string[]> => {
    const [name = '', ...rest] = local.split('.');
    const whole = await terraform.local(name);
    const theirs = rest.length === 0 ? whole : settingAt(whole, rest.join('.'));
    return differences(spelled(ours), spelled(theirs)).map((each) => `local.${local}: ${each}`);
  };
  const asWritten = (setting: Setting): Setting => setting;
  const found = await Promise.all([
    ...sharedSettings.map(([place, path, local]) =>
      compared(settingAt(resourceSettings(bicep, place), path), local, asWritten),
    ),
    ...valuePairs.map(([place, local]) =>
      compared(variableSetting(bicep, place), local, asWritten),
    ),
    ...spelledPairs.map(([place, local]) =>
      compared(variableSetting(bicep, place), local, spelled),
    ),
  ]);
  return found.flat();
};

const spelled = (setting: Setting): Setting =>
  setting.kind === 'object'
    ? {
        kind: 'object',
        properties: new Map(
          [...setting.properties].map(([name, part]) => [oneSpelling(name), part]),
        ),
      }
    : setting;

/** `usageTtlDays` and `usage_ttl_days` are one name. */
export const oneSpelling = (name: string): string => name.replaceAll('_', '').toLowerCase();
