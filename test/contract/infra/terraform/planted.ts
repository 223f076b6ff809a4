// Mistakes that the comparison has to show by name: each was made on purpose, and must be seen.

/** What is replaced by what in the files of Terraform, and a part of what has to be said. */
type Planted = readonly [what: string, before: string | RegExp, after: string, problem: string];

export const planted: readonly Planted[] = [
  [
    'another consistency',
    'defaultConsistencyLevel = "Strong"',
    'defaultConsistencyLevel = "Session"',
    'cosmos_account: properties.consistencyPolicy.defaultConsistencyLevel: "Strong" in Bicep, "Session" in Terraform',
  ],
  [
    'a key that is accepted',
    'allowSharedKeyAccess         = false',
    'allowSharedKeyAccess         = true',
    'storage: properties.allowSharedKeyAccess: false in Bicep, true in Terraform',
  ],
  [
    'another retention',
    'softDeleteRetentionInDays = 90',
    'softDeleteRetentionInDays = 7',
    'vault: properties.softDeleteRetentionInDays: 90 in Bicep, 7 in Terraform',
  ],
  [
    'another API version',
    'vaults@2026-02-01"',
    'vaults@2023-07-01"',
    'vault: Microsoft.KeyVault/vaults@2026-02-01 in Bicep, Microsoft.KeyVault/vaults@2023-07-01 in Terraform',
  ],
  [
    'another life of documents',
    'usage_ttl_days * 86400',
    'usage_ttl_days * 3600',
    'container: properties.resource.defaultTtl: ',
  ],
  [
    'an app setting that is missing',
    /^ +LATE_DAYS .*\n/m,
    '',
    'local.app_settings: LATE_DAYS: string(agreed.lateDays) in Bicep, nothing in Terraform',
  ],
  [
    'another default',
    'late_days                = optional(number, 31)',
    'late_days                = optional(number, 30)',
    'var.program.late_days: 30 by default, 31 in Bicep',
  ],
  ['a choice that is missing', /^ +backup +=.*\n/m, '', 'var.cosmos: backup in Bicep only'],
  [
    'prompts in the log',
    'logs = "enabled"',
    'logs = "enabled"\n requests = { messages = "all" }',
    'api_azure_monitor: properties.largeLanguageModel.requests: nothing in Bicep, {messages} in Terraform',
  ],
  [
    'another log',
    '"StorageDelete"',
    '"StorageRead"',
    'local.diagnostic_logs.blobs: [0].category: "StorageDelete" in Bicep, "StorageRead" in Terraform',
  ],
  [
    'another role',
    'role   = local.roles.storage_blob_data_owner',
    'role   = local.roles.storage_blob_data_contributor',
    'in Bicep only: storageblobdataowner: The Functions host makes containers for its leases, checkpoints and function keys, and reads the package.',
  ],
  [
    'a resource that is missing',
    /resource "azapi_resource" "blob_lifecycle" \{[^]*?\n\}\n/,
    '',
    'Terraform has no blob_lifecycle',
  ],

  // What loops run over, and on what a role is given.
  [
    'a role on more than a hub',
    'scope  = azapi_resource.hub["llm_usage"].id',
    'scope  = local.group_id',
    'local.program_role_assignments.read_llm_usage.scope: local.group_id; with modules/event-hubs/hub-role.bicep#assignment.scope',
  ],
  [
    "the gateway's role on more than a hub",
    'scope          = azapi_resource.hub["llm_usage"].id',
    'scope          = local.group_id',
    'local.gateway_role_assignments.gateway_sender.scope: ',
  ],
  [
    'people who read the hub of logs',
    '"${operator.id}/llm_usage" = {',
    '"${operator.id}/apim_logs" = {\n scope = azapi_resource.hub["apim_logs"].id\n }\n"${operator.id}/llm_usage" = {',
    'local.operator_role_assignments.…/apim_logs.scope: in Terraform only',
  ],
  [
    'roles that are not given',
    'local.capture_role_assignments,',
    '',
    'local.capture_role_assignments: not among the roles that are given',
  ],
  [
    'operators who write to the ledger',
    'role = local.built_in_data_reader',
    'role = local.built_in_data_contributor',
    'local.data_grants.operator/….role: ',
  ],
  [
    'editors of more than reference data',
    'scope = "${local.database_scope}/colls/reference"',
    'scope = local.database_scope',
    'local.data_grants.editor/….scope: ',
  ],
  [
    'a program with the whole account',
    'role = local.built_in_data_contributor, scope = local.database_scope }',
    'role = local.built_in_data_contributor, scope = azapi_resource.cosmos_account.id }',
    'local.data_grants.program.scope: ',
  ],
  [
    'an API that anybody may call',
    'try(surface.settings.subscription_required, true)',
    'try(surface.settings.subscription_required, false)',
    'local.surfaces.kind.subscription_required: ',
  ],
  [
    'the policy of another surface',
    'policy   = "azure-openai-v1"',
    'policy   = "azure-openai"',
    'local.surfaces.azureOpenAiV1.policy: ',
  ],
  [
    'logs in the hub of events',
    'local.hubs.apim_logs.hub',
    'local.hubs.llm_usage.hub',
    'gateway_diagnostics.body.properties.eventHubName: ',
  ],
  [
    'services that come in past the firewall',
    'trusted_services  = false',
    'trusted_services  = true',
    'local.storage_accounts.host.trusted_services: true; with modules/function-app/host-storage.bicep#account.trustedServices it was false',
  ],
  [
    'trusted services the other way round',
    '? "AzureServices" : "None"',
    '? "None" : "AzureServices"',
    'storage.body.properties.networkAcls.bypass: ',
  ],
  [
    'a way to publish that stays open',
    'toset(["ftp", "scm"])',
    'toset(["scm"])',
    'publishing.for_each: ',
  ],
  [
    'an endpoint of another part',
    'group_id = "Sql"',
    'group_id = "Sql2"',
    'local.endpoint_targets.cosmos.group_id: ',
  ],
  [
    'another zone of an endpoint',
    'zone = "table" }',
    'zone = "blob" }',
    'local.endpoint_targets.host_table.zone: ',
  ],
  [
    'zones that hide names from the gateway',
    'if local.makes_zones && (pair[1] == "own" || pair[0] == "service_bus")',
    'if local.makes_zones',
    'local.zone_links.if: local.makes_zones; with modules/network/network.bicep#zones.networkIds',
  ],
  [
    'a diagnostic setting that is missing',
    /^ +vault = \{ target_id.*\n/m,
    '',
    'local.diagnostic_settings.vault.target_id: nothing',
  ],
  [
    'a lock on something else',
    'azapi_resource.cosmos_account.id, name = "keep-ledger"',
    'azapi_resource.vault.id, name = "keep-ledger"',
    'local.deletion_locks.cosmos.target_id: ',
  ],
  ['locks that are never made', 'lock if var.locks', 'lock if false', 'local.deletion_locks.if: '],
  [
    'regions that are left out',
    'zone_redundant = null }], var.cosmos.read_regions)',
    'zone_redundant = null }], [])',
    'local.regions: ',
  ],
  [
    'a hub that keeps for another time',
    'retentionTimeInHours = var.program.hub_retention_hours',
    'retentionTimeInHours = var.program.late_days',
    'hub.body.properties.retentionDescription.retentionTimeInHours: ',
  ],
  [
    'an app outside of the network',
    'virtualNetworkSubnetId = local.app_subnet_id',
    'virtualNetworkSubnetId = null',
    'app.body.properties.virtualNetworkSubnetId: ',
  ],

  // What is true of Terraform alone.
  [
    'a secret in the plan',
    /(variable "secrets" \{[^]*?)sensitive += true/,
    '$1sensitive = false',
    'var.secrets: shown, since it is not sensitive',
  ],
  [
    'a secret in the state',
    'sensitive_body = {\n    properties = { value = var.secrets',
    'body = {\n    properties = { value = var.secrets',
    'secret: a secret outside of sensitive_body',
  ],
  [
    'a ledger that can be destroyed',
    'prevent_destroy = true',
    'prevent_destroy = false',
    'cosmos_account: nothing prevents that it is destroyed',
  ],
  [
    'a namespace that shrinks',
    'ignore_changes = [body.sku.capacity]',
    'ignore_changes = []',
    'namespace: set back to fewer throughput units than it has grown to',
  ],
  [
    'an app before its roles',
    /(resource "azapi_resource" "app" \{[^]*?)depends_on = \[[^]*?\]/,
    '$1depends_on = []',
    'app: does not wait for role_assignment',
  ],
  [
    'what is made though it is there',
    'resource "azapi_update_resource" "blobs"',
    'resource "azapi_resource" "blobs"',
    'blobs: a azapi_resource, where Microsoft.Storage/storageAccounts/blobServices wants azapi_update_resource',
  ],
  [
    'a version that the provider does not know',
    'virtualNetworks@2025-07-01',
    'virtualNetworks@2025-09-01',
    'network: azapi 2.12 is not known to have Microsoft.Network/virtualNetworks@2025-09-01: 2025-07-01',
  ],
  [
    'another provider',
    'version = "~> 2.12"',
    'version = "~> 3.0"',
    'the provider is no longer that of 2.12: read its types again',
  ],
];
