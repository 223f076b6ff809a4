// The HTTP side: function routes and the admin API on one port. Authorisation levels are read and,
// as under `func start`, not enforced.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { AppSettings } from './app-settings';
import { answerAdmin, type AdminApiOptions } from './admin-api';
import {
  readBody,
  RequestTooLarge,
  sendAnswer,
  textAnswer,
  toAnswer,
  toHttpData,
  type HttpAnswer,
} from './http-data';
import { pathSegments } from './http-routes';
import type { Invoker } from './invocation';
import { detailsOf, type HostLogger } from './logger';
import { DEVELOPMENT_NOTICE } from './version';

export interface HttpServerOptions extends AdminApiOptions {
  readonly settings: AppSettings;
  readonly invoker: Invoker;
  readonly logger: HostLogger;
}

export interface HttpServer {
  readonly port: number;
  readonly url: string;
  /** No new connections; those that rest are closed. */
  stop(): void;
  close(): Promise<void>;
}

export async function startHttpServer(
  options: HttpServerOptions,
  hostname: string,
  port: number,
): Promise<HttpServer> {
  const server = createServer((request, response) => {
    void respond(options, request, response);
  });
  await listen(server, hostname, port);
  const address = server.address() as AddressInfo;
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  const closed = new Promise<void>((resolve) => server.once('close', resolve));
  return {
    port: address.port,
    url: `http://${host}:${address.port}`,
    stop() {
      server.close();
      server.closeIdleConnections();
    },
    async close() {
      server.close();
      server.closeAllConnections();
      await closed;
    },
  };
}

function listen(server: Server, hostname: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      const taken = `Port ${port} of ${hostname} is taken: choose another, or 0 for any free one.`;
      reject(error.code === 'EADDRINUSE' ? new Error(taken, { cause: error }) : error);
    });
    server.listen(port, hostname, resolve);
  });
}

async function respond(
  options: HttpServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  let answer: HttpAnswer;
  try {
    answer = await answerTo(options, request);
  } catch (error) {
    // What the handler threw is in the log; the caller learns nothing of it, as in Azure.
    answer = { status: error instanceof RequestTooLarge ? 413 : 500, headers: [], body: EMPTY };
  }
  try {
    sendAnswer(response, answer);
  } catch (error) {
    // A header that HTTP does not allow shows only now.
    options.logger.log('error', 'Http', `cannot send the response: ${detailsOf(error)}`);
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    response.writeHead(500).end();
  }
}

const EMPTY = new Uint8Array();

/**
 * What no function answers at `/` is the host's own page, for every method.
 * https://github.com/Azure/azure-functions-host/blob/dev/src/WebJobs.Script.WebHost/Middleware/HomepageMiddleware.cs
 */
function homepage(settings: AppSettings): HttpAnswer {
  const isDisabled = settings['AzureWebJobsDisableHomepage']?.toLowerCase() === 'true';
  return isDisabled
    ? { status: 204, headers: [], body: EMPTY }
    : textAnswer(200, `${DEVELOPMENT_NOTICE}\n`);
}

async function answerTo(options: HttpServerOptions, request: IncomingMessage): Promise<HttpAnswer> {
  const origin = `http://${request.headers.host ?? 'localhost'}`;
  const base = URL.canParse(origin) ? origin : 'http://localhost';
  const target = request.url ?? '/';
  // Put together, not resolved: a path of `//x` is a path here, and no other host.
  const address = target.startsWith('/') ? `${base}${target}` : target;
  if (!URL.canParse(address)) return { status: 400, headers: [], body: EMPTY };
  const url = new URL(address);
  const segments = pathSegments(url.pathname);
  if (segments === undefined) return { status: 400, headers: [], body: EMPTY };

  const admin = answerAdmin(options, request, url.origin, segments);
  if (admin !== undefined) return admin;

  const match = options.routes.find(request.method ?? 'GET', segments);
  if (match === undefined) {
    if (segments.length === 0) return homepage(options.settings);
    return { status: 404, headers: [], body: EMPTY };
  }
  const body = await readBody(request);
  const response = await options.invoker.invoke(match.definition, {
    reason: `${request.method ?? 'GET'} ${url.pathname}`,
    input: { http: toHttpData(request, url, match.params, body) },
  });
  return toAnswer(response.returnValue);
}
