// The TCP side of the broker: the port it listens on and the connections that are open.

import { once } from 'node:events';
import type { AddressInfo, Server, Socket } from 'node:net';

/** The open sockets of a server; the set follows as they come and go. */
export function trackSockets(server: Server): ReadonlySet<Socket> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
    // Nagle's algorithm and delayed acknowledgements together cost 40 ms a step.
    socket.setNoDelay(true);
  });
  return sockets;
}

/** Waits until the server listens. A taken port is the caller's to change, so the error says how. */
export async function listeningPort(server: Server, host: string, port: number): Promise<number> {
  try {
    await once(server, 'listening');
  } catch (error) {
    throw new Error(
      `The Event Hubs broker cannot listen on ${host}:${port} (${String(error)}). ` +
        'Stop what uses the port, or choose another one (0 takes any free one).',
      { cause: error },
    );
  }
  return (server.address() as AddressInfo).port;
}
