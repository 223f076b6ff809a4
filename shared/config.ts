// The configuration of the program, read once at start from the environment and nowhere else. A
// mistake is reported together with all others, by name, with what is expected and without secrets.
import type * as z from 'zod';

import { makeApiMatcher } from './settings/api-patterns';
import { cosmosEnvironment, environment, type CosmosEnvironment } from './settings/environment';
import { settings } from './settings/settings';

export type CosmosAccount =
  | { readonly kind: 'key'; readonly endpoint: string; readonly connectionString: string }
  | { readonly kind: 'identity'; readonly endpoint: string; readonly clientId: string | undefined };

export interface CosmosConfig {
  readonly account: CosmosAccount;
  readonly database: string;
  readonly consistency: 'Strong' | 'BoundedStaleness' | 'Session' | 'ConsistentPrefix' | 'Eventual';
  readonly usageTtlDays: number;
}

export type HubConnection =
  | { readonly kind: 'key'; readonly namespace: string; readonly connectionString: string }
  | {
      readonly kind: 'identity';
      readonly namespace: string;
      readonly clientId: string | undefined;
    };

export interface HubConfig {
  readonly hub: string;
  readonly consumerGroup: string;
  /** Prefix of the connection's settings, by which the Functions host finds them. */
  readonly connectionName: string;
  readonly connection: HubConnection;
}

export interface Config {
  readonly cosmos: CosmosConfig;
  readonly llmUsage: HubConfig;
  readonly apimLogs: HubConfig;
  /** Whether the gateway logs of an API (by id) are LLM traffic. */
  readonly isLlmApi: (apiId: string) => boolean;
  /** Whether streamed calls that nobody counted are estimated. */
  readonly estimateUsage: boolean;
  readonly hubRetentionHours: number;
  readonly lateDays: number;
  readonly sealAgeDays: number;
  readonly businessTimeZone: string;
  readonly rollup: {
    readonly schedule: string;
    readonly secondsMax: number;
    readonly windowsMax: number;
    readonly settleSeconds: number;
  };
  readonly telemetry: {
    readonly connectionString: string | undefined;
    /** Set where telemetry signs in by identity. */
    readonly identity: { readonly clientId: string | undefined } | undefined;
    readonly perRequest: boolean;
  };
}

/** Lists every setting that is missing or wrong; its text never holds a secret. */
export class BadSettings extends Error {
  override readonly name = 'BadSettings';

  constructor(readonly problems: readonly string[]) {
    super(`Settings to correct:\n- ${problems.join('\n- ')}`);
  }
}

/** Reads all settings; throws BadSettings. */
export const readConfig = (env: NodeJS.ProcessEnv): Config => {
  const values = parse(environment, env);
  return {
    cosmos: cosmosConfig(values),
    llmUsage: {
      hub: values.LLM_USAGE_HUB,
      consumerGroup: values.LLM_USAGE_CONSUMER_GROUP,
      connectionName: 'LlmUsageEvents',
      connection: hubConnection(
        values.LlmUsageEvents,
        values.LlmUsageEvents__fullyQualifiedNamespace,
        values.LlmUsageEvents__clientId,
      ),
    },
    apimLogs: {
      hub: values.APIM_LOGS_HUB,
      consumerGroup: values.APIM_LOGS_CONSUMER_GROUP,
      connectionName: 'ApimLogs',
      connection: hubConnection(
        values.ApimLogs,
        values.ApimLogs__fullyQualifiedNamespace,
        values.ApimLogs__clientId,
      ),
    },
    isLlmApi: makeApiMatcher(values.LLM_APIS),
    estimateUsage: values.ESTIMATE_USAGE,
    hubRetentionHours: values.HUB_RETENTION_HOURS,
    lateDays: values.LATE_DAYS,
    sealAgeDays: values.SEAL_AGE_DAYS,
    businessTimeZone: values.BUSINESS_TIME_ZONE,
    rollup: {
      schedule: values.ROLLUP_SCHEDULE,
      secondsMax: values.ROLLUP_SECONDS_MAX,
      windowsMax: values.ROLLUP_WINDOWS_MAX,
      settleSeconds: values.SETTLE_SECONDS,
    },
    telemetry: {
      connectionString: values.APPLICATIONINSIGHTS_CONNECTION_STRING,
      identity: values.APPLICATIONINSIGHTS_AUTHENTICATION_STRING,
      perRequest: values.TELEMETRY_PER_REQUEST,
    },
  };
};

/** Reads the settings of Cosmos DB alone, for commands that need nothing else. */
export const readCosmosConfig = (env: NodeJS.ProcessEnv): CosmosConfig =>
  cosmosConfig(parse(cosmosEnvironment, env));

const parse = <T>(schema: z.ZodType<T>, env: NodeJS.ProcessEnv): T => {
  const texts = Object.fromEntries(
    settings.map(({ name, default: byDefault }) => [name, textOf(env, name) ?? byDefault]),
  );
  const result = schema.safeParse(texts);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => {
    const setting = settings.find(({ name }) => name === path[0]);
    if (setting === undefined) return message;
    const text = textOf(env, setting.name);
    const found =
      text === undefined ? 'it is not set' : setting.secret ? '' : `found ${show(text)}`;
    return [`${setting.name}: expected ${setting.expected}`, found].filter(Boolean).join('; ');
  });
  throw new BadSettings([...new Set(problems)]);
};

/** An empty setting is not set: App Service and local.settings.json can hardly say it otherwise. */
const textOf = (env: NodeJS.ProcessEnv, name: string): string | undefined =>
  env[name]?.trim() || undefined;

const shownCharsMax = 60;

const show = (text: string): string => JSON.stringify(text.slice(0, shownCharsMax));

const cosmosConfig = (values: CosmosEnvironment): CosmosConfig => ({
  account: cosmosAccount(values),
  database: values.COSMOS_DATABASE,
  consistency: values.COSMOS_CONSISTENCY,
  usageTtlDays: values.USAGE_TTL_DAYS,
});

const cosmosAccount = (values: CosmosEnvironment): CosmosAccount => {
  const { COSMOS_CONNECTION_STRING: key, COSMOS_ENDPOINT: endpoint } = values;
  if (key !== undefined) {
    return { kind: 'key', endpoint: key.endpoint, connectionString: key.text };
  }
  const clientId = values.COSMOS_MANAGED_IDENTITY_CLIENT_ID;
  return { kind: 'identity', endpoint: given(endpoint), clientId };
};

const hubConnection = (
  key: { readonly text: string; readonly namespace: string } | undefined,
  namespace: string | undefined,
  clientId: string | undefined,
): HubConnection =>
  key === undefined
    ? { kind: 'identity', namespace: given(namespace), clientId }
    : { kind: 'key', namespace: key.namespace, connectionString: key.text };

/** The schema has seen to it that one of two alternatives is set. */
const given = (text: string | undefined): string => {
  if (text === undefined) throw new TypeError('a setting passed its check and is not there');
  return text;
};
