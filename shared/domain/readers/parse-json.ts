// JSON from whatever a host or a field holds: the one place of the readers where text that is not
// JSON is an expected outcome and not an error.

export type ParsedJson = { readonly ok: true; readonly value: unknown } | { readonly ok: false };

export const parseJson = (text: string): ParsedJson => {
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false };
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
