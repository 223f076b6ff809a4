// Calls an HTTP handler as the Functions host does, and hands back what a client would see.
import { gunzipSync } from 'node:zlib';

import { HttpRequest, InvocationContext } from '@azure/functions';
import type { Handler } from '../../functions/with-problems';

export interface HttpResult {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string | undefined;
  /** Of the body as it is sent. */
  readonly bytes: number;
  readonly log: readonly string[];
  /** The body as JSON; throws where there is none. */
  json(): unknown;
}

export const invocationId = '3f2b8a0e-5f0c-4f1e-9d0b-0c2f6a7d1e55';

export const call = async (
  handler: Handler,
  pathAndQuery: string,
  { method = 'GET', headers = {} }: { method?: string; headers?: Record<string, string> } = {},
): Promise<HttpResult> => {
  const log: string[] = [];
  const context = new InvocationContext({
    invocationId,
    functionName: 'test',
    logHandler: (level, ...words) =>
      log.push([level, ...words.map((word) => String(word))].join(' ')),
  });
  const url = `http://localhost/api/v1${pathAndQuery}`;
  const answer = await handler(new HttpRequest({ method, url, headers }), context);
  const headersOut = new Headers(answer.headers);
  const body = textOf(answer.body, headersOut.get('content-encoding'));
  return {
    status: answer.status ?? 200,
    headers: headersOut,
    bytes: answer.body instanceof Uint8Array ? answer.body.length : 0,
    body,
    log,
    json: () => JSON.parse(body ?? '') as unknown,
  };
};

const textOf = (body: unknown, encoding: string | null): string | undefined => {
  if (!(body instanceof Uint8Array)) return body as string | undefined;
  return (encoding === 'gzip' ? gunzipSync(body) : Buffer.from(body)).toString();
};
