// JSON from whatever a host or a field holds: the one place of the readers where text that is not
// JSON is an expected outcome and not an error.
import { escapeControlCharacters } from './escape-control-characters';

export type ParsedJson =
  | {
      readonly ok: true;
      readonly value: unknown;
      /** Set where a text held raw control characters, which JSON forbids, and was read all the same. */
      readonly isRepaired?: true;
    }
  | { readonly ok: false };

export const parseJson = (text: string): ParsedJson => {
  const value = parsed(text);
  if (value !== undefined) return { ok: true, value };
  // One raw line break would lose every other record of its envelope.
  const escaped = escapeControlCharacters(text);
  const repaired = escaped === undefined ? undefined : parsed(escaped);
  return repaired === undefined ? { ok: false } : { ok: true, value: repaired, isRepaired: true };
};

/** undefined for text that is not JSON; JSON has no such value. */
const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

// Strict, so that bytes that are no text are rejected and not read with replacement characters.
const utf8 = new TextDecoder('utf-8', { fatal: true });

/** The body of an event as JSON: already parsed, or as text, or as bytes of UTF-8. */
export const parseBody = (body: unknown): ParsedJson => {
  if (typeof body === 'string') return parseJson(body.startsWith('\ufeff') ? body.slice(1) : body);
  if (!(body instanceof Uint8Array)) return { ok: true, value: body };
  try {
    return parseJson(utf8.decode(body));
  } catch {
    return { ok: false };
  }
};
