// Escapes raw control characters inside the strings of a text that is JSON but for them: a gateway that
// puts JSON together as text lets a line break of a prompt through. What was meant is certain, because
// no other character may stand for itself only outside a string. One pass, whatever the text.

/** The text with the control characters of its strings escaped; undefined if its strings hold none. */
export function escapeControlCharacters(text: string): string | undefined {
  if (!controlCharacter.test(text)) return undefined;
  let escaped = '';
  let copied = 0;
  let isInString = false;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quotationMark) isInString = !isInString;
    else if (isInString && code === backslash && !isControl(text, at + 1)) at += 1;
    else if (isInString && code === backslash) {
      // No escape of JSON has a control character behind it, so the backslash stands for itself.
      escaped += `${text.slice(copied, at)}\\\\`;
      copied = at + 1;
    } else if (isInString && code < space) {
      escaped += text.slice(copied, at) + escapeOf(code);
      copied = at + 1;
    }
  }
  return copied === 0 ? undefined : escaped + text.slice(copied);
}

function isControl(text: string, at: number): boolean {
  return text.charCodeAt(at) < space;
}

// eslint-disable-next-line no-control-regex -- control characters are what it looks for
const controlCharacter = /[\u0000-\u001f]/;

const quotationMark = 0x22;
const backslash = 0x5c;
const space = 0x20;

const escapeOf = (code: number): string => `\\u${code.toString(16).padStart(4, '0')}`;
