// Whether the variables of Terraform are the choices that the Bicep has, with its defaults.
import { fileOf, type BicepFolder } from '../../../support/bicep/bicep-folder';
import type { TerraformFolder } from '../../../support/terraform/read-terraform';
import { variablePairs } from './pairs';
import { oneSpelling } from './terraform-problems';

export const variableProblems = (
  bicep: BicepFolder,
  terraform: TerraformFolder,
): readonly string[] => [
  ...Object.entries(variablePairs).flatMap(([variable, [file, ...types]]) => {
    const { text } = fileOf(bicep, file);
    const ours = types.flatMap((type) => propertiesOfType(text, type));
    const theirs = choicesIn(terraform.variables.get(variable) ?? '');
    return onlyInOne(ours, theirs).map((problem) => `var.${variable}: ${problem}`);
  }),
  ...onlyInOne([...fileOf(bicep, 'main.bicep').parameters.keys()], withoutPlace(terraform)),
  ...wrongDefaults(bicep, terraform),
  ...onlyInOne([...fileOf(bicep, 'main.bicep').outputs.keys()], terraform.outputs).map(
    (problem) => `output ${problem}`,
  ),
];

/** A deployment of Bicep knows where it goes. */
const withoutPlace = ({ variables }: TerraformFolder): readonly string[] =>
  [...variables.keys()].filter(
    (name) => !['subscription_id', 'resource_group_name'].includes(name),
  );

const onlyInOne = (ours: readonly string[], theirs: readonly string[]): readonly string[] => {
  const [a, b] = [ours, theirs].map((names) => new Set(names.map(oneSpelling)));
  return [
    ...ours
      .filter((name) => b?.has(oneSpelling(name)) === false)
      .map((name) => `${name} in Bicep only`),
    ...theirs
      .filter((name) => a?.has(oneSpelling(name)) === false)
      .map((name) => `${name} in Terraform only`),
  ];
};

const propertiesOfType = (text: string, type: string): readonly string[] => {
  const body = new RegExp(`^type ${type} = \\{\n([^]*?)^\\}`, 'm').exec(text)?.[1];
  if (body === undefined) throw new Error(`there is no type ${type}`);
  return [...body.matchAll(/^ {2}(\w+): /gm)].map(([, name = '']) => name);
};

const choicesIn = (type: string): readonly string[] =>
  [...type.matchAll(/(\w+)\s*=\s*(?:optional\(|string|number|bool|list\(|map\(|object\()/g)].map(
    ([, name = '']) => name,
  );

/** `optional(number, 45)` against `settings.?usageTtlDays ?? 45`. */
const wrongDefaults = (bicep: BicepFolder, terraform: TerraformFolder): readonly string[] => {
  const ours = defaultsIn(bicep);
  return [...terraform.variables].flatMap(([variable, type]) =>
    [...type.matchAll(/(\w+)\s*=\s*optional\((?:string|number|bool), ([^(){}]+?)\)/g)].flatMap(
      ([, name = '', theirs = '']) => {
        const known = ours.get(oneSpelling(name)) ?? new Set();
        const value = theirs.replaceAll('"', "'");
        return known.has(value)
          ? []
          : [
              `var.${variable}.${name}: ${value} by default, ${[...known].join(' or ') || 'nothing'} in Bicep`,
            ];
      },
    ),
  );
};

const defaultsIn = ({ files }: BicepFolder): ReadonlyMap<string, ReadonlySet<string>> => {
  const found = new Map<string, Set<string>>();
  for (const { text } of files.values()) {
    for (const [, name = '', value = ''] of text.matchAll(
      /\.\??(\w+) \?\? \(?('[^']*'|-?\d+|true|false)/g,
    )) {
      const known = found.get(oneSpelling(name)) ?? new Set();
      found.set(oneSpelling(name), known.add(value));
    }
  }
  return found;
};
