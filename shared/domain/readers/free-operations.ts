// Which requests buy nothing from a model, by their method and path: the same rule as that of the
// policies (policies/fragments/resolve-operation.xml), for gateways that send their logs alone.

/**
 * Whether no model answers such a request. `path` is without a query; what is not known to be free
 * may have been bought.
 */
export function buysNothing(
  method: string | undefined,
  path: string,
  status: number | undefined,
): boolean {
  if (method === undefined || !methods.has(method)) return false;
  if (method !== 'POST') return !(method === 'GET' && mayBeSession(path, status));
  return isPlain(path) && freePost.test(path);
}

/**
 * Whether a GET may have opened a realtime session, which is bought. It became a WebSocket; or its path
 * is that of sessions, and the log has the status of the session's end: 0 or 499 if the caller hung up.
 */
function mayBeSession(path: string, status: number | undefined): boolean {
  return status === switchingProtocols || sessions.test(path);
}

const switchingProtocols = 101;
const sessions = /\/realtime\/?$/i;

const methods: ReadonlySet<string> = new Set(['GET', 'HEAD', 'DELETE', 'PUT', 'PATCH', 'POST']);

// A cancellation, a count of tokens, a message that is added to a thread, and a batch that is only
// ordered: it is bought once it is completed.
const freePost =
  /\/(?:responses\/[^/]+\/cancel|responses\/input_tokens|messages\/count_tokens|threads\/[^/]+\/messages|batches(?:\/[^/]+\/cancel)?)\/?$/i;

/** A path with escapes or dot segments may be another path to the backend: then it is not known. */
function isPlain(path: string): boolean {
  return path.length <= pathCharsMax && !/[%\\]|\/\./.test(path);
}

/** Characters of a path that is looked at; the longest free one has less than 200. */
const pathCharsMax = 2_000;
