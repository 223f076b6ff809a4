// An HTTP request as the library wants it, and the library's response as HTTP wants it.
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { HttpCookie, HttpData, Nullable, TypedData } from './core-types';

/** The real host's own limit for a request's body. */
export const REQUEST_BYTES_MAX = 100 * 1024 * 1024;

export class RequestTooLarge extends Error {
  override readonly name = 'RequestTooLarge';
}

/**
 * The real host hands over a body only if the request states its length: one that is sent in chunks
 * does not reach the function.
 */
export async function readBody(request: IncomingMessage): Promise<Buffer> {
  if (!(Number(request.headers['content-length']) > 0)) {
    request.resume();
    return Buffer.alloc(0);
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > REQUEST_BYTES_MAX) throw new RequestTooLarge('The request is too large.');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

/**
 * Repeated headers and query parameters become one, joined by commas without a blank. Names of
 * parameters that differ in case alone are one name, in the spelling that came first.
 * https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script.Grpc/MessageExtensions/GrpcMessageConversionExtensions.cs
 *   (`ToRpcHttp`; the query of ASP.NET Core ignores case)
 */
export function toHttpData(
  request: IncomingMessage,
  url: URL,
  params: Readonly<Record<string, string>>,
  body: Buffer,
): HttpData {
  const headers: Record<string, string[]> = {};
  for (let index = 0; index + 1 < request.rawHeaders.length; index += 2) {
    const name = (request.rawHeaders[index] ?? '').toLowerCase();
    (headers[name] ??= []).push(request.rawHeaders[index + 1] ?? '');
  }
  const query: Record<string, string[]> = {};
  const spellings = new Map<string, string>();
  for (const [name, value] of url.searchParams) {
    const spelling = spellings.get(name.toUpperCase()) ?? name;
    spellings.set(name.toUpperCase(), spelling);
    (query[spelling] ??= []).push(value);
  }
  return {
    method: request.method ?? 'GET',
    url: url.href,
    nullableHeaders: joined(headers),
    nullableQuery: joined(query),
    nullableParams: joined(
      Object.fromEntries(Object.entries(params).map(([name, value]) => [name, [value]])),
    ),
    ...(body.length > 0 && { body: { bytes: body } }),
  };
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: readonly (readonly [name: string, value: string])[];
  readonly body: Uint8Array;
}

/** A function that returns nothing is answered with 204. */
export function toAnswer(returned: TypedData | null | undefined): HttpAnswer {
  const http = returned?.http;
  if (http === undefined) return { status: 204, headers: [], body: new Uint8Array() };
  return {
    status: Number(http.statusCode ?? 200),
    headers: [
      ...Object.entries(http.headers ?? {}),
      ...(http.cookies ?? []).map((cookie) => ['set-cookie', cookieText(cookie)] as const),
    ],
    body: http.body?.bytes ?? new Uint8Array(),
  };
}

export function sendAnswer(response: ServerResponse, answer: HttpAnswer): void {
  for (const [name, value] of answer.headers) response.appendHeader(name, value);
  response.writeHead(answer.status);
  response.end(answer.body);
}

export function jsonAnswer(status: number, value: unknown): HttpAnswer {
  const headers = [['content-type', 'application/json; charset=utf-8']] as const;
  return { status, headers, body: Buffer.from(JSON.stringify(value)) };
}

export function textAnswer(status: number, text: string): HttpAnswer {
  const headers = [['content-type', 'text/plain; charset=utf-8']] as const;
  return { status, headers, body: Buffer.from(text) };
}

function joined(
  values: Readonly<Record<string, readonly string[]>>,
): Record<string, Nullable<string>> {
  return Object.fromEntries(
    Object.entries(values).map(([name, each]) => [name, { value: each.join(',') }]),
  );
}

function cookieText(cookie: HttpCookie): string {
  const parts = [`${cookie.name ?? ''}=${encodeURIComponent(cookie.value ?? '')}`];
  const seconds = cookie.expires?.value?.seconds;
  if (seconds !== undefined) parts.push(`expires=${new Date(seconds * 1000).toUTCString()}`);
  if (cookie.maxAge?.value !== undefined) parts.push(`max-age=${String(cookie.maxAge.value)}`);
  if (cookie.domain?.value) parts.push(`domain=${cookie.domain.value}`);
  parts.push(`path=${cookie.path?.value ?? '/'}`);
  if (cookie.secure?.value) parts.push('secure');
  if (cookie.sameSite !== undefined && cookie.sameSite !== 'none') {
    parts.push(`samesite=${cookie.sameSite === 'explicitNone' ? 'none' : cookie.sameSite}`);
  }
  if (cookie.httpOnly?.value) parts.push('httponly');
  return parts.join('; ');
}
