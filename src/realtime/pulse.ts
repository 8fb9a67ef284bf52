import type { Socket } from 'node:net';
import type { PeerSocket } from './peer-socket.ts';

/**
 * Signs of life of one peer: it says something, or it takes what waits for it, for an answer to a ping that comes behind
 * megabytes is long in coming from one that reads slowly.
 */
export class Pulse {
  readonly #stream: Socket;
  #wasHeard = true;
  #wasBehind = false;
  #taken = 0;

  /** `stream` is the connection under the socket. */
  constructor(socket: PeerSocket, stream: Socket) {
    this.#stream = stream;
    const hear = (): void => void (this.#wasHeard = true);
    socket.on('pong', hear);
    socket.on('message', hear);
  }

  /** Whether there was one since the last look. */
  look(): boolean {
    const unsent = this.#stream.writableLength;
    const taken = this.#stream.bytesWritten - unsent;
    const isAlive = this.#wasHeard || (this.#wasBehind && taken > this.#taken);
    this.#wasHeard = false;
    this.#wasBehind = unsent > 0;
    this.#taken = taken;
    return isAlive;
  }
}
