// Strong entity tags (RFC 9110): a digest of the content itself, so that equal answers have equal
// tags on every instance and after every restart.
import { sha256 } from '../domain/digest';

export const etagOf = (content: string): string => `"${sha256(content).slice(0, 32)}"`;

/** Whether If-None-Match names the tag, by the weak comparison that RFC 9110 asks for there. */
export const matchesIfNoneMatch = (header: string | null, etag: string): boolean => {
  if (header === null) return false;
  if (header.trim() === '*') return true;
  // A tag may hold commas, so the list is searched for quoted tags rather than split.
  return [...header.matchAll(/(?:W\/)?("[^"]*")/g)].some(([, tag]) => tag === etag);
};
