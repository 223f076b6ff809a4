// The environment variables of the program as one schema: every field by its format, and what must
// be true of several of them together. The second kind is checked even where some field is wrong,
// so that one start reports everything.
import * as z from 'zod';

import { expiryMarginDays, sealMarginDays } from '../limits';
import * as formats from './formats';

const cosmosFields = {
  COSMOS_CONNECTION_STRING: formats.cosmosConnectionString.optional(),
  COSMOS_ENDPOINT: formats.webAddress.optional(),
  COSMOS_MANAGED_IDENTITY_CLIENT_ID: z.guid().optional(),
  COSMOS_DATABASE: formats.databaseName,
  COSMOS_CONSISTENCY: z.enum([
    'Strong',
    'BoundedStaleness',
    'Session',
    'ConsistentPrefix',
    'Eventual',
  ]),
  USAGE_TTL_DAYS: formats.wholeNumber(1, 3_660),
};

const allFields = {
  ...cosmosFields,
  LlmUsageEvents: formats.eventHubsConnectionString.optional(),
  LlmUsageEvents__fullyQualifiedNamespace: formats.hostName.optional(),
  LlmUsageEvents__clientId: z.guid().optional(),
  LLM_USAGE_HUB: formats.hubName,
  LLM_USAGE_CONSUMER_GROUP: formats.hubName,
  ApimLogs: formats.eventHubsConnectionString.optional(),
  ApimLogs__fullyQualifiedNamespace: formats.hostName.optional(),
  ApimLogs__clientId: z.guid().optional(),
  APIM_LOGS_HUB: formats.hubName,
  APIM_LOGS_CONSUMER_GROUP: formats.hubName,
  LLM_APIS: z.string(),
  HUB_RETENTION_HOURS: formats.wholeNumber(1, 2_160),
  LATE_DAYS: formats.wholeNumber(1, 366),
  SEAL_AGE_DAYS: formats.wholeNumber(1, 3_660),
  BUSINESS_TIME_ZONE: formats.timeZone,
  ROLLUP_SCHEDULE: formats.ncrontab,
  ROLLUP_SECONDS_MAX: formats.wholeNumber(1, 540),
  ROLLUP_WINDOWS_MAX: formats.wholeNumber(1, 100_000),
  SETTLE_SECONDS: formats.wholeNumber(0, 86_400),
  ESTIMATE_USAGE: formats.trueOrFalse,
  TELEMETRY_PER_REQUEST: formats.trueOrFalse,
  APPLICATIONINSIGHTS_CONNECTION_STRING: formats.applicationInsightsConnectionString.optional(),
  APPLICATIONINSIGHTS_AUTHENTICATION_STRING: formats.entraAuthentication.optional(),
};

type Loose = Readonly<Record<string, unknown>>;

const when = (): boolean => true;

const exactlyOneOf = (a: string, b: string) =>
  [
    (values: Loose) => (values[a] === undefined) !== (values[b] === undefined),
    { when, error: `${a}, ${b}: set exactly one of the two` },
  ] as const;

const number = (value: unknown): number => (typeof value === 'number' ? value : Number.NaN);

// A comparison with a number that is missing or wrong is no second mistake: NaN is never greater.
const sealedLateEnough = (values: Loose): boolean =>
  !(
    number(values['LATE_DAYS']) + number(values['HUB_RETENTION_HOURS']) / 24 + sealMarginDays >
    number(values['SEAL_AGE_DAYS'])
  );

const sealedBeforeExpiry = (values: Loose): boolean =>
  !(number(values['SEAL_AGE_DAYS']) + expiryMarginDays > number(values['USAGE_TTL_DAYS']));

const lowerCase = (value: unknown): unknown =>
  typeof value === 'string' ? value.toLowerCase() : undefined;

// Watermarks, dead letters and rejected positions name an event by its hub, also if the hubs are in
// different namespaces: of two hubs with one name, they would take two events for one.
const hubsDiffer = (values: Loose): boolean =>
  values['LLM_USAGE_HUB'] === undefined ||
  lowerCase(values['LLM_USAGE_HUB']) !== lowerCase(values['APIM_LOGS_HUB']);

export const cosmosEnvironment = z
  .object(cosmosFields)
  .refine(...exactlyOneOf('COSMOS_CONNECTION_STRING', 'COSMOS_ENDPOINT'));

export const environment = z
  .object(allFields)
  .refine(...exactlyOneOf('COSMOS_CONNECTION_STRING', 'COSMOS_ENDPOINT'))
  .refine(...exactlyOneOf('LlmUsageEvents', 'LlmUsageEvents__fullyQualifiedNamespace'))
  .refine(...exactlyOneOf('ApimLogs', 'ApimLogs__fullyQualifiedNamespace'))
  .refine(hubsDiffer, {
    when,
    error: 'LLM_USAGE_HUB, APIM_LOGS_HUB: the hubs need different names, in any namespace',
  })
  .refine(sealedLateEnough, {
    when,
    error:
      'SEAL_AGE_DAYS: a window may be sealed only when no event for it can arrive any more: at ' +
      `least LATE_DAYS + HUB_RETENTION_HOURS / 24 + ${sealMarginDays}`,
  })
  .refine(sealedBeforeExpiry, {
    when,
    error:
      'USAGE_TTL_DAYS: records must outlive the sealing of their window: at least ' +
      `SEAL_AGE_DAYS + ${expiryMarginDays}`,
  });

export type CosmosEnvironment = z.output<typeof cosmosEnvironment>;
export type Environment = z.output<typeof environment>;
