// What a registered function is to this host: its trigger, read from the binding and checked, so
// that a mistake stops the host at start and names the function, and not its first event.
import * as z from 'zod';
import {
  expandSettings,
  readEventHubsConnection,
  type AppSettings,
  type EventHubsConnection,
} from './app-settings';
import { messageOf } from './logger';
import type { RegisteredFunction } from './registrations';
import { parseRetryPolicy, type RetryPolicy } from './retry-policy';
import { parseRoute, type Route } from './route';
import { parseSchedule, type Schedule } from './schedule';

interface Common {
  readonly name: string;
  readonly registered: RegisteredFunction;
  /** The trigger binding's name, under which its data travels. */
  readonly bindingName: string;
  readonly retryPolicy: RetryPolicy | undefined;
}

export interface HttpFunction extends Common {
  readonly kind: 'http';
  /** Relative to the route prefix. */
  readonly template: string;
  readonly route: Route;
  readonly methods: readonly string[];
  readonly authLevel: string;
}

export interface TimerFunction extends Common {
  readonly kind: 'timer';
  readonly scheduleText: string;
  readonly schedule: Schedule;
  readonly runOnStartup: boolean;
  /** Undefined: decided by how often the schedule recurs. */
  readonly useMonitor: boolean | undefined;
}

/**
 * What a body is bound to: a Buffer, a text, or, where the binding names none, whatever Json.NET
 * reads in it.
 */
export type EventDataType = 'binary' | 'string' | 'none';

export interface EventHubFunction extends Common {
  readonly kind: 'eventHub';
  readonly eventHubName: string;
  readonly consumerGroup: string;
  readonly cardinality: 'one' | 'many';
  readonly dataType: EventDataType;
  readonly connection: EventHubsConnection;
}

export type FunctionDefinition = HttpFunction | TimerFunction | EventHubFunction;

const httpBinding = z.object({
  route: z.string().optional(),
  methods: z.array(z.string()).default([]),
  authLevel: z.string().default('anonymous'),
});
const timerBinding = z.object({
  schedule: z.string(),
  runOnStartup: z.boolean().default(false),
  useMonitor: z.boolean().optional(),
});
const eventHubBinding = z.object({
  eventHubName: z.string().min(1),
  connection: z.string().min(1),
  consumerGroup: z.string().min(1).default('$Default'),
  cardinality: z.enum(['one', 'many']).default('one'),
  dataType: z.string().default(''),
});

export function defineFunction(
  registered: RegisteredFunction,
  settings: AppSettings,
): FunctionDefinition {
  const { name } = registered.metadata;
  try {
    return readDefinition(registered, settings);
  } catch (error) {
    const reason = error instanceof z.ZodError ? z.prettifyError(error) : messageOf(error);
    const text = reason.startsWith('Function "') ? reason : `Function "${name}": ${reason}`;
    throw new Error(text, { cause: error });
  }
}

function readDefinition(registered: RegisteredFunction, settings: AppSettings): FunctionDefinition {
  const { name, bindings, retryOptions } = registered.metadata;
  const [bindingName, binding] =
    Object.entries(bindings).find(([, each]) => /trigger$/i.test(each.type ?? '')) ?? [];
  if (bindingName === undefined || binding === undefined) throw new Error('it has no trigger');
  refuseOtherBindings(bindings, bindingName);
  const expand = (text: string): string => expandSettings(text, settings);
  const common = {
    name,
    registered,
    bindingName,
    retryPolicy: parseRetryPolicy(name, retryOptions),
  };

  const type = binding.type ?? '(none)';
  switch (type.toLowerCase()) {
    case 'httptrigger': {
      const { route, methods, authLevel } = httpBinding.parse(binding);
      const template = expand(route ?? name);
      return {
        ...common,
        kind: 'http',
        template,
        route: parseRoute(template),
        methods: methods.map((method) => method.toUpperCase()),
        authLevel,
      };
    }
    case 'timertrigger': {
      const { schedule: text, runOnStartup, useMonitor } = timerBinding.parse(binding);
      const scheduleText = expand(text);
      const schedule = parseSchedule(scheduleText);
      if (schedule === undefined) {
        throw new Error(
          `the schedule "${scheduleText}" is neither an NCRONTAB expression ` +
            `(second minute hour day month weekday) nor a time span (hh:mm:ss)`,
        );
      }
      return { ...common, kind: 'timer', scheduleText, schedule, runOnStartup, useMonitor };
    }
    case 'eventhubtrigger': {
      const parsed = eventHubBinding.parse(binding);
      const connection = readEventHubsConnection(expand(parsed.connection), settings);
      return {
        ...common,
        kind: 'eventHub',
        // A hub named by the connection string wins, as the binding's documentation says.
        eventHubName: entityPathOf(connection) ?? expand(parsed.eventHubName),
        consumerGroup: expand(parsed.consumerGroup),
        cardinality: parsed.cardinality,
        dataType: readDataType(parsed.dataType),
        connection,
      };
    }
    default:
      throw new Error(
        `its trigger "${type}" is not supported by the development host, ` +
          `which runs HTTP, timer and Event Hub triggers`,
      );
  }
}

/** In any case of letters; the real host takes a word that it does not know for none. */
function readDataType(text: string): EventDataType {
  const word = text.toLowerCase();
  if (word === 'stream') {
    throw new Error('its dataType "stream" is not supported by the development host; use "binary"');
  }
  return word === 'binary' || word === 'string' ? word : 'none';
}

/** What a handler returns to a binding that no one serves would be lost without a word. */
function refuseOtherBindings(
  bindings: RegisteredFunction['metadata']['bindings'],
  triggerName: string,
): void {
  for (const [name, { type = '(none)', direction }] of Object.entries(bindings)) {
    if (name === triggerName || (direction === 'out' && type === 'http')) continue;
    throw new Error(
      `its ${direction === 'out' ? 'output' : 'input'} binding "${type}" is not supported by the ` +
        `development host, which has triggers and HTTP responses only`,
    );
  }
}

/** The setting with which Azure's host, too, is told to leave a function out. */
export function isDisabled(name: string, settings: AppSettings): boolean {
  return /^(?:true|1)$/i.test(settings[`AzureWebJobs.${name}.Disabled`] ?? '');
}

function entityPathOf(connection: EventHubsConnection): string | undefined {
  if (connection.kind === 'identity') return undefined;
  return /(?:^|;)\s*EntityPath=([^;]+)/i.exec(connection.connectionString)?.[1]?.trim();
}
