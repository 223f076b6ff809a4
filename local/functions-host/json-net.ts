// Binds one event's body as the real host does when a trigger that takes batches names no `dataType`:
// Json.NET parses the body before the program is called, and what it read is written as JSON again.
//
// https://github.com/Azure/azure-webjobs-sdk/blob/dev/src/Microsoft.Azure.WebJobs.Host/Triggers/TriggerArgumentBinding/PocoTriggerArgumentBinding.cs
//   (`JsonConvert.DeserializeObject(json, typeof(object))`; a JsonException fails the invocation)
// https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script.Grpc/MessageExtensions/GrpcMessageConversionExtensions.cs
//   (`ToRpcDefault`: `JsonConvert.SerializeObject(object[])`)
// https://github.com/JamesNK/Newtonsoft.Json: JsonReader.Push (depth), DateTimeParser (dates)
//
// It parses with JSON.parse, so it is stricter than Json.NET; the README lists the differences.
import { toZonelessText } from './dotnet-time';

/** The deepest nesting that Json.NET reads by default. */
export const JSON_NET_DEPTH_MAX = 64;

/** A body that the host cannot bind: the invocation fails before the program is called. */
export class BindingFailed extends Error {
  override readonly name = 'BindingFailed';
}

/** What the worker gets for the text; throws BindingFailed where the real host fails the batch. */
export function bindAsJsonNet(text: string): unknown {
  // Json.NET reads nothing out of nothing: no error, but null.
  if (text.trim() === '' && !text.includes('\ufeff')) return null;
  if (nestingOf(text) > JSON_NET_DEPTH_MAX) {
    throw failed(`The reader's MaxDepth of ${JSON_NET_DEPTH_MAX} has been exceeded.`);
  }
  try {
    return JSON.parse(text, (_key, value: unknown) => rewritten(value));
  } catch (error) {
    throw failed(error instanceof Error ? error.message : String(error));
  }
}

function failed(reason: string): BindingFailed {
  return new BindingFailed(
    "Binding parameters to complex objects (such as 'Object') uses Json.NET serialization. " +
      "Set dataType: 'binary' to get bodies as they were sent. " +
      `The JSON parser failed: ${reason}`,
  );
}

/** How deep arrays and objects are nested, counted without recursion. */
function nestingOf(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text[index];
    if (inString) {
      if (character === '\\') index += 1;
      else if (character === '"') inString = false;
    } else if (character === '"') inString = true;
    else if (character === '[' || character === '{') deepest = Math.max(deepest, (depth += 1));
    else if (character === ']' || character === '}') depth -= 1;
  }
  return deepest;
}

function rewritten(value: unknown): unknown {
  if (typeof value === 'string') return rewriteDate(value) ?? value;
  // Json.NET writes what is no JSON number as text.
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  return value;
}

const DATE =
  /^(?<day>\d{4}-\d\d-\d\d)T(?<hour>\d\d):(?<minute>\d\d):(?<second>\d\d)(?:\.(?<fraction>\d{1,7}))?(?<zone>[Zz]|(?<sign>[+-])(?<zoneHours>\d\d)(?::?(?<zoneMinutes>\d\d))?)?$/;
const SECOND_MS = 1000;
const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/**
 * Json.NET takes a text in ISO 8601 for a date and writes it in its own form: a time in UTC keeps its
 * `Z`, one with an offset moves to the host's zone (UTC) and ends in `+00:00`, one without a zone
 * stays without. Zeros at the end of the fraction go. Undefined for every other text.
 */
function rewriteDate(text: string): string | undefined {
  const parts = DATE.exec(text)?.groups;
  const local = parts && dateOf(parts);
  if (parts === undefined || local === undefined) return undefined;
  const { fraction = '', zone, sign, zoneHours, zoneMinutes } = parts;
  const offsetMs = Number(zoneHours ?? 0) * HOUR_MS + Number(zoneMinutes ?? 0) * MINUTE_MS;
  const time = new Date(local.getTime() + (sign === '-' ? offsetMs : -offsetMs));
  const digits = fraction.replace(/0+$/, '');
  const written = `${toZonelessText(time)}${digits && `.${digits}`}`;
  if (zone === undefined) return written;
  return written + (sign === undefined ? 'Z' : '+00:00');
}

/** To the second, as if in UTC; hour 24 is the next day's midnight. Undefined for an impossible time. */
function dateOf(parts: Readonly<Record<string, string | undefined>>): Date | undefined {
  const { day = '', fraction = '' } = parts;
  const [hour, minute, second] = [parts['hour'], parts['minute'], parts['second']].map(Number);
  if (hour === undefined || minute === undefined || second === undefined) return undefined;
  const midnight = new Date(`${day}T00:00:00Z`);
  const isDay = !Number.isNaN(midnight.getTime()) && midnight.toISOString().startsWith(day);
  if (!isDay || day.startsWith('0000') || minute > 59 || second > 59) return undefined;
  const isMidnight = minute === 0 && second === 0 && !/[1-9]/.test(fraction);
  if (hour > 24 || (hour === 24 && !isMidnight)) return undefined;
  const ms = hour * HOUR_MS + minute * MINUTE_MS + second * SECOND_MS;
  return new Date(midnight.getTime() + ms);
}
