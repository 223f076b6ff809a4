import { BadSettings, readConfig, readCosmosConfig } from '../../shared/config';

const cosmosKey = 'AccountEndpoint=https://contoso.documents.azure.com:443/;AccountKey=c2VjcmV0;';
const hubKey =
  'Endpoint=sb://Contoso.servicebus.windows.net/;SharedAccessKeyName=read;SharedAccessKey=c2VjcmV0';

const enough: NodeJS.ProcessEnv = {
  COSMOS_CONNECTION_STRING: cosmosKey,
  LlmUsageEvents: hubKey,
  ApimLogs__fullyQualifiedNamespace: 'contoso-logs.servicebus.windows.net',
};

const problemsOf = (change: NodeJS.ProcessEnv): readonly string[] => {
  try {
    readConfig({ ...enough, ...change });
    return [];
  } catch (error) {
    if (error instanceof BadSettings) return error.problems;
    throw error;
  }
};

describe('the configuration', () => {
  it('needs connections only, and has a default for the rest', () => {
    const { isLlmApi, ...config } = readConfig(enough);
    expect(isLlmApi('azure-openai-eu')).toBe(true);
    expect(config).toEqual({
      cosmos: {
        account: {
          kind: 'key',
          endpoint: 'https://contoso.documents.azure.com:443/',
          connectionString: cosmosKey,
        },
        database: 'chargeback',
        consistency: 'Strong',
        usageTtlDays: 45,
      },
      llmUsage: {
        hub: 'llm-usage',
        consumerGroup: 'chargeback',
        connectionName: 'LlmUsageEvents',
        connection: {
          kind: 'key',
          namespace: 'contoso.servicebus.windows.net',
          connectionString: hubKey,
        },
      },
      apimLogs: {
        hub: 'apim-logs',
        consumerGroup: 'chargeback',
        connectionName: 'ApimLogs',
        connection: {
          kind: 'identity',
          namespace: 'contoso-logs.servicebus.windows.net',
          clientId: undefined,
        },
      },
      estimateUsage: false,
      hubRetentionHours: 168,
      lateDays: 31,
      sealAgeDays: 40,
      businessTimeZone: 'UTC',
      rollup: { schedule: '0 * * * * *', secondsMax: 45, windowsMax: 2_000, settleSeconds: 120 },
      telemetry: { connectionString: undefined, identity: undefined, perRequest: false },
    });
  });

  it('signs in by identity where no key is given', () => {
    const clientId = '11111111-2222-3333-4444-555555555555';
    const config = readConfig({
      COSMOS_ENDPOINT: 'https://contoso.documents.azure.com:443/',
      COSMOS_MANAGED_IDENTITY_CLIENT_ID: clientId,
      LlmUsageEvents__fullyQualifiedNamespace: 'contoso.servicebus.windows.net',
      LlmUsageEvents__clientId: clientId,
      ApimLogs: hubKey,
      APPLICATIONINSIGHTS_CONNECTION_STRING: `InstrumentationKey=${clientId};IngestionEndpoint=https://x/`,
      APPLICATIONINSIGHTS_AUTHENTICATION_STRING: `Authorization=AAD;ClientId=${clientId}`,
    });
    expect(config.cosmos.account).toEqual({
      kind: 'identity',
      endpoint: 'https://contoso.documents.azure.com:443/',
      clientId,
    });
    expect(config.llmUsage.connection).toEqual({
      kind: 'identity',
      namespace: 'contoso.servicebus.windows.net',
      clientId,
    });
    expect(config.telemetry.identity).toEqual({ clientId });
  });

  it('takes an empty setting for one that is not set', () => {
    const { cosmos } = readConfig({ ...enough, COSMOS_ENDPOINT: '', COSMOS_DATABASE: '  ' });
    expect(cosmos.database).toBe('chargeback');
  });

  it('reports every bad and every missing setting at once, by name', () => {
    const problems = problemsOf({
      COSMOS_CONNECTION_STRING: undefined,
      LlmUsageEvents: undefined,
      BUSINESS_TIME_ZONE: 'Europe/Atlantis',
      ROLLUP_SECONDS_MAX: 'ten',
      LATE_DAYS: '60',
      USAGE_TTL_DAYS: '41',
    });
    expect(problems).toEqual([
      expect.stringMatching(/^BUSINESS_TIME_ZONE: expected .*; found "Europe\/Atlantis"$/),
      expect.stringMatching(/^ROLLUP_SECONDS_MAX: expected .*; found "ten"$/),
      expect.stringMatching(/^COSMOS_CONNECTION_STRING, COSMOS_ENDPOINT: set exactly one/),
      expect.stringMatching(/^LlmUsageEvents, LlmUsageEvents__fullyQualifiedNamespace: set/),
      expect.stringMatching(/^SEAL_AGE_DAYS: .*LATE_DAYS/),
      expect.stringMatching(/^USAGE_TTL_DAYS: .*SEAL_AGE_DAYS/),
    ]);
  });

  it('never repeats a secret, not even a wrong one', () => {
    const secrets = {
      COSMOS_CONNECTION_STRING: 'AccountEndpoint=nonsense;AccountKey=hunter2',
      LlmUsageEvents: 'Endpoint=http://x;SharedAccessKey=hunter2',
      APPLICATIONINSIGHTS_CONNECTION_STRING: 'hunter2',
    };
    const problems = problemsOf(secrets);
    expect(problems).toHaveLength(3);
    expect(problems.join()).not.toContain('hunter2');
  });

  it('refuses a key and an identity for one connection', () => {
    expect(problemsOf({ COSMOS_ENDPOINT: 'https://contoso.documents.azure.com/' })).toEqual([
      expect.stringMatching(/set exactly one/),
    ]);
    expect(problemsOf({ ApimLogs: hubKey })).toEqual([expect.stringMatching(/set exactly one/)]);
  });

  it.each([
    // 31 + 168 / 24 + 1 = 39 days is the least at which nothing can come any more.
    [{ SEAL_AGE_DAYS: '39' }, 0],
    [{ SEAL_AGE_DAYS: '38' }, 1],
    [{ SEAL_AGE_DAYS: '43' }, 0],
    [{ SEAL_AGE_DAYS: '44' }, 1],
    [{ HUB_RETENTION_HOURS: '2160' }, 1],
    [{ HUB_RETENTION_HOURS: '2160', SEAL_AGE_DAYS: '122', USAGE_TTL_DAYS: '124' }, 0],
  ])('seals windows after the last event and before the first expiry: %j', (change, mistakes) => {
    expect(problemsOf(change)).toHaveLength(mistakes);
  });

  it.each([{ LLM_USAGE_HUB: 'events', APIM_LOGS_HUB: 'Events' }, { LLM_USAGE_HUB: 'apim-logs' }])(
    'refuses hubs of one name, also in different namespaces: %j',
    (change) => {
      expect(problemsOf(change)).toEqual([expect.stringContaining('need different names')]);
    },
  );

  it.each([
    ['COSMOS_CONNECTION_STRING', 'AccountEndpoint=https://x.documents.azure.com/'],
    ['COSMOS_CONNECTION_STRING', 'AccountKey=c2VjcmV0'],
    ['COSMOS_MANAGED_IDENTITY_CLIENT_ID', 'my-identity'],
    ['COSMOS_DATABASE', 'a/b'],
    ['COSMOS_CONSISTENCY', 'strong'],
    ['LlmUsageEvents', 'Endpoint=sb://contoso.servicebus.windows.net/'],
    ['LlmUsageEvents', 'contoso.servicebus.windows.net'],
    ['ApimLogs__fullyQualifiedNamespace', 'sb://contoso.servicebus.windows.net'],
    ['ApimLogs__fullyQualifiedNamespace', 'contoso'],
    ['LLM_USAGE_HUB', 'a hub'],
    ['APIM_LOGS_CONSUMER_GROUP', 'a/b'],
    ['LATE_DAYS', '0'],
    ['LATE_DAYS', '1.5'],
    ['LATE_DAYS', '-1'],
    ['LATE_DAYS', '3 days'],
    ['BUSINESS_TIME_ZONE', '+02:00'],
    ['BUSINESS_TIME_ZONE', 'CEST'],
    ['ROLLUP_SCHEDULE', '* * * * *'],
    ['ROLLUP_SCHEDULE', 'every minute on the hour and more'],
    ['ROLLUP_SCHEDULE', '0 * * * * @'],
    ['ESTIMATE_USAGE', 'yes'],
    ['TELEMETRY_PER_REQUEST', 'yes'],
    ['APPLICATIONINSIGHTS_AUTHENTICATION_STRING', 'Authorization=Basic'],
    ['APPLICATIONINSIGHTS_CONNECTION_STRING', 'InstrumentationKey=none'],
  ])('refuses %s=%s', (name, value) => {
    expect(problemsOf({ [name]: value })).toEqual([
      expect.stringMatching(new RegExp(`^${name}: expected `)),
    ]);
  });

  it.each([
    ['BUSINESS_TIME_ZONE', 'Asia/Kathmandu'],
    ['BUSINESS_TIME_ZONE', 'Etc/GMT+5'],
    ['ROLLUP_SCHEDULE', '0 */5 0-8,20-23 * * Mon-Fri'],
    ['LLM_USAGE_CONSUMER_GROUP', '$Default'],
    ['TELEMETRY_PER_REQUEST', 'True'],
    ['COSMOS_CONNECTION_STRING', 'AccountEndpoint=http://127.0.0.1:8081/;AccountKey=a==;'],
    [
      'LlmUsageEvents',
      'Endpoint=sb://127.0.0.1:5672;SharedAccessKeyName=x;SharedAccessKey=y=;UseDevelopmentEmulator=true',
    ],
  ])('accepts %s=%s', (name, value) => {
    expect(problemsOf({ [name]: value })).toEqual([]);
  });

  it('reads the settings of Cosmos DB alone for commands that need no more', () => {
    expect(readCosmosConfig({ COSMOS_CONNECTION_STRING: cosmosKey }).database).toBe('chargeback');
    expect(() => readCosmosConfig({})).toThrow(/COSMOS_ENDPOINT: set exactly one/);
  });
});

describe('the APIs that are LLM traffic', () => {
  const isLlmApi = (patterns: string) => readConfig({ ...enough, LLM_APIS: patterns }).isLlmApi;

  it.each([
    ['azure-openai-service-api', true],
    ['OpenAI', true],
    ['my-LLM-gateway', true],
    ['anthropic', true],
    ['ai-foundry;rev=2', true],
    ['orders', false],
    ['', false],
  ])('are found by default: %s %s', (apiId, expected) => {
    expect(readConfig(enough).isLlmApi(apiId)).toBe(expected);
  });

  it('are matched whole, by any of the patterns', () => {
    const matches = isLlmApi('chat, embed*');
    expect(['chat', 'CHAT', 'embeddings'].every(matches)).toBe(true);
    expect(['chats', 'my-embed', 'c.at'].some(matches)).toBe(false);
  });

  it('may have names that look like regular expressions', () => {
    expect(isLlmApi('a.b+(c)')('a.b+(c)')).toBe(true);
    expect(isLlmApi('a.b')('axb')).toBe(false);
  });

  it('are none where the patterns are but commas', () => {
    expect(isLlmApi(',')('openai')).toBe(false);
  });
});
