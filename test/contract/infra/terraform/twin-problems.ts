// Whether the expressions of twins.txt still stand where they stood, in both languages.
import { readFileSync } from 'node:fs';
import path from 'node:path';

import type { BicepFolder } from '../../../support/bicep/bicep-folder';
import { bicepTextAt } from '../../../support/terraform/bicep-text';
import type { TerraformFolder } from '../../../support/terraform/read-terraform';
import { rowsOf, textAt } from '../../../support/terraform/rows';

/** Locals that resources are made from: each row has its twins, but for what is compared elsewhere. */
const loops: Readonly<Record<string, readonly string[]>> = {
  hubs: [],
  storage_accounts: [],
  program_role_assignments: ['role', 'reason'],
  operator_role_assignments: ['role', 'reason'],
  deployer_role_assignments: ['role', 'reason'],
  capture_role_assignments: ['role', 'reason'],
  gateway_role_assignments: ['role', 'reason'],
  data_grants: [],
  endpoint_targets: [],
  diagnostic_settings: [],
  deletion_locks: ['notes'],
  surfaces: [],
};

interface Said {
  readonly place: string;
  readonly text: string;
}

interface Twin {
  readonly theirs: Said;
  readonly ours: readonly Said[];
}

export const twinProblems = async (
  bicep: BicepFolder,
  terraform: TerraformFolder,
): Promise<readonly string[]> => {
  const twins = readTwins();
  const changed = await Promise.all(twins.map((twin) => changedIn(twin, bicep, terraform)));
  const alone = await Promise.all(
    Object.entries(loops).map(([local, elsewhere]) =>
      withoutTwin(terraform, local, elsewhere, new Set(twins.map(({ theirs }) => theirs.place))),
    ),
  );
  return [...new Set([...changed.flat(), ...alone.flat()])];
};

const readTwins = (): readonly Twin[] =>
  readFileSync(path.join(__dirname, 'twins.txt'), 'utf8')
    .split(/\n(?=\S)/)
    .filter((part) => !part.startsWith('#'))
    .map((part) => {
      const [theirs = '', ...ours] = part.trim().split('\n');
      return { theirs: saidIn(theirs), ours: ours.map(saidIn) };
    });

const saidIn = (line: string): Said => {
  const [place = '', ...text] = line.trim().split(' = ');
  return { place, text: text.join(' = ') };
};

const changedIn = async (
  { theirs, ours }: Twin,
  bicep: BicepFolder,
  terraform: TerraformFolder,
): Promise<readonly string[]> => {
  const found = await terraformTextAt(terraform, theirs.place);
  const places = ours.map(({ place }) => place).join(', ');
  return [
    ...(found === theirs.text
      ? []
      : [`${theirs.place}: ${found ?? 'nothing'}; with ${places} it was ${theirs.text}`]),
    ...ours.flatMap(({ place, text }) => {
      const now = bicepTextAt(bicep, place);
      const was = `with ${theirs.place} in Terraform it was ${text}`;
      return now === text ? [] : [`${place}: ${now ?? 'nothing'}; ${was}`];
    }),
  ];
};

/** `local.hubs.llm_usage.size`, or a resource by its name and a path in it. */
const terraformTextAt = ({ written }: TerraformFolder, place: string) => {
  const [first = '', ...rest] = place.split('.');
  const name = first === 'local' ? `local.${rest.shift() ?? ''}` : first;
  return textAt(written.get(name), rest.join('.'));
};

const withoutTwin = async (
  { written }: TerraformFolder,
  local: string,
  elsewhere: readonly string[],
  known: ReadonlySet<string>,
): Promise<readonly string[]> => {
  const rows = await rowsOf(written.get(`local.${local}`));
  return [...rows]
    .flatMap(([key, attributes]) =>
      [...attributes.keys()]
        .filter((attribute) => !elsewhere.includes(attribute))
        .map((attribute) => `local.${local}.${key}.${attribute}`),
    )
    .filter((place) => !known.has(place))
    .map((place) => `${place}: in Terraform only, as far as twins.txt knows`);
};
