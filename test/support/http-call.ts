// Calls an HTTP handler as the Functions host does, and hands back what a client would see.
import { HttpRequest, InvocationContext } from '@azure/functions';
import type { Handler } from '../../functions/with-problems';

export interface HttpResult {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string | undefined;
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
  const body = answer.body as string | undefined;
  return {
    status: answer.status ?? 200,
    headers: new Headers(answer.headers),
    body,
    log,
    json: () => JSON.parse(body ?? '') as unknown,
  };
};
