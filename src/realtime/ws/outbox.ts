import type { Writable } from 'node:stream';
import { isOpen, type PeerSocket } from './peer-socket.ts';

export interface OutboxLimits {
  /** A peer with more unsent bytes than this gets no progress. */
  readonly progressBytes: number;
  /** With more than this, its events wait. */
  readonly waitBytes: number;
  /** With more than this, it is closed. */
  readonly closeBytes: number;
  /** How long a peer may take to receive `waitBytes` while events wait. */
  readonly stallMs: number;
}

const LIMITS: OutboxLimits = {
  progressBytes: 64 * 1024,
  waitBytes: 256 * 1024,
  closeBytes: 16 * 1024 * 1024,
  stallMs: 20_000,
};

const TRY_AGAIN_LATER = 1013;

/**
 * What is sent to one peer, bounded: a slow one loses progress first, its events wait in the store, and one that takes too few of
 * them is closed with 1013. Frames are encoded once for all peers and written past `ws`, between its own, which is safe without
 * compression: a thousand sockets get them 3.8 times as fast as through `ws` (docs/performance.md).
 */
export class Outbox {
  readonly #socket: PeerSocket;
  readonly #stream: Writable;
  readonly #limits: OutboxLimits;
  #draining: Promise<void> | null = null;
  #turn: Promise<unknown> = Promise.resolve();

  /** `stream` is the connection below the socket. */
  constructor(socket: PeerSocket, stream: Writable, limits = LIMITS) {
    this.#socket = socket;
    this.#stream = stream;
    this.#limits = limits;
  }

  /** Sends what must arrive. */
  send(frame: Buffer): void {
    if (!isOpen(this.#socket)) return;
    if (this.#socket.bufferedAmount > this.#limits.closeBytes) this.#giveUp();
    else this.#write(frame);
  }

  /** Sends what the next message makes obsolete; dropped if the peer is behind. */
  sendProgress(frame: Buffer): void {
    if (this.#socket.bufferedAmount <= this.#limits.progressBytes) this.send(frame);
  }

  get isOpen(): boolean {
    return isOpen(this.#socket);
  }

  /** Calls `write` once there is room or the peer is gone: one call after another, since each takes some of the room. */
  async inTurn<Result>(write: () => Result): Promise<Result> {
    const written = this.#turn.then(() => this.ready()).then(write);
    this.#turn = written.catch(() => undefined);
    return written;
  }

  /** Resolves when there is room for more, or the peer is gone. */
  async ready(): Promise<void> {
    while (this.#draining !== null && isOpen(this.#socket)) await this.#draining;
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  #write(frame: Buffer): void {
    const { waitBytes, stallMs } = this.#limits;
    const unsent = this.#socket.bufferedAmount + frame.length;
    if (this.#draining !== null || unsent <= waitBytes) {
      this.#stream.write(frame);
      return;
    }
    const stalled = setTimeout(() => this.#giveUp(), (stallMs * unsent) / waitBytes);
    stalled.unref();
    this.#draining = new Promise((resolve) => {
      this.#stream.write(frame, () => {
        clearTimeout(stalled);
        this.#draining = null;
        resolve();
      });
    });
  }

  #giveUp(): void {
    if (isOpen(this.#socket)) this.close(TRY_AGAIN_LATER, 'too slow: subscribe again, with from_seq');
  }
}
