import { once } from 'node:events';
import { connect } from 'node:net';
import fc from 'fast-check';
import { WebSocket } from 'ws';
import type { Draws } from '../draws.ts';
import type { FuzzServer } from '../fuzz-server.ts';
import { brokenBytes, jsonText, ODD_TEXTS, withOddity } from '../odd-values.ts';
import type { InputKind, InputReader, Outcome } from './input-kind.ts';

const PATIENCE_MS = 30_000;

/** RFC 6455, §7.4.1: a protocol that is not kept, and a frame that is too large. */
const DESERVED_CLOSES = [1002, 1009];

const MESSAGES = [
  { type: 'ping' },
  { type: 'subscribe', run_id: 'nothing' },
  { type: 'subscribe', run_id: '*' },
  { type: 'subscribe', run_id: 'nothing', events: true, from_seq: 3 },
  { type: 'unsubscribe', run_id: 'nothing' },
];

type End = number | 'answered' | 'late';

/** Messages to `/ws`, and bytes that are no frames. */
export const WEB_SOCKETS: InputKind = { name: 'websocket', share: 0.1, open: async (server) => new WebSocketReader(server) };

class WebSocketReader implements InputReader {
  readonly #server: FuzzServer;
  #socket: WebSocket | null = null;

  constructor(server: FuzzServer) {
    this.#server = server;
  }

  async read(draws: Draws): Promise<Outcome> {
    if (draws.happens(0.1)) return this.#readBytes(draws);
    const isBinary = draws.happens(0.1);
    const message = brokenMessage(draws);
    const socket = await this.#open();
    const answers: string[] = [];
    const listen = (data: Buffer): void => void answers.push(data.toString());
    socket.on('message', listen);
    const ended = closedOr(socket, () => answers.at(-1) === '{"type":"pong"}');
    socket.send(message, { binary: isBinary });
    socket.send('{"type":"ping"}');
    const end = await ended;
    socket.off('message', listen);
    return outcome(answers, end, `${isBinary ? 'binary' : 'text'}: ${message.toString().slice(0, 500)}`);
  }

  async close(): Promise<void> {
    this.#socket?.terminate();
  }

  async #open(): Promise<WebSocket> {
    if (this.#socket?.readyState === WebSocket.OPEN) return this.#socket;
    const headers = { authorization: `Bearer ${this.#server.keys.read}` };
    const socket = new WebSocket(`${this.#server.url.replace('http', 'ws')}/ws`, { headers });
    socket.on('error', () => undefined);
    await once(socket, 'open');
    this.#socket = socket;
    return socket;
  }

  /** Whatever comes in the place of frames ends its connection, and nothing else. */
  async #readBytes(draws: Draws): Promise<Outcome> {
    const { hostname, port } = new URL(this.#server.url);
    const bytes = Buffer.from(draws.of(fc.uint8Array, { minLength: 1, maxLength: 300 }));
    const socket = connect(Number(port), hostname);
    socket.setTimeout(PATIENCE_MS);
    socket.write(
      `GET /ws HTTP/1.1\r\nhost: ${hostname}:${port}\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-version: 13\r\n` +
        `sec-websocket-key: ${Buffer.alloc(16, 1).toString('base64')}\r\nauthorization: Bearer ${this.#server.keys.read}\r\n\r\n`,
    );
    socket.on('error', () => undefined);
    socket.once('data', () => socket.end(bytes));
    socket.resume();
    const end = await new Promise<string>((resolve) => {
      socket.once('close', () => resolve('closed'));
      socket.once('timeout', () => resolve('late'));
    });
    socket.destroy();
    const fault = end === 'late' ? 'a connection that stays open after its end' : null;
    return { answer: end, fault, sent: `bytes: ${bytes.toString('base64')}` };
  }
}

function outcome(answers: readonly string[], end: End, sent: string): Outcome {
  if (end === 'late') return { answer: 'none', fault: `no pong in ${PATIENCE_MS / 1_000} s after ${answers.join(' ')}`, sent };
  if (typeof end === 'number') {
    const fault = DESERVED_CLOSES.includes(end) ? null : `the connection was closed with ${end}`;
    return { answer: `closed ${end}`, fault, sent };
  }
  const messages = answers.map((text) => JSON.parse(text) as { type: string; message?: unknown });
  const error = messages.find(({ type }) => type === 'error');
  if (error === undefined) return { answer: '2xx', fault: null, sent };
  const isClear = typeof error.message === 'string' && error.message !== '' && !error.message.includes('on our side');
  return { answer: 'error', fault: isClear ? null : `an error that is not clear: ${JSON.stringify(error)}`, sent };
}

/** How a wait ends: by the closing of the socket, with its code, or because what was waited for is there, or never comes. */
function closedOr(socket: WebSocket, isThere: () => boolean): Promise<End> {
  return new Promise((resolve) => {
    const end = (how: End): void => {
      clearTimeout(limit);
      socket.off('message', look).off('close', end);
      resolve(how);
    };
    const look = (): void => {
      if (isThere()) end('answered');
    };
    const limit = setTimeout(() => end('late'), PATIENCE_MS);
    socket.on('message', look).on('close', end);
  });
}

function brokenMessage(draws: Draws): Buffer {
  const message = draws.pick(MESSAGES);
  return draws.weighted<() => Buffer>([
    [5, () => Buffer.from(jsonText(withOddity(draws, message)))],
    [3, () => brokenBytes(draws, JSON.stringify(message))],
    [2, () => Buffer.from(draws.pick(ODD_TEXTS))],
    [1, () => Buffer.alloc(draws.pick([70_000, 1_000_000, 4_200_000]), 0x20)],
  ])();
}
