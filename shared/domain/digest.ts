// Content digests: the same value gives the same text whatever the order of its keys, on every
// machine and in every version of the program.
import { hash } from 'node:crypto';

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue | undefined };

/** JSON with sorted keys and without undefined members. */
export const canonicalJson = (value: JsonValue): string => {
  if (typeof value === 'string') return quoted(value);
  if (typeof value === 'number' && Number.isFinite(value)) return String(value);
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) {
    return `[${(value as readonly JsonValue[]).map(canonicalJson).join(',')}]`;
  }
  const members = value as Readonly<Record<string, JsonValue | undefined>>;
  let text = '{';
  let separator = '';
  for (const key of sortedKeys(members)) {
    const member = members[key];
    if (member === undefined) continue;
    text += separator + quotedKey(key) + canonicalJson(member);
    separator = ',';
  }
  return `${text}}`;
};

// To sort keys that are sorted already takes several times as long as to see that they are.
const sortedKeys = (members: object): readonly string[] => {
  const keys = Object.keys(members);
  let before = '';
  for (const key of keys) {
    if (before > key) return keys.sort();
    before = key;
  }
  return keys;
};

// By hand, because this runs for every text of every event, and JSON.stringify is slow to start.
const quoted = (text: string): string =>
  mayNeedEscapes.test(text) ? JSON.stringify(text) : `"${text}"`;

/** All but printable ASCII, and of that the quotation mark and the backslash. */
const mayNeedEscapes = /[^ !#-[\]-~]/;

/** A key with its colon. Nearly all keys are the program's own: few, and soon known. */
const quotedKey = (key: string): string => {
  const known = quotedKeys.get(key);
  if (known !== undefined) return known;
  const text = `${quoted(key)}:`;
  if (quotedKeys.size < quotedKeysMax) quotedKeys.set(key, text);
  return text;
};

const quotedKeys = new Map<string, string>();
/** Keys that are remembered: several times those that documents have, whatever senders add. */
const quotedKeysMax = 1_000;

/** SHA-256 of a text, in lower-case hexadecimal. */
export const sha256 = (text: string): string => hash('sha256', text);

/** The first 128 bits of the SHA-256 of a value's canonical JSON: an identity, not a signature. */
export const digestOf = (value: JsonValue): string => sha256(canonicalJson(value)).slice(0, 32);
