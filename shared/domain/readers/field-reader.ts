// Reads the fields of one JSON object leniently where the meaning of a value is certain, and reports
// a fault with its path where it is not. Written by hand and not with zod: this is the hot path of
// the whole program, and a schema that coerces every field costs several times a JSON.parse of it.
import { countMax, factCharsMax } from '../../limits';
import { sha256 } from '../digest';
import type { Instant } from '../instant';
import { bearerTokenCharsMin, holdsBearerToken } from './bearer-token';
import { isMissingText, notACount, readCount } from './counts';
import { reject, type Rejection, type RejectionReason } from './reading';
import { parseTimestamp } from './us-date';

export type Fields = Readonly<Record<string, unknown>>;

export const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The first thing that was wrong with an event: one reason to reject it is enough. */
export class Faults {
  #first: Rejection | undefined;

  get first(): Rejection | undefined {
    return this.#first;
  }

  report(reason: RejectionReason, path: string, detail: string): void {
    this.#first ??= reject(reason, path, detail);
  }
}

const nothing: Fields = {};

export class FieldReader {
  readonly #fields: Fields;
  readonly #faults: Faults;
  readonly #prefix: string;

  /** `prefix` is the path of the object with its trailing dot, '' for the event itself. */
  constructor(fields: Fields, faults: Faults, prefix = '') {
    this.#fields = fields;
    this.#faults = faults;
    this.#prefix = prefix;
  }

  /** The object in a field; one without any fields where there is none. */
  inside(name: string): FieldReader {
    const value = this.#fields[name];
    const isMissing = value === undefined || value === null;
    if (!isMissing && !isFields(value)) this.#report('badField', name, 'expected an object');
    return new FieldReader(isFields(value) ? value : nothing, this.#faults, `${this.path(name)}.`);
  }

  raw(name: string): unknown {
    return this.#fields[name];
  }

  path(name: string): string {
    return this.#prefix + name;
  }

  /** A fact: a short text. Numbers are taken as their digits; an e-mail address or a token is not read. */
  text(name: string): string | undefined {
    const text = this.id(name);
    return text === undefined ? undefined : factText(text);
  }

  /** A text in its full length, for identities and for what is hashed. */
  id(name: string): string | undefined {
    const value = this.#fields[name];
    if (typeof value === 'string') {
      const text = value.trim();
      return isMissingText(text) ? undefined : text;
    }
    if (value === undefined || value === null) return undefined;
    if (typeof value === 'number' && keepsItsDigits(value)) return String(value);
    this.#report('badField', name, 'expected a text');
    return undefined;
  }

  /** What is stored of a raw subscription key. The key goes no further than this line. */
  keyHash(name: string): string | undefined {
    const key = this.#fields[name];
    if (key === undefined || key === null) return undefined;
    // Hashed exactly as the gateway got it: a trimmed key would be another key.
    if (typeof key === 'string') return isMissingText(key.trim()) ? undefined : sha256(key);
    this.#report('badField', name, 'expected a text');
    return undefined;
  }

  /** One of a few words. Another one is of a sender that knows more than we do: it says nothing. */
  oneOf<Word extends string>(name: string, words: readonly Word[]): Word | undefined {
    const value = this.#fields[name];
    return words.find((word) => word === value);
  }

  flag(name: string): boolean | undefined {
    const value = this.#fields[name];
    if (typeof value === 'boolean' || value === undefined) return value;
    const text = typeof value === 'string' ? value.trim() : undefined;
    if (text !== undefined && /^(true|false)$/i.test(text)) return text.toLowerCase() === 'true';
    const isMissing = value === null || (text !== undefined && isMissingText(text));
    if (!isMissing) this.#report('badField', name, 'expected true or false');
    return undefined;
  }

  count(name: string): number | undefined {
    const count = readCount(this.#fields[name]);
    if (count !== notACount) return count;
    this.#report('badCount', name, countExpected);
    return undefined;
  }

  /** The status decides whether a request succeeded, so it must be certain: 0 is an abort. */
  status(name: string): number | undefined {
    const status = readCount(this.#fields[name]);
    if (status === undefined || (status !== notACount && status <= 999)) return status;
    this.#report('badField', name, 'expected an HTTP status');
    return undefined;
  }

  /** A status that only adds to what is known: one that cannot be read is left out. */
  statusIfAny(name: string): number | undefined {
    const status = readCount(this.#fields[name]);
    return status === notACount || status === undefined || status > 999 ? undefined : status;
  }

  /** A duration in ms decides nothing: one that cannot be read is left out. */
  durationMs(name: string): number | undefined {
    const value = this.#fields[name];
    const duration = typeof value === 'string' && value !== '' ? Number(value) : value;
    const isDuration = typeof duration === 'number' && duration >= 0 && duration <= countMax;
    return isDuration ? Math.round(duration) : undefined;
  }

  /** The time of the event, without which there is nothing to go on with. */
  instant(name: string): Instant | Rejection {
    const value = this.#fields[name];
    const instant = typeof value === 'string' ? parseTimestamp(value) : undefined;
    if (instant !== undefined) return instant;
    const isMissing = value === undefined || value === null || value === '';
    return reject(
      'badTime',
      this.path(name),
      isMissing
        ? 'the event says no time'
        : 'expected a time in ISO 8601 or as month/day/year hour:minute:second AM or PM',
    );
  }

  #report(reason: RejectionReason, name: string, detail: string): void {
    this.#faults.report(reason, this.path(name), detail);
  }
}

export const countExpected = `expected a whole number from 0 to ${countMax}`;

// Past 2^53 neighbouring numbers are read as one, and two requests would pass for one.
const keepsItsDigits = (value: number): boolean =>
  Number.isSafeInteger(value) || (Number.isFinite(value) && !Number.isInteger(value));

// Control characters, at-signs and surrogates: everything that needs a second look.
// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const unusual = /[\u0000-\u001f\u007f@\ud800-\udfff]/;
// Anywhere in the text: a display name with an address names a person twice.
const emailAddress = /\S@\S/;
// eslint-disable-next-line no-control-regex -- as above
const notStorable = /[\u0000-\u001f\u007f]|\p{Surrogate}/gu;

/**
 * A text as it is stored: bounded, and without what a store or a terminal may garble, so that the
 * same event is the same record after every round trip.
 */
const factText = (text: string): string | undefined => {
  const bounded = text.length > factCharsMax ? text.slice(0, factCharsMax) : text;
  if (text.length >= bearerTokenCharsMin && holdsBearerToken(text)) return undefined;
  // The whole text is looked at: of an address that the bound cuts off, the name may be left.
  if (!unusual.test(text)) return bounded;
  return emailAddress.test(text) ? undefined : bounded.replace(notStorable, '\ufffd');
};
