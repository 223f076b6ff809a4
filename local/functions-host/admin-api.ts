// The host's own answers under /admin, as far as a developer or a script asks for them: is it up,
// what functions are there, and run this timer now. No key is asked for, as under `func start`.
import type { IncomingMessage } from 'node:http';
import type { FunctionDefinition, TimerFunction } from './function-definition';
import { jsonAnswer, textAnswer, type HttpAnswer } from './http-data';
import type { HttpRoutes } from './http-routes';
import { HOST_VERSION } from './version';

export interface AdminApiOptions {
  readonly hostId: string;
  readonly definitions: readonly FunctionDefinition[];
  readonly routes: HttpRoutes;
  /** Starts a run; its end is not waited for. */
  readonly runTimer: (definition: TimerFunction) => void;
}

const EMPTY = new Uint8Array();

/** Undefined when the path is none of these. */
export function answerAdmin(
  options: AdminApiOptions,
  request: IncomingMessage,
  origin: string,
  segments: readonly string[],
): HttpAnswer | undefined {
  const [area, ...rest] = segments.map((segment) => segment.toLowerCase());
  if (area !== 'admin') return undefined;
  const path = rest.join('/');
  const reading = request.method === 'GET';

  if (path === 'host/status' && reading) {
    return jsonAnswer(200, {
      id: options.hostId,
      state: 'Running',
      version: HOST_VERSION,
      developmentHost: true,
      processUptime: Math.round(process.uptime() * 1000),
    });
  }
  if (path === 'host/ping') return { status: 200, headers: [], body: EMPTY };
  if (path === 'functions' && reading) {
    return jsonAnswer(
      200,
      options.definitions.map((definition) => describe(definition, options.routes, origin)),
    );
  }
  if (rest[0] !== 'functions' || rest.length !== 2) return undefined;

  const definition = options.definitions.find((each) => each.name.toLowerCase() === rest[1]);
  if (definition === undefined) return { status: 404, headers: [], body: EMPTY };
  if (reading) return jsonAnswer(200, describe(definition, options.routes, origin));
  if (request.method !== 'POST') return undefined;
  return run(options, request, definition);
}

function run(
  options: AdminApiOptions,
  request: IncomingMessage,
  definition: FunctionDefinition,
): HttpAnswer {
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/json\b/i.test(type)) {
    return textAnswer(415, 'Send a JSON body, {} at least, with content-type application/json.');
  }
  if (definition.kind !== 'timer') {
    return textAnswer(400, 'The development host runs only timers by hand.');
  }
  options.runTimer(definition);
  return { status: 202, headers: [], body: EMPTY };
}

function describe(definition: FunctionDefinition, routes: HttpRoutes, origin: string): unknown {
  const bindings = Object.entries(definition.registered.metadata.bindings);
  return {
    name: definition.name,
    language: 'node',
    isDisabled: false,
    invoke_url_template:
      definition.kind === 'http' ? `${origin}${routes.pathOf(definition)}` : undefined,
    config: {
      name: definition.name,
      bindings: bindings.map(([name, binding]) => ({ name, ...binding })),
    },
  };
}
