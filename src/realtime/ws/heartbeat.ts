import type { IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { isOpen, type PeerSocket } from './peer-socket.ts';

export interface PeerServer {
  readonly clients: ReadonlySet<PeerSocket>;
  on(event: 'connection', listener: (client: PeerSocket, request: IncomingMessage) => void): unknown;
  on(event: 'close', listener: () => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
}

/** Pings every client of the server at this interval, and ends those that gave no sign of life since the last ping. */
export function keepHeartbeat(server: PeerServer, intervalMs: number): void {
  const activities = new WeakMap<PeerSocket, PeerActivity>();
  server.on('connection', (client, { socket }) => activities.set(client, new PeerActivity(client, socket)));
  const timer = setInterval(() => {
    for (const client of server.clients) {
      if (activities.get(client)?.wasSeen() === false) client.terminate();
      else if (isOpen(client)) client.ping();
    }
  }, intervalMs);
  timer.unref();
  server.on('close', () => clearInterval(timer));
}

/**
 * Signs of life of one peer: it sends something, or it takes bytes that were waiting for it. A slow reader answers a ping only
 * after the megabytes before it.
 */
export class PeerActivity {
  readonly #stream: Socket;
  #wasHeard = true;
  #hadUnsent = false;
  #taken = 0;

  /** `stream` is the connection below the socket. */
  constructor(socket: PeerSocket, stream: Socket) {
    this.#stream = stream;
    const hear = (): void => void (this.#wasHeard = true);
    socket.on('pong', hear);
    socket.on('message', hear);
  }

  /** Whether there was a sign since the last call. */
  wasSeen(): boolean {
    const unsent = this.#stream.writableLength;
    const taken = this.#stream.bytesWritten - unsent;
    const isAlive = this.#wasHeard || (this.#hadUnsent && taken > this.#taken);
    this.#wasHeard = false;
    this.#hadUnsent = unsent > 0;
    this.#taken = taken;
    return isAlive;
  }
}
