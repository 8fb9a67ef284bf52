import { ApiError } from './api-error.ts';
import type { components } from './api-schema.ts';
import type { AssayClient } from './assay-client.ts';

/** What a client may send over `/ws`. */
export type ClientMessage = components['schemas']['WsClientMessage'];

/** What a server sends over `/ws`, told apart by `type`. */
export type ServerMessage = components['schemas']['WsServerMessage'];

export interface RunSocketOptions {
  /** Of a server that asks for a key: the client that shows it, which gets the ticket that opens the connection. */
  readonly client?: AssayClient | undefined;
  /** Closes the connection. */
  readonly signal?: AbortSignal | undefined;
}

/**
 * The WebSocket of the server at `baseUrl`: what happens to runs, as it happens. `docs/websocket.md` says what each message means. Its messages
 * are an `AsyncIterable`; leaving the loop closes the connection.
 *
 * @example
 * const socket = await RunSocket.open('http://127.0.0.1:8080');
 * socket.send({ type: 'subscribe', run_id: '*' });
 * for await (const message of socket) if (message.type === 'run_completed') console.log(message.data.metrics);
 */
export class RunSocket implements AsyncIterable<ServerMessage> {
  readonly #socket: WebSocket;
  readonly #waiting: ServerMessage[] = [];
  #wake: () => void = () => undefined;
  #isClosed = false;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }: MessageEvent) => {
      this.#waiting.push(JSON.parse(String(data)) as ServerMessage);
      this.#wake();
    });
    socket.addEventListener('close', () => {
      this.#isClosed = true;
      this.#wake();
    });
  }

  /** Resolves once it is open. Throws an `ApiError` where it can't be opened. */
  static async open(baseUrl: string, { client, signal }: RunSocketOptions = {}): Promise<RunSocket> {
    const url = new URL(`${baseUrl.replace(/\/+$/, '')}/ws`);
    url.protocol = url.protocol.replace('http', 'ws');
    if (client !== undefined) url.searchParams.set('ticket', await ticketOf(client));
    signal?.throwIfAborted();
    const socket = new WebSocket(url);
    const opened = new RunSocket(socket);
    signal?.addEventListener('abort', () => {
      opened.close();
    });
    await new Promise<void>((resolve, reject) => {
      const refuse = (): void => {
        reject(new ApiError(`${baseUrl} opens no WebSocket: it can't be reached, or it refuses`, 0));
      };
      socket.addEventListener('open', () => {
        resolve();
      });
      socket.addEventListener('error', refuse);
      socket.addEventListener('close', refuse);
    });
    return opened;
  }

  send(message: ClientMessage): void {
    this.#socket.send(JSON.stringify(message));
  }

  close(): void {
    this.#socket.close();
  }

  /** The messages that have come and will come, until either side closes. For one reader: each message is given once. */
  async *[Symbol.asyncIterator](): AsyncGenerator<ServerMessage> {
    try {
      for (;;) {
        const message = this.#waiting.shift();
        if (message !== undefined) yield message;
        else if (this.#isClosed) return;
        else await new Promise<void>((resolve) => (this.#wake = resolve));
      }
    } finally {
      this.close();
    }
  }
}

async function ticketOf(client: AssayClient): Promise<string> {
  const { data } = await client.POST('/api/tickets');
  if (data === undefined) throw new ApiError('the server gave no ticket', 0);
  return data.ticket;
}
