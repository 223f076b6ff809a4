// Which resource of Terraform stands for which of the Bicep's. One that is missing here, on either side, is a
// difference too.

/** By the name in Terraform: where the Bicep makes it. */
export const resourcePairs: Readonly<Record<string, readonly string[]>> = {
  identity: ['modules/identity.bicep#identity'],
  capture_identity: ['modules/identity.bicep#identity'],
  workspace: ['modules/monitoring.bicep#workspace'],
  component: ['modules/monitoring.bicep#component'],
  private_link_member: ['modules/private-link-scope-member.bicep#member'],
  app_rules: ['modules/network/virtual-network.bicep#appRules'],
  endpoint_rules: ['modules/network/virtual-network.bicep#endpointRules'],
  network: ['modules/network/virtual-network.bicep#network'],
  zone: ['modules/network/private-dns-zone.bicep#zone'],
  zone_link: ['modules/network/private-dns-zone.bicep#links'],
  endpoint: ['modules/network/private-endpoint.bicep#endpoint'],
  endpoint_registration: ['modules/network/private-endpoint.bicep#registration'],
  namespace: ['modules/event-hubs/namespace.bicep#namespace'],
  namespace_firewall: ['modules/event-hubs/namespace.bicep#firewall'],
  hub: ['modules/event-hubs/namespace.bicep#eventHub'],
  consumer_group: ['modules/event-hubs/namespace.bicep#ownConsumerGroup'],
  diagnostics_rule: ['modules/event-hubs/namespace.bicep#diagnosticsRule'],
  cosmos_account: ['modules/cosmos/account.bicep#account'],
  cosmos_diagnostics: ['modules/cosmos/account.bicep#diagnostics'],
  database: ['modules/cosmos/containers.bicep#sqlDatabase'],
  container: ['modules/cosmos/containers.bicep#containers'],
  data_grant: ['modules/cosmos/access.bicep#assignments'],
  storage: ['modules/storage-account.bicep#account'],
  blobs: ['modules/storage-account.bicep#blobs'],
  blob_container: ['modules/storage-account.bicep#blobContainers'],
  blob_lifecycle: ['modules/storage-account.bicep#lifecycle'],
  vault: ['modules/key-vault.bicep#vault'],
  secret: ['modules/key-vault.bicep#values'],
  plan: ['modules/function-app/app.bicep#plan'],
  app: ['modules/function-app/app.bicep#app'],
  publishing: ['modules/function-app/app.bicep#publishing'],
  action_group: ['modules/observability/action-group.bicep#actionGroup'],
  log_alert: ['modules/observability/log-alerts.bicep#rules'],
  hub_alert: ['modules/observability/hub-alerts.bicep#rules'],
  availability_test: ['modules/observability/availability.bicep#test'],
  availability_alert: ['modules/observability/availability.bicep#rule'],
  budget: ['modules/observability/budget.bicep#monthly'],
  workbook: ['modules/observability/workbook.bicep#book'],
  gateway_trial: ['modules/gateway/instance.bicep#made'],
  named_value: ['modules/gateway/named-values.bicep#namedValues'],
  usage_logger: ['modules/gateway/loggers.bicep#usage'],
  azure_monitor_logger: ['modules/gateway/loggers.bicep#azureMonitor'],
  all_apis_diagnostic: ['modules/gateway/loggers.bicep#allApis'],
  backend_member: ['modules/gateway/backend.bicep#members'],
  backend: ['modules/gateway/backend.bicep#backend'],
  embeddings_backend: ['modules/gateway/backends.bicep#embeddings'],
  fragment: ['modules/gateway/fragments.bicep#fragments'],
  api: ['modules/gateway/api.bicep#made'],
  operation: ['modules/gateway/api.bicep#operations'],
  api_policy: ['modules/gateway/api.bicep#apiPolicy'],
  api_azure_monitor: ['modules/gateway/api.bicep#azureMonitor'],
  api_application_insights: ['modules/gateway/api.bicep#applicationInsights'],
  product: ['modules/gateway/products.bicep#products'],
  product_link: ['modules/gateway/products.bicep#links'],
  gateway_diagnostics: ['modules/gateway/diagnostics.bicep#setting'],
};

/** One resource of Terraform for many of the Bicep: what they say is compared below, as data. */
export const sharedPairs: Readonly<Record<string, readonly string[]>> = {
  role_assignment: [
    'modules/event-hubs/hub-role.bicep#assignment',
    'modules/gateway/anthropic-user.bicep#assignment',
    'modules/gateway/model-user.bicep#assignment',
    'modules/monitoring.bicep#publisher',
    'modules/storage-account.bicep#assignments',
    'modules/storage-account.bicep#containerAssignments',
  ],
  diagnostic_setting: [
    'modules/event-hubs/namespace.bicep#diagnostics',
    'modules/function-app/app.bicep#diagnostics',
    'modules/key-vault.bicep#diagnostics',
    'modules/monitoring.bicep#audit',
    'modules/network/virtual-network.bicep#appRulesDiagnostics',
    'modules/network/virtual-network.bicep#endpointRulesDiagnostics',
    'modules/network/virtual-network.bicep#networkDiagnostics',
    'modules/storage-account.bicep#diagnostics',
  ],
  deletion_lock: [
    'modules/cosmos/account.bicep#deletionLock',
    'modules/event-hubs/namespace.bicep#deletionLock',
  ],
};

/** A setting of a resource of the Bicep, and the local of Terraform that says it there. */
export const sharedSettings: readonly (readonly [place: string, path: string, local: string])[] = [
  [
    'modules/event-hubs/namespace.bicep#diagnostics',
    'properties.logs',
    'diagnostic_logs.namespace',
  ],
  ['modules/function-app/app.bicep#diagnostics', 'properties.logs', 'diagnostic_logs.app'],
  ['modules/key-vault.bicep#diagnostics', 'properties.logs', 'diagnostic_logs.vault'],
  ['modules/monitoring.bicep#audit', 'properties.logs', 'diagnostic_logs.workspace'],
  [
    'modules/network/virtual-network.bicep#appRulesDiagnostics',
    'properties.logs',
    'diagnostic_logs.network',
  ],
  [
    'modules/network/virtual-network.bicep#endpointRulesDiagnostics',
    'properties.logs',
    'diagnostic_logs.network',
  ],
  [
    'modules/network/virtual-network.bicep#networkDiagnostics',
    'properties.logs',
    'diagnostic_logs.network',
  ],
  ['modules/storage-account.bicep#diagnostics', 'properties.logs', 'diagnostic_logs.blobs'],
  ['modules/cosmos/account.bicep#deletionLock', 'properties.notes', 'lock_notes.keep_ledger'],
  ['modules/event-hubs/namespace.bicep#deletionLock', 'properties.notes', 'lock_notes.keep_events'],
];

/** A variable of the Bicep, or what a function of it answers, and the local that says the same. */
export const valuePairs: readonly (readonly [place: string, local: string])[] = [
  ['modules/function-app/app-settings.bicep#appSettings()', 'app_settings'],
  ['modules/function-app/app-settings.bicep#premiumAppSettings()', 'premium_app_settings'],
  ['modules/function-app/app.bicep#everyPlansConfig', 'every_plans_config'],
  ['modules/function-app/app.bicep#premiumConfig', 'premium_config'],
  ['modules/function-app/app.bicep#callerIpRules', 'caller_ip_rules'],
  ['modules/function-app/app.bicep#deployerIpRules', 'deployer_ip_rules'],
  ['modules/function-app/app.bicep#subnetRules', 'app_subnet_rules'],
  ['modules/function-app/app.bicep#healthPath', 'health_path'],
  ['modules/function-app/host-storage.bicep#packageContainer', 'package_container'],
  ['modules/function-app/host-storage.bicep#checkpointContainer', 'checkpoint_container'],
  ['modules/event-hubs/capture.bicep#container', 'capture_container'],
  ['modules/network/virtual-network.bicep#endpointPorts', 'endpoint_ports'],
  ['modules/cosmos/access.bicep#builtInDataReader', 'built_in_data_reader'],
  ['modules/cosmos/access.bicep#builtInDataContributor', 'built_in_data_contributor'],
  ['modules/observability/api-pattern.bicep#shippedApiPattern', 'shipped_api_pattern'],
  ['modules/observability/availability.bicep#places', 'test_places'],
  ['modules/gateway/backend.bicep#trippingStatuses', 'tripping_statuses'],
  ['modules/gateway/diagnostics.bicep#categories', 'gateway_log_categories'],
];

/** The same, but for the spelling of names: what is called usageTtlDays is usage_ttl_days in Terraform. */
export const spelledPairs: readonly (readonly [place: string, local: string])[] = [
  ['main.bicep#names', 'names'],
  ['modules/roles.bicep#roles', 'roles'],
  ['modules/network/network.bicep#zoneNames', 'zone_names'],
];

/** The types of the Bicep whose properties a variable of Terraform has. */
export const variablePairs: Readonly<Record<string, readonly [file: string, ...types: string[]]>> =
  {
    network: [
      'modules/network/network.bicep',
      'networkSettings',
      'existingSubnets',
      'dnsZoneGroup',
    ],
    monitoring: ['modules/monitoring.bicep', 'monitoringSettings'],
    event_hubs: [
      'modules/event-hubs/settings.bicep',
      'eventHubsSettings',
      'hubSize',
      'captureSettings',
    ],
    cosmos: ['modules/cosmos/settings.bicep', 'cosmosSettings', 'readRegion'],
    function_app: ['modules/function-app/settings.bicep', 'functionAppSettings', 'alwaysReady'],
    program: ['modules/function-app/program-settings.bicep', 'programSettings'],
    observability: ['modules/observability/settings.bicep', 'observabilitySettings', 'budget'],
    gateway: [
      'modules/gateway/settings.bicep',
      'gatewaySettings',
      'trialSettings',
      'modelsSettings',
      'modelResource',
      'embeddingsDeployment',
      'apiSettings',
      'policySettings',
      'tierLimits',
      'breakerSettings',
    ],
  };

/** Differences that have a reason. One that is no difference any more has to go. */
export const explained: Readonly<Record<string, string>> = {
  'hub: properties.captureDescription.destination.properties.blobContainer':
    'the Bicep hands it on from capture.bicep, whose container is compared',
  'network: properties.subnets[0].properties.delegations[0].properties.serviceName':
    'the Bicep hands it on from network.bicep',
  'plan: sku': 'the two arms of a condition have to be of one type in Terraform',
  'app: properties.siteConfig': 'put together of what is compared as values',
  'action_group: properties.webhookReceivers': 'Terraform has a loop over none or one',
  'local.zone_names: blob': 'Terraform knows no suffixes of clouds',
  'local.zone_names: table': 'Terraform knows no suffixes of clouds',
};
