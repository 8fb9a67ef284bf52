import type { Duplex } from 'node:stream';
import { Logger } from '@nestjs/common';
import { AssayError } from '../../domain/errors.ts';
import { InvalidRequestError } from '../../http/invalid-request.error.ts';
import { RequestValidationPipe } from '../../http/validation.pipe.ts';
import { type ClientMessage, ClientMessageError, readClientMessage } from './client-message.ts';
import { type ComparisonDependencies, ComparisonStreams } from './comparison-streams.ts';
import { Outbox } from './outbox.ts';
import { isOpen, type PeerSocket } from './peer-socket.ts';
import { comparisonError, errorFrame, OUR_FAULT, pongFrame } from './run-message.ts';
import { WsSubscribeDto, WsUnsubscribeDto } from './ws-message.dto.ts';
import { type SessionDependencies, WsSession } from './ws-session.ts';

/** A client that has this many messages waiting for an answer, or bytes of answers waiting for it, is read no further. */
const MAX_WAITING = 64;
const MAX_UNSENT_BYTES = 1024 * 1024;

interface Frame {
  readonly data: Buffer;
  readonly isBinary: boolean;
}

const LOGGER = new Logger('WebSocket');
/** Messages are bounded by their length, and have no arrays and objects inside. */
const VALIDATION = new RequestValidationPipe({ maxJsonValues: Number.POSITIVE_INFINITY });

/**
 * One client, from the opening of its socket to its end. Its messages are answered one after another, so that the answers come in
 * their order; garbage is answered with an `error`. A client that sends faster than it takes the answers is read at its own pace.
 */
export class WsConnection {
  /** What the client has subscribed to. */
  readonly session: WsSession;
  readonly #comparisons: ComparisonStreams;
  /** Resolves when the socket has closed. */
  readonly closed: Promise<void>;
  readonly #socket: PeerSocket;
  readonly #stream: Duplex;
  readonly #outbox: Outbox;
  #waiting: Frame[] = [];
  #isBusy = false;

  /** `stream` is the connection below the socket. */
  constructor(socket: PeerSocket, stream: Duplex, dependencies: SessionDependencies & ComparisonDependencies) {
    this.#socket = socket;
    this.#stream = stream;
    this.#outbox = new Outbox(socket, stream);
    this.session = new WsSession(dependencies, this.#outbox);
    this.#comparisons = new ComparisonStreams(dependencies, this.#outbox);
    socket.on('message', (data, isBinary) => this.#onMessage({ data, isBinary }));
    // What a peer does wrong closes its connection, and must not fill the log.
    socket.on('error', (error) => LOGGER.debug(`a WebSocket was closed: ${error.message}`));
    this.closed = new Promise((resolve) => {
      socket.on('close', () => {
        this.session.end();
        this.#comparisons.stopAll();
        resolve();
      });
    });
  }

  /** Bytes that wait to be sent. */
  get unsentBytes(): number {
    return this.#socket.bufferedAmount;
  }

  #onMessage(frame: Frame): void {
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

  /** Messages that arrived together are answered with one system call. */
  async #answerAll(frames: readonly Frame[]): Promise<void> {
    this.#stream.cork();
    for (const frame of frames) if (isOpen(this.#socket)) await this.#answer(frame);
    this.#stream.uncork();
  }

  async #answer({ data, isBinary }: Frame): Promise<void> {
    let message: ClientMessage | undefined;
    try {
      message = readClientMessage(data, isBinary);
      await this.#handle(message);
    } catch (error) {
      const { comparison_id: id } = message ?? {};
      if (typeof id === 'string') this.#outbox.send(comparisonError(messageOf(error), id));
      else this.#outbox.send(errorFrame(messageOf(error), runIdOf(message, error)));
    }
  }

  async #handle(message: ClientMessage): Promise<void> {
    switch (message.type) {
      case 'ping':
        this.#outbox.send(pongFrame);
        return;
      case 'subscribe':
        await this.#subscribe(await checked(message, WsSubscribeDto));
        return;
      case 'unsubscribe':
        this.#unsubscribe(await checked(message, WsUnsubscribeDto));
        return;
      default:
        message.type satisfies never;
    }
  }

  async #subscribe({ run_id: runId, comparison_id: comparisonId, ...options }: WsSubscribeDto): Promise<void> {
    if (comparisonId === undefined) {
      await this.session.subscribe({ run_id: runId ?? '', ...options });
      return;
    }
    checkAlone(runId, options.events);
    await this.#comparisons.subscribe(comparisonId, options.from_seq ?? 0);
  }

  #unsubscribe({ run_id: runId, comparison_id: comparisonId }: WsUnsubscribeDto): void {
    if (comparisonId === undefined) {
      this.session.unsubscribe(runId ?? '');
      return;
    }
    checkAlone(runId);
    this.#comparisons.unsubscribe(comparisonId);
  }

  async #sent(): Promise<void> {
    this.#socket.pause();
    await new Promise<void>((resolve) => this.#socket.ping('', false, resolve));
    this.#socket.resume();
  }
}

async function checked<Message extends object>(message: ClientMessage, metatype: new () => Message): Promise<Message> {
  return (await VALIDATION.transform(message, { type: 'body', metatype })) as Message;
}

/** A comparison has neither a run nor events beside its states. */
function checkAlone(runId: string | undefined, events?: boolean): void {
  if (runId !== undefined) throw new ClientMessageError('give either a run_id or a comparison_id', runId);
  if (events === true) throw new ClientMessageError('events go with a run_id: a comparison has states, which come without');
}

/** What the client is told of an error; the cause of one that was not expected is only in the log. */
function messageOf(error: unknown): string {
  if (error instanceof AssayError || error instanceof ClientMessageError) return error.message;
  if (error instanceof InvalidRequestError) return error.faults.map(({ path, message }) => `${path} ${message}`).join('; ');

  LOGGER.error(error);
  return OUR_FAULT;
}

function runIdOf(message: ClientMessage | undefined, error: unknown): string | undefined {
  if (typeof message?.run_id === 'string') return message.run_id;
  return error instanceof ClientMessageError ? error.runId : undefined;
}
