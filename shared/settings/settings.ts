// Every setting of the program, in the order in which people read about them. README.md and
// local.settings.sample.json are checked against this list; what the settings mean is in config.ts.

export interface Setting {
  readonly name: string;
  /** What it decides, for the people who deploy the program. */
  readonly description: string;
  /** What a value looks like, to complete `expected …`. */
  readonly expected: string;
  /** Where it is not set; absent where nothing is assumed. */
  readonly default?: string;
  /** Value in local.settings.sample.json, where that is not the default. */
  readonly sample?: string;
  /** `oneOf`: it, or the alternative that its description names. */
  readonly required: boolean | 'oneOf';
  /** Never printed, not even when it is wrong. */
  readonly secret: boolean;
  /** The Functions host reads it, not the program. */
  readonly readByHost?: true;
}

type Details = Omit<Setting, 'name' | 'description' | 'expected' | 'required' | 'secret'> &
  Partial<Pick<Setting, 'required' | 'secret'>>;

const setting = (
  name: string,
  description: string,
  expected: string,
  details: Details = {},
): Setting => ({ name, description, expected, required: false, secret: false, ...details });

const hubConnection = (name: string, hub: string): readonly Setting[] => [
  setting(
    name,
    `Connection string of the namespace of ${hub}; or ${name}__fullyQualifiedNamespace.`,
    'Endpoint=sb://…;SharedAccessKeyName=…;SharedAccessKey=…',
    {
      required: 'oneOf',
      secret: true,
      sample:
        'Endpoint=sb://127.0.0.1:5672;SharedAccessKeyName=RootManageSharedAccessKey;' +
        'SharedAccessKey=SAS_KEY_VALUE;UseDevelopmentEmulator=true',
    },
  ),
  setting(
    `${name}__fullyQualifiedNamespace`,
    `Host name of that namespace, to sign in by identity; or ${name}.`,
    'a host name such as contoso.servicebus.windows.net',
    { required: 'oneOf' },
  ),
  setting(
    `${name}__clientId`,
    'Client id of the user-assigned identity to sign in with; else the usual chain decides.',
    'a GUID',
  ),
];

export const settings: readonly Setting[] = [
  setting(
    'COSMOS_CONNECTION_STRING',
    'Connection string of the Cosmos DB account; or COSMOS_ENDPOINT.',
    'AccountEndpoint=https://…;AccountKey=…',
    {
      required: 'oneOf',
      secret: true,
      sample:
        'AccountEndpoint=http://127.0.0.1:8081/;AccountKey=C2y6yDjf5/R+ob0N8A7Cgv30VRDJIWEHLM+' +
        '4QDU5DE2nQ9nDuVTqobD4b8mGGyPMbIZnqyMsEcaGQy67XIw/Jw==;',
    },
  ),
  setting(
    'COSMOS_ENDPOINT',
    'Address of the Cosmos DB account, to sign in by identity; or COSMOS_CONNECTION_STRING.',
    'an address such as https://contoso.documents.azure.com:443/',
    { required: 'oneOf' },
  ),
  setting(
    'COSMOS_MANAGED_IDENTITY_CLIENT_ID',
    'Client id of the user-assigned identity to sign in with; else the usual chain decides.',
    'a GUID',
  ),
  setting('COSMOS_DATABASE', 'Database of the program.', 'a name of at most 255 characters', {
    default: 'chargeback',
  }),
  setting(
    'COSMOS_CONSISTENCY',
    'Weakest default consistency of the account that the program accepts. Emulators report Session.',
    'Strong, BoundedStaleness, Session, ConsistentPrefix or Eventual',
    { default: 'Strong', sample: 'Session' },
  ),
  ...hubConnection('LlmUsageEvents', 'LLM_USAGE_HUB'),
  setting('LLM_USAGE_HUB', 'Hub with the usage events of the policies.', 'a name', {
    default: 'llm-usage',
  }),
  setting('LLM_USAGE_CONSUMER_GROUP', 'Consumer group of the program on it.', 'a name', {
    default: 'chargeback',
  }),
  ...hubConnection('ApimLogs', 'APIM_LOGS_HUB'),
  setting('APIM_LOGS_HUB', 'Hub with the diagnostic logs of API Management.', 'a name', {
    default: 'apim-logs',
  }),
  setting('APIM_LOGS_CONSUMER_GROUP', 'Consumer group of the program on it.', 'a name', {
    default: 'chargeback',
  }),
  setting(
    'LLM_APIS',
    'Ids of the APIs whose gateway logs are LLM traffic; the logs of others are ignored.',
    'patterns parted by commas; * stands for any characters; upper and lower case are the same',
    { default: '*openai*,*llm*,*ai-gateway*,*anthropic*,*foundry*,*inference*' },
  ),
  setting(
    'HUB_RETENTION_HOURS',
    'How long the hubs keep events, in hours: the longest outage without loss.',
    'a whole number from 1 to 2160',
    { default: '168' },
  ),
  setting(
    'LATE_DAYS',
    'How late an event may be enqueued after it happened, in days; later ones are dead letters.',
    'a whole number from 1 to 366',
    { default: '31' },
  ),
  setting(
    'SEAL_AGE_DAYS',
    'Age at which a quarter hour is sealed and never computed again, in days.',
    'a whole number from 1 to 3660',
    { default: '40' },
  ),
  setting(
    'USAGE_TTL_DAYS',
    'Life of usage records since their last change, in days.',
    'a whole number from 1 to 3660',
    { default: '45' },
  ),
  setting(
    'BUSINESS_TIME_ZONE',
    'Time zone of business days and periods. A change applies from the next period on.',
    'a name of the IANA time-zone database such as Europe/Zurich',
    { default: 'UTC' },
  ),
  setting(
    'ROLLUP_SCHEDULE',
    'When the rollup runs.',
    'an NCRONTAB expression of six fields such as 0 * * * * *',
    { default: '0 * * * * *' },
  ),
  setting(
    'ROLLUP_SECONDS_MAX',
    'Longest time that one tick of the rollup begins new work, in seconds.',
    'a whole number from 1 to 540',
    { default: '45' },
  ),
  setting(
    'ROLLUP_WINDOWS_MAX',
    'Most quarter hours that one tick recomputes.',
    'a whole number from 1 to 100000',
    { default: '2000' },
  ),
  setting(
    'SETTLE_SECONDS',
    'How long a quarter hour must have been over before its mark is taken off, in seconds.',
    'a whole number from 0 to 86400',
    { default: '120' },
  ),
  setting(
    'ESTIMATE_USAGE',
    'Whether a streamed call that no source counted is billed by an estimate, and reported as estimated.',
    'true or false',
    { default: 'false' },
  ),
  setting(
    'TELEMETRY_PER_REQUEST',
    'Whether every request becomes a custom event, as the dashboards of the Microsoft sample want it.',
    'true or false',
    { default: 'false' },
  ),
  setting(
    'APPLICATIONINSIGHTS_CONNECTION_STRING',
    'Where telemetry goes; without it there is none.',
    'InstrumentationKey=GUID;IngestionEndpoint=https://…',
    { secret: true },
  ),
  setting(
    'APPLICATIONINSIGHTS_AUTHENTICATION_STRING',
    'Signs telemetry in by identity where the resource takes no keys.',
    'Authorization=AAD, or Authorization=AAD;ClientId=… for a user-assigned identity',
  ),
  setting(
    'AzureWebJobsStorage',
    'Storage of the Functions host: checkpoints and leases.',
    'a connection string of Azure Storage',
    { sample: 'UseDevelopmentStorage=true', required: true, secret: true, readByHost: true },
  ),
  setting('FUNCTIONS_WORKER_RUNTIME', 'Language worker of the Functions host.', 'node', {
    sample: 'node',
    required: true,
    readByHost: true,
  }),
];
