// The formats in which settings are written, as schemas that turn text into values. Their own
// messages are never shown: settings.ts says in words what is expected.
import * as z from 'zod';

export const wholeNumber = (min: number, max: number) =>
  z
    .string()
    .regex(/^\d{1,9}$/)
    .transform(Number)
    .pipe(z.number().min(min).max(max));

export const trueOrFalse = z.stringbool({ truthy: ['true'], falsy: ['false'] });

/** `a=1;b=2` as a record; the text itself is kept beside it, because SDKs take it whole. */
const connectionString = z.string().transform((text) => ({
  text,
  parts: Object.fromEntries(
    text.split(';').flatMap((part): [string, string][] => {
      const split = part.indexOf('=');
      return split < 1 ? [] : [[part.slice(0, split).trim().toLowerCase(), part.slice(split + 1)]];
    }),
  ),
}));

export const webAddress = z.url({ protocol: /^https?$/ });

export const cosmosConnectionString = connectionString.transform(({ text, parts }, context) => {
  const endpoint = webAddress.safeParse(parts['accountendpoint']);
  if (endpoint.success && parts['accountkey']) return { text, endpoint: endpoint.data };
  context.addIssue({ code: 'invalid_format', format: 'connectionString' });
  return z.NEVER;
});

export const eventHubsConnectionString = connectionString.transform(({ text, parts }, context) => {
  const namespace = /^sb:\/\/([^/:]+)/i.exec(parts['endpoint'] ?? '')?.[1];
  const signed = parts['sharedaccesskey'] ?? parts['sharedaccesssignature'];
  if (namespace !== undefined && signed) return { text, namespace: namespace.toLowerCase() };
  context.addIssue({ code: 'invalid_format', format: 'connectionString' });
  return z.NEVER;
});

export const applicationInsightsConnectionString = connectionString
  .refine(({ parts }) => z.guid().safeParse(parts['instrumentationkey']).success)
  .transform(({ text }) => text);

/** Without a client id the usual chain of identities signs in. */
export const entraAuthentication = connectionString
  .refine(({ parts }) => parts['authorization']?.toLowerCase() === 'aad')
  .transform(({ parts }) => ({ clientId: parts['clientid'] }));

export const hostName = z.string().regex(/^[a-z0-9-]+(\.[a-z0-9-]+)+$/i);

/** A hub or a consumer group (Event Hubs: letters, digits, `.`, `-`, `_`; `$Default`). */
export const hubName = z.string().regex(/^(\$Default|[a-z0-9][\w.-]{0,254})$/i);

/** Cosmos DB: at most 255 characters, none of `/ \ ? #`. */
export const databaseName = z.string().regex(/^[^/\\?#]{1,255}$/);

export const timeZone = z.string().refine((zone) => {
  // A look into this list takes 2 ms of the program's start; the first formatter takes 15 ms.
  if (zone === 'UTC' || Intl.supportedValuesOf('timeZone').includes(zone)) return true;
  // The list lacks older names, such as Asia/Kolkata on some versions of Node. The constructor knows
  // them, and takes bare offsets such as +05:30 too, which know no daylight saving.
  if (!/^[a-z]/i.test(zone)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
});

/** Six fields (second to weekday); what the numbers may be is the host's to check. */
export const ncrontab = z
  .string()
  .regex(/^\S+( +\S+){5}$/)
  .regex(/^[\w*/, -]+$/);
