// Whether both give the same roles for the same reasons.
import type { BicepFolder } from '../../../support/bicep/bicep-folder';
import type { Expression } from '../../../support/bicep/syntax';
import { objectsIn } from '../../../support/terraform/bicep-text';
import type { TerraformFolder } from '../../../support/terraform/read-terraform';
import { oneSpelling } from './terraform-problems';

export const roleProblems = (bicep: BicepFolder, terraform: TerraformFolder): readonly string[] => {
  const [ours, theirs] = [new Set(rolesOfBicep(bicep)), new Set(rolesOfTerraform(terraform))];
  return [
    ...[...ours].filter((role) => !theirs.has(role)).map((role) => `in Bicep only: ${role}`),
    ...[...theirs].filter((role) => !ours.has(role)).map((role) => `in Terraform only: ${role}`),
  ];
};

/** What the modules call the two roles of a hub. */
const hubRoles: Readonly<Record<string, string>> = {
  Receiver: 'azureEventHubsDataReceiver',
  Sender: 'azureEventHubsDataSender',
};

const rolesOfBicep = ({ files }: BicepFolder): readonly string[] =>
  [...files.values()].flatMap(({ resources, modules }) =>
    [...resources, ...modules].flatMap(({ body }) => objectsIn(body).flatMap(roleOf)),
  );

const roleOf = ({ properties }: Expression & { readonly kind: 'object' }): readonly string[] => {
  const text = (name: string): string | undefined => {
    const found = properties.get(name);
    return found?.kind === 'literal' && typeof found.value === 'string' ? found.value : undefined;
  };
  const definition = properties.get('roleDefinitionId')?.text;
  const role = text('role') ?? /roles\.(\w+)/.exec(definition ?? '')?.[1];
  const reason = text('reason') ?? (definition === undefined ? undefined : text('description'));
  if (role === undefined || reason === undefined) return [];
  return [`${oneSpelling(hubRoles[role] ?? role)}: ${reason}`];
};

const rolesOfTerraform = ({ text }: TerraformFolder): readonly string[] =>
  [...text.matchAll(/role\s*=\s*local\.roles\.(\w+)[^{}]*?reason\s*=\s*"([^"]+)"/g)].map(
    ([, role = '', reason = '']) => `${oneSpelling(role)}: ${reason}`,
  );
