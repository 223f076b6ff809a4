// Roles: never one that administers, never on a whole group, each with a reason, and each under a name that
// makes a second deployment find it again.
import {
  at,
  deployedResources,
  moduleCalls,
  written,
  type Found,
} from '../../../support/bicep/look-up';
import type { BicepFolder } from '../../../support/bicep/bicep-folder';
import type { Expression } from '../../../support/bicep/syntax';
import { place, type Rule } from './rule';

/** From https://learn.microsoft.com/azure/role-based-access-control/built-in-roles: data, and nothing else. */
const allowed: Readonly<Record<string, string>> = {
  azureEventHubsDataReceiver: 'a638d3c7-ab3a-418d-83e6-5f17a39d4fde',
  azureEventHubsDataSender: '2b629674-e913-4c01-ae53-ef4638d8f975',
  storageBlobDataOwner: 'b7e6dc6d-f1e8-4753-8033-0f276bb0955b',
  storageBlobDataContributor: 'ba92f5b4-2d11-453d-a403-e96b0029c9fe',
  storageTableDataContributor: '0a9a7e1f-b9d0-4cc4-a60d-0319b160aaa3',
  cognitiveServicesOpenAiUser: '5e0bd9bd-7b93-4f28-af87-19fc36ad61bd',
  cognitiveServicesUser: 'a97b65f3-24c7-4388-baec-2e87135dc908',
  monitoringMetricsPublisher: '3913510d-42f4-4e42-8a64-420c390055eb',
};

/** What each assignment is given on: the least that there is. */
const scopes: Readonly<Record<string, string>> = {
  'modules/event-hubs/hub-role.bicep#assignment': 'namespace::hub',
  'modules/gateway/anthropic-user.bicep#assignment': 'account',
  'modules/gateway/model-user.bicep#assignment': 'account',
  'modules/monitoring.bicep#publisher': 'component',
  'modules/storage-account.bicep#assignments': 'account',
  'modules/storage-account.bicep#containerAssignments':
    "blobContainers[indexOf(containers, grant.?container ?? '')]",
};

const guidText = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;

const rolesFile = 'modules/roles.bicep';

const reasonCharsMin = 30;

export const checkRoles: Rule = (folder) => [
  ...deployedResources(folder)
    .filter(({ item }) => item.type === 'Microsoft.Authorization/roleAssignments')
    .flatMap(({ file, item }) => assignmentProblems({ file, item })),
  ...roleProblems(folder),
  ...reasonProblems(folder),
];

const assignmentProblems = (
  found: Found<{ readonly line: number; readonly symbol: string; readonly body: Expression }>,
): readonly string[] => {
  const { body, symbol } = found.item;
  const name = at(body, 'name');
  const scope = at(body, 'scope')?.text;
  const description = at(body, 'properties.description');
  const roleId = String(written(at(body, 'properties.roleDefinitionId')));
  return [
    ...(scope === scopes[`${found.file}#${symbol}`]
      ? []
      : [`it is given on ${scope ?? 'the whole resource group'}`]),
    ...(name?.kind === 'call' && name.name === 'guid' && name.args.length === 3
      ? []
      : ['its name is not guid(scope, principal, role)']),
    ...(description === undefined ? ['nothing says why'] : literalReasonProblem(description)),
    ...(/roles[.[]|roleId/.test(roleId) ? [] : [`the role is not one of roles.bicep: ${roleId}`]),
  ].map((problem) => `${place(found)}: ${problem}`);
};

/** Roles are written down in roles.bicep, under their names, and nowhere else. */
const roleProblems = ({ files }: BicepFolder): readonly string[] => {
  const roles = files.get(rolesFile)?.variables.get('roles');
  const listed = roles?.kind === 'object' ? [...roles.properties] : [];
  return [
    ...listed
      .filter(([name, id]) => allowed[name] === undefined || allowed[name] !== written(id))
      .map(
        ([name, id]) => `${rolesFile}: ${name}, ${id.text}, is no role that the estate may give`,
      ),
    ...[...files]
      .filter(([file, { text }]) => file !== rolesFile && text.includes('roleAssignments@'))
      .flatMap(([file, { text }]) =>
        (text.match(guidText) ?? []).map((id) => `${file}: ${id} stands outside ${rolesFile}`),
      ),
  ];
};

/** Reasons that a caller hands to a module which assigns the role. */
const reasonProblems = (folder: BicepFolder): readonly string[] => [
  ...moduleCalls(folder)
    .filter(({ item }) => item.path.endsWith('hub-role.bicep'))
    .flatMap((found) =>
      literalReasonProblem(at(found.item.body, 'params.reason')).map(
        (problem) => `${place(found)}: ${problem}`,
      ),
    ),
  ...moduleCalls(folder)
    .filter(({ item }) => item.path.endsWith('storage-account.bicep'))
    .flatMap((found) => {
      const access = at(found.item.body, 'params.access')?.text ?? '';
      const [roles, reasons] = [/\brole:/g, /\breason: '[^']{30,}'/g].map(
        (pattern) => access.match(pattern)?.length ?? 0,
      );
      return roles === reasons ? [] : [`${place(found)}: a role without a reason`];
    }),
];

/** A reason is written out, or handed on by a parameter that the caller's rule looks at. */
const literalReasonProblem = (reason: Expression | undefined): readonly string[] => {
  if (reason === undefined) return ['nothing says why'];
  if (reason.kind !== 'literal') return [];
  return String(reason.value).length >= reasonCharsMin
    ? []
    : [`the reason is too short: ${reason.text}`];
};
