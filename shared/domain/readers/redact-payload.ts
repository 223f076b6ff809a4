// What a dead letter keeps of an event: its structure, its field names and numbers, and the values of
// a few fields that cannot hold a secret, a prompt or a person's name. Enough to see what the sender
// did; every other text is replaced by its length, and text that is not JSON by its length alone.
import { deadLetterPayloadCharsMax } from '../../limits';
import { parseBody } from './parse-json';

/** The body of an event as text for people, of at most deadLetterPayloadCharsMax characters. */
export const redactPayload = (body: unknown): string => {
  const json = parseBody(body);
  if (json.ok) return new RedactedText().of(json.value, { key: '', depth: 0, isPrivate: false });
  return typeof body === 'string'
    ? `[text that is not JSON, ${body.length} characters]`
    : '[bytes that are not JSON]';
};

/** Levels of nesting that are shown; the usage in a diagnostic envelope lies at the fifth. */
const depthMax = 8;

/** Room for what is written when the rest is used up: the last value, and the end of each level. */
const closingCharsMax = 500;

const keyCharsMax = 40;
const valueCharsMax = 64;

interface Place {
  /** The name of the field that holds the value, or the list that does. */
  readonly key: string;
  readonly depth: number;
  /** Inside a body, a message or headers: there the name of a field promises nothing. */
  readonly isPrivate: boolean;
}

class RedactedText {
  #left = deadLetterPayloadCharsMax - closingCharsMax;

  of(value: unknown, place: Place): string {
    if (typeof value === 'object' && value !== null) {
      if (place.depth >= depthMax) return this.#spend('"[nested too deep to show]"');
      this.#spend('[]');
      return Array.isArray(value)
        ? `[${this.#items(value, place)}]`
        : `{${this.#members(value as Readonly<Record<string, unknown>>, place)}}`;
    }
    return this.#spend(scalar(value, place));
  }

  #items(items: readonly unknown[], { key, depth, isPrivate }: Place): string {
    const shown: string[] = [];
    for (const item of items) {
      if (this.#left <= 0) return [...shown, `"[${items.length - shown.length} more]"`].join();
      shown.push(this.of(item, { key, depth: depth + 1, isPrivate }));
    }
    return shown.join();
  }

  #members(members: Readonly<Record<string, unknown>>, { depth, isPrivate }: Place): string {
    const shown: string[] = [];
    const keys = Object.keys(members);
    for (const key of keys) {
      if (this.#left <= 0) return [...shown, `"…":"${keys.length - shown.length} more"`].join();
      const inner = {
        key,
        depth: depth + 1,
        isPrivate: isPrivate || privateFields.has(plain(key)),
      };
      shown.push(`${this.#spend(shownKey(key))}:${this.of(members[key], inner)}`);
    }
    return shown.join();
  }

  #spend(text: string): string {
    // One more for the comma or the colon that follows.
    this.#left -= text.length + 1;
    return text;
  }
}

const scalar = (value: unknown, { key, isPrivate }: Place): string => {
  // A key may be of digits alone, and come as a number.
  if (typeof value === 'number' && plain(key).endsWith('key')) return '"[number]"';
  if (typeof value !== 'string') {
    // A number past every bound, 1e400 say, is read as infinite, which JSON cannot write.
    const isJson = value === null || Number.isFinite(value) || typeof value === 'boolean';
    return isJson ? String(value) : '"[not JSON]"';
  }
  const isShown = !isPrivate && harmlessFields.has(plain(key)) && looksHarmless(value);
  return JSON.stringify(isShown ? value : `[string, ${value.length} characters]`);
};

// Whoever maps fields wrongly may put a key where an id belongs: 32 hexadecimal digits, as
// subscription keys are, are not shown, and neither is a bearer token, an IP address, or anything long
// or with an at-sign.
const looksHarmless = (text: string): boolean =>
  text.length <= valueCharsMax && /^[\w .,:;/+-]*$/.test(text) && !secretLike.test(text);

const secretLike = /[0-9a-f]{32}|\bbearer\b|\b\d{1,3}(?:\.\d{1,3}){3}\b/i;

const shownKey = (key: string): string =>
  key.length <= keyCharsMax && /^[\w.-]*$/.test(key) && !secretLike.test(key)
    ? JSON.stringify(key)
    : `"[key, ${key.length} characters]"`;

/** The same field in any gateway's spelling: `event-time`, `EventTime`, `event_time`. */
const plain = (key: string): string => key.toLowerCase().replace(/[-_]/g, '');

const harmlessFields: ReadonlySet<string> = new Set([
  // The event and its time.
  ...['specversion', 'type', 'source', 'id', 'subject', 'category', 'object', 'level'],
  ...['time', 'timestamp', 'eventtime', 'created', 'createdat'],
  ...['correlationid', 'requestid', 'messageid', 'responseid', 'sequencenumber'],
  // The gateway and the model.
  ...['servicename', 'gatewayname', 'gatewayid', 'gatewayregion', 'location', 'region'],
  ...['model', 'modelname', 'deployment', 'deploymentname', 'deploymentid', 'serveddeployment'],
  ...['backendid', 'servicetier', 'api', 'apiid', 'apiversion', 'targetservice'],
  ...['operation', 'operationname', 'operationid', 'apioperation', 'routelocation', 'routename'],
  // The caller, as an id.
  ...['subscriptionid', 'apimsubscriptionid', 'productid', 'productname', 'appid'],
  // The outcome and the counts.
  ...['status', 'responsecode', 'backendresponsecode', 'resulttype', 'durationms'],
  ...['streamed', 'isstreamcompletion', 'spilledover', 'isrequestsuccess'],
  ...['prompttokens', 'completiontokens', 'responsetokens', 'totaltokens'],
  ...['promptcachedtokens', 'completionreasoningtokens', 'cachedtokens', 'audiotokens'],
  ...['inputtokens', 'outputtokens', 'reasoningtokens', 'seconds', 'duration', 'images'],
  ...['cachecreationinputtokens', 'cachereadinputtokens'],
]);

const privateFields: ReadonlySet<string> = new Set([
  ...['request', 'requestbody', 'requestmessages', 'responsemessages', 'messages', 'message'],
  ...['headers', 'requestheaders', 'responseheaders', 'backendrequestheaders', 'lasterror'],
  ...['backendresponseheaders', 'backendrequestbody', 'backendresponsebody', 'errors'],
  ...['choices', 'output', 'content', 'input', 'prompt', 'tools', 'metadata', 'user'],
]);
