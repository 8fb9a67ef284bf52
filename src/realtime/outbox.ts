import type { Writable } from 'node:stream';
import { isOpen, type PeerSocket } from './peer-socket.ts';

export interface OutboxLimits {
  /** A peer with more than this before it gets no progress. */
  readonly progressBytes: number;
  /** With more than this, events wait for it. */
  readonly waitBytes: number;
  /** With more than this, it is closed. */
  readonly closeBytes: number;
  /** How long a peer may take for `waitBytes`, while events wait. */
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
 * What is sent to one peer, bounded: a slow one loses progress first, its events wait where they are stored, and one that takes
 * too little of them is closed with 1013. Frames are written past `ws`, between its own, which is right as long as nothing compresses.
 */
export class Outbox {
  readonly #socket: PeerSocket;
  readonly #stream: Writable;
  readonly #limits: OutboxLimits;
  #draining: Promise<void> | null = null;
  #turn: Promise<unknown> = Promise.resolve();

  /** `stream` is the connection under the socket. */
  constructor(socket: PeerSocket, stream: Writable, limits = LIMITS) {
    this.#socket = socket;
    this.#stream = stream;
    this.#limits = limits;
  }

  /** For what must arrive. */
  send(frame: Buffer): void {
    if (!isOpen(this.#socket)) return;
    if (this.#socket.bufferedAmount > this.#limits.closeBytes) this.#giveUp();
    else this.#write(frame);
  }

  /** For what the next one makes worthless. */
  sendProgress(frame: Buffer): void {
    if (this.#socket.bufferedAmount <= this.#limits.progressBytes) this.send(frame);
  }

  get isOpen(): boolean {
    return isOpen(this.#socket);
  }

  /** For what can wait: writes it when there is room, or the peer is gone; and one after another, for each takes of the room. */
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
