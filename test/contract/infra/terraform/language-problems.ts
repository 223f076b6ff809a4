// What has to be true of Terraform because it is Terraform: the Bicep has nothing to compare it with.
import type { TerraformFolder } from '../../../support/terraform/read-terraform';
import { textAt } from '../../../support/terraform/rows';

/** `terraform destroy` and a changed name would empty the ledger. */
const kept = ['cosmos_account', 'database', 'container'];

/** What comes with another resource, or may be there: `azapi_resource` refuses what exists. */
const mayExist: Readonly<Record<string, string>> = {
  'Microsoft.ApiManagement/service/apis/diagnostics': 'azapi_resource_action',
  'Microsoft.ApiManagement/service/apis/policies': 'azapi_resource_action',
  'Microsoft.ApiManagement/service/diagnostics': 'azapi_resource_action',
  'Microsoft.EventHub/namespaces/networkRuleSets': 'azapi_update_resource',
  'Microsoft.Storage/storageAccounts/blobServices': 'azapi_update_resource',
  'Microsoft.Web/sites/basicPublishingCredentialsPolicies': 'azapi_update_resource',
};
const azureMonitorLogger = 'azure_monitor_logger';

/** The order that no reference says. The Bicep says it by dependsOn, or by a module's outputs. */
const waitsFor: Readonly<Record<string, readonly string[]>> = {
  api: ['fragment'],
  api_policy: ['operation', 'fragment'],
  api_azure_monitor: ['api_policy', 'azure_monitor_logger'],
  api_application_insights: ['api_policy'],
  all_apis_diagnostic: ['azure_monitor_logger'],
  app: ['role_assignment', 'data_grant', 'blob_container', 'consumer_group'],
  data_grant: ['container'],
  fragment: ['named_value', 'usage_logger', 'backend', 'embeddings_backend'],
  gateway_diagnostics: ['hub'],
  product_link: ['api_policy'],
  usage_logger: ['role_assignment'],
};

/** Every map of roles is given. */
const roleMaps = /^local\.\w+_role_assignments$/;

export const languageProblems = async (terraform: TerraformFolder): Promise<readonly string[]> => [
  ...(await notKept(terraform)),
  ...(await setBack(terraform)),
  ...madeThoughThere(terraform),
  ...(await outOfOrder(terraform)),
  ...(await rolesNotGiven(terraform)),
  ...(await openSecrets(terraform)),
];

const notKept = async ({ written }: TerraformFolder): Promise<readonly string[]> => {
  const found = await Promise.all(
    kept.map(async (name) => ({
      name,
      text: await textAt(written.get(name), 'lifecycle.prevent_destroy'),
    })),
  );
  return found
    .filter(({ text }) => text !== 'true')
    .map(({ name }) => `${name}: nothing prevents that it is destroyed`);
};

const setBack = async ({ written }: TerraformFolder): Promise<readonly string[]> =>
  (await textAt(written.get('namespace'), 'lifecycle.ignore_changes')) === '[body.sku.capacity]'
    ? []
    : ['namespace: set back to fewer throughput units than it has grown to'];

const madeThoughThere = ({ resources }: TerraformFolder): readonly string[] =>
  [...resources].flatMap(([name, { kind, type }]) => {
    const needed =
      name === azureMonitorLogger ? 'azapi_resource_action' : (mayExist[type] ?? 'azapi_resource');
    return kind === needed ? [] : [`${name}: a ${kind}, where ${type} wants ${needed}`];
  });

const outOfOrder = async ({ written }: TerraformFolder): Promise<readonly string[]> => {
  const found = await Promise.all(
    Object.entries(waitsFor).map(async ([name, others]) => {
      const text = (await textAt(written.get(name), 'depends_on')) ?? '';
      return others
        .filter((other) => !new RegExp(`\\.${other}[,\\]]`).test(text))
        .map((other) => `${name}: does not wait for ${other}`);
    }),
  );
  return found.flat();
};

const rolesNotGiven = async ({ written }: TerraformFolder): Promise<readonly string[]> => {
  const given = (await textAt(written.get('role_assignment'), 'for_each')) ?? '';
  return [...written.keys()]
    .filter((name) => roleMaps.test(name) && !given.includes(`${name},`))
    .map((name) => `${name}: not among the roles that are given`);
};

/** Secrets stand where azapi sends them and keeps a hash alone. */
const openSecrets = async ({ written }: TerraformFolder): Promise<readonly string[]> => {
  const isSensitive = (await textAt(written.get('var.secrets'), 'sensitive')) === 'true';
  return [
    ...(isSensitive ? [] : ['var.secrets: shown, since it is not sensitive']),
    ...[...written]
      .filter(([, block]) =>
        JSON.stringify({ ...Object(block), sensitive_body: null }).includes('var.secrets['),
      )
      .map(([name]) => `${name}: a secret outside of sensitive_body`),
  ];
};
