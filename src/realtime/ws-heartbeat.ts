import type { IncomingMessage } from 'node:http';
import { isOpen, type PeerSocket } from './peer-socket.ts';

export interface PeerServer {
  readonly clients: ReadonlySet<PeerSocket>;
  on(event: 'connection', listener: (client: PeerSocket, request: IncomingMessage) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** Pings every client of the server at this interval, and ends those of whom nothing was heard since the last time. */
export function keepHeartbeat(server: PeerServer, intervalMs: number): void {
  const heard = new WeakSet<PeerSocket>();
  server.on('connection', (client) => {
    const hear = (): void => void heard.add(client);
    hear();
    client.on('pong', hear);
    client.on('message', hear);
  });
  const timer = setInterval(() => {
    for (const client of server.clients) {
      if (!heard.delete(client)) client.terminate();
      else if (isOpen(client)) client.ping();
    }
  }, intervalMs);
  timer.unref();
  server.on('close', () => clearInterval(timer));
}
