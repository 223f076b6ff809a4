// Content digests: the same value gives the same text whatever the order of its keys, on every
// machine and in every version of the program.
import { createHash } from 'node:crypto';

export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue | undefined };

/** JSON with sorted keys and without undefined members. */
export const canonicalJson = (value: JsonValue): string => {
  if (Array.isArray(value)) {
    return `[${(value as readonly JsonValue[]).map(canonicalJson).join(',')}]`;
  }
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  const members = value as Readonly<Record<string, JsonValue | undefined>>;
  const parts: string[] = [];
  for (const key of Object.keys(members).sort()) {
    const member = members[key];
    if (member !== undefined) parts.push(`${JSON.stringify(key)}:${canonicalJson(member)}`);
  }
  return `{${parts.join(',')}}`;
};

/** SHA-256 of a text, in lower-case hexadecimal. */
export const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');

/** The first 128 bits of the SHA-256 of a value's canonical JSON: an identity, not a signature. */
export const digestOf = (value: JsonValue): string => sha256(canonicalJson(value)).slice(0, 32);
