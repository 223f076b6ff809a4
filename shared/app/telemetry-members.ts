// How the members of a telemetry event are written. An event is built from a table of its members
// and takes nothing else: what the table does not name cannot leave the program, whatever a caller
// hands over. Measurements become numbers in customMeasurements, all else text in customDimensions.
import { telemetryTextCharsMax } from '../limits';
import type { TelemetryEvent } from './ports';

/** What a member may hold. With `?` it may be unknown, and is then left out of the event. */
export type MemberKind =
  | 'number' // a measurement; one that is not finite is left out
  | 'number?'
  | 'text' // an id or another word of ours, cut to telemetryTextCharsMax
  | 'text?'
  | 'counts' // counts by a reason's name, as JSON: parse_json() and mv-expand in KQL
  | 'className' // an error's class, never its message, which may quote data
  | 'digest'; // a SHA-256 in hexadecimal, never what it is the digest of

export type Members = Readonly<Record<string, MemberKind>>;

interface ValueOfKind {
  number: number;
  'number?': number | undefined;
  text: string;
  'text?': string | undefined;
  counts: Readonly<Record<string, number>>;
  className: string;
  digest: string;
}

type Unknowable<M extends Members> = {
  [K in keyof M]: M[K] extends 'number?' | 'text?' ? K : never;
}[keyof M];

/** The arguments from which an event with these members is built. */
export type MemberValues<M extends Members> = {
  readonly [K in Exclude<keyof M, Unknowable<M>>]: ValueOfKind[M[K]];
} & { readonly [K in Unknowable<M>]?: ValueOfKind[M[K]] };

/** An event of exactly these members. */
export const eventOf = <M extends Members>(
  name: string,
  members: M,
  values: MemberValues<M>,
): TelemetryEvent => {
  const properties: Record<string, string> = {};
  const measurements: Record<string, number> = {};
  const given: Readonly<Record<string, unknown>> = values;
  for (const [member, kind] of Object.entries(members)) {
    const value = given[member];
    if (kind === 'number' || kind === 'number?') {
      if (Number.isFinite(value)) measurements[member] = value as number;
    } else {
      const text = propertyOf(kind, value);
      if (text !== undefined) properties[member] = text;
    }
  }
  return { name, properties, measurements };
};

const className = /^[A-Za-z][A-Za-z0-9_.]{0,99}$/;
const sha256Hex = /^[0-9a-f]{64}$/;

const propertyOf = (kind: MemberKind, value: unknown): string | undefined => {
  if (kind === 'counts') return countsJson(value as Readonly<Record<string, number>>);
  if (typeof value !== 'string') return undefined;
  if (kind === 'className') return className.test(value) ? value : 'Error';
  if (kind === 'digest') return sha256Hex.test(value) ? value : '';
  return value.slice(0, telemetryTextCharsMax);
};

// Sorted, so that equal counts are equal text, and without zeros, as they are stored.
const countsJson = (counts: Readonly<Record<string, number>>): string =>
  JSON.stringify(
    Object.fromEntries(
      Object.entries(counts)
        .filter(([, count]) => count !== 0)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
  );
