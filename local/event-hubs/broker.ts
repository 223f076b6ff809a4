// An Event Hubs namespace for one developer's machine, over AMQP 1.0 on plain TCP, for unmodified clients that
// connect with `UseDevelopmentEmulator=true`.
//
// It keeps: events, in memory, up to a limit per hub; sequence numbers, for as long as it runs.
// It does not: check tokens, encrypt, expire events by age, throttle, publish idempotently, serve AMQP over
// WebSockets or Kafka, or create and delete hubs. All is gone when it closes.

import { create_container, type EventContext } from 'rhea';
import { serveConnection } from './client-connection';
import type { HubSettings } from './hub';
import { Hubs } from './hubs';
import { MESSAGE_BYTES_MAX, SENDER_CREDIT_MESSAGES } from './limits';
import { listeningPort, trackSockets } from './sockets';

export interface EventHubsBrokerOptions {
  readonly host?: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly hubs: readonly HubSettings[];
  /** Gives events their enqueued time. */
  readonly clock?: () => Date;
  readonly messageBytesMax?: number;
  /** A client broke the protocol, or the broker failed it; its connection has ended, the others go on. */
  readonly onConnectionError?: (error: unknown) => void;
}

export interface EventHubsBroker {
  readonly port: number;
  /** Of the namespace: clients name the hub themselves. */
  readonly connectionString: string;
  /** Ends every connection without a word, as a lost network does; clients may connect again at once. */
  dropConnections(): void;
  close(): Promise<void>;
}

export async function startEventHubsBroker(
  options: EventHubsBrokerOptions,
): Promise<EventHubsBroker> {
  const {
    host = '127.0.0.1',
    clock = () => new Date(),
    messageBytesMax = MESSAGE_BYTES_MAX,
    onConnectionError = reportConnectionError,
  } = options;
  const hubs = new Hubs(options.hubs, clock());

  const container = create_container();
  container.on('connection_open', ({ connection }: EventContext) =>
    serveConnection(connection, { hubs, messageBytesMax, clock }),
  );
  container.on('error', onConnectionError);
  container.on('protocol_error', onConnectionError);
  // Clients that vanish are no error, also before their connection is open.
  container.on('disconnected', () => undefined);

  const server = container.listen({
    host,
    port: options.port,
    receiver_options: {
      autoaccept: false,
      credit_window: SENDER_CREDIT_MESSAGES,
      max_message_size: messageBytesMax,
    },
    sender_options: { snd_settle_mode: SETTLED },
  });
  const sockets = trackSockets(server);
  const port = await listeningPort(server, host, options.port);

  const dropConnections = (): void => {
    // With an error, because rhea does not notice the end of a socket that is destroyed without one.
    for (const socket of sockets) socket.destroy(new Error('The broker dropped the connection.'));
  };
  const close = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      dropConnections();
    });
  const connectionString = [
    `Endpoint=sb://${host}:${port}`,
    'SharedAccessKeyName=local',
    'SharedAccessKey=local',
    'UseDevelopmentEmulator=true',
  ].join(';');
  return { port, connectionString, dropConnections, close };
}

/** AMQP's sender settle mode for deliveries that expect no answer. */
const SETTLED = 1;

function reportConnectionError(error: unknown): void {
  console.error('The Event Hubs broker ended a connection because of an error:', error);
}
