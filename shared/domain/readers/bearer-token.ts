// Finds a bearer token in a text: a header that a policy copied whole, or a token of Microsoft Entra,
// which is three parts in Base64URL of which the first two begin with a brace. Some have the size of a
// fact. It looks at each character a fixed number of times, whatever the text: as one regular
// expression, a search for the two parts takes time by the square of the text's length.

/** Characters of the shortest text that is looked at. */
export const bearerTokenCharsMin = 40;

export function holdsBearerToken(text: string): boolean {
  if (header.test(text)) return true;
  let dot = text.indexOf('.');
  // The start of a part cannot lie before the dot that ended the part before it.
  for (let from = 0; dot !== -1; from = dot + 1, dot = text.indexOf('.', from)) {
    if (isPartStart(text, dot + 1) && endsInTokenPart(text, from, dot)) return true;
  }
  return false;
}

const header = /\bbearer\s/i;

const isPartStart = (text: string, at: number): boolean =>
  text.slice(at, at + partStart.length).toLowerCase() === partStart;

const partStart = 'eyj';

/** Whether the Base64URL that ends at `end`, and begins at `from` at the earliest, holds a part. */
function endsInTokenPart(text: string, from: number, end: number): boolean {
  let start = end;
  while (start > from && base64Url.test(text.charAt(start - 1))) start -= 1;
  return tokenPart.test(text.slice(start, end));
}

const base64Url = /^[\w-]$/;
const tokenPart = /\beyJ[\w-]/i;
