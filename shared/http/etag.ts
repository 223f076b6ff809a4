// Strong entity tags (RFC 9110): a digest of the content itself, so that equal answers have equal
// tags on every instance and after every restart.
/** `sha256`: of the content, in hexadecimal digits; `encoding`: how it is encoded, if it is. */
export const etagOfDigest = (sha256: string, encoding?: string): string =>
  `"${sha256.slice(0, 32)}${encoding === undefined ? '' : `-${encoding}`}"`;

/** Whether If-None-Match names the tag, by the weak comparison that RFC 9110 asks for there. */
export const matchesIfNoneMatch = (header: string | null, etag: string): boolean => {
  if (header === null) return false;
  if (header.trim() === '*') return true;
  // A tag may hold commas, so the list is searched for quoted tags rather than split.
  return [...header.matchAll(/(?:W\/)?("[^"]*")/g)].some(([, tag]) => tag === etag);
};
