import type { Writable } from 'node:stream';
import { Logger } from '@nestjs/common';
import type { MessageMappingProperties } from '@nestjs/websockets';
import { ClientMessageError, readClientMessage } from './client-message.ts';
import { isOpen, type PeerSocket } from './peer-socket.ts';
import { errorMessage, OUR_FAULT } from './wire-message.ts';

/** Messages that may wait for their turn, and bytes that may wait for the peer, before the peer is no longer read. */
const MAX_WAITING = 64;
const MAX_UNSENT_BYTES = 1024 * 1024;

interface Frame {
  readonly data: Buffer;
  readonly isBinary: boolean;
}

/**
 * Has the gateway's handlers answer a client's messages one after another, so that the answers come in their order. Garbage is
 * answered with an `error`. A client that sends faster than it takes the answers is read no faster than that.
 */
export class WsInbox {
  readonly #logger = new Logger(WsInbox.name);
  readonly #socket: PeerSocket;
  readonly #stream: Writable;
  readonly #handlers: ReadonlyMap<string, MessageMappingProperties['callback']>;
  readonly #types: readonly string[];
  #waiting: Frame[] = [];
  #isBusy = false;

  /** `stream` is the connection under the socket. */
  constructor(socket: PeerSocket, stream: Writable, handlers: readonly MessageMappingProperties[]) {
    this.#socket = socket;
    this.#stream = stream;
    this.#handlers = new Map(handlers.map(({ message, callback }) => [String(message), callback]));
    this.#types = [...this.#handlers.keys()];
    socket.on('message', (data, isBinary) => this.#take({ data, isBinary }));
  }

  #take(frame: Frame): void {
    this.#waiting.push(frame);
    if (this.#waiting.length === MAX_WAITING) this.#socket.pause();
    if (!this.#isBusy) void this.#work();
  }

  async #work(): Promise<void> {
    this.#isBusy = true;
    while (this.#waiting.length > 0) {
      const frames = this.#waiting;
      this.#waiting = [];
      await this.#answerAll(frames);
      if (this.#socket.bufferedAmount > MAX_UNSENT_BYTES) await this.#sent();
      if (frames.length >= MAX_WAITING) this.#socket.resume();
    }
    this.#isBusy = false;
  }

  /** What came together is answered together, with one call of the system. */
  async #answerAll(frames: readonly Frame[]): Promise<void> {
    this.#stream.cork();
    for (const frame of frames) if (isOpen(this.#socket)) await this.#answer(frame);
    this.#stream.uncork();
  }

  async #answer({ data, isBinary }: Frame): Promise<void> {
    try {
      const message = readClientMessage(data, isBinary, this.#types);
      const answer: unknown = await this.#handlers.get(message.type)?.(message);
      if (answer !== undefined) this.#socket.send(JSON.stringify(answer));
    } catch (error) {
      const isTheirs = error instanceof ClientMessageError;
      if (!isTheirs) this.#logger.error(error);
      this.#socket.send(isTheirs ? errorMessage(error.message, error.runId) : errorMessage(OUR_FAULT));
    }
  }

  async #sent(): Promise<void> {
    this.#socket.pause();
    await new Promise<void>((resolve) => this.#socket.ping('', false, resolve));
    this.#socket.resume();
  }
}
