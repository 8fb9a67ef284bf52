import type { IncomingMessage } from 'node:http';
import { isOpen, type PeerSocket } from './peer-socket.ts';
import { Pulse } from './pulse.ts';

export interface PeerServer {
  readonly clients: ReadonlySet<PeerSocket>;
  on(event: 'connection', listener: (client: PeerSocket, request: IncomingMessage) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** Pings every client of the server at this interval, and ends those that gave no sign of life since the last time. */
export function keepHeartbeat(server: PeerServer, intervalMs: number): void {
  const pulses = new WeakMap<PeerSocket, Pulse>();
  server.on('connection', (client, { socket }) => pulses.set(client, new Pulse(client, socket)));
  const timer = setInterval(() => {
    for (const client of server.clients) {
      if (pulses.get(client)?.look() === false) client.terminate();
      else if (isOpen(client)) client.ping();
    }
  }, intervalMs);
  timer.unref();
  server.on('close', () => clearInterval(timer));
}
