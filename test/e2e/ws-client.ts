import { once } from 'node:events';
import { WebSocket, type ClientOptions } from 'ws';

/** A message of the server, as far as tests look at it. */
export interface WsMessage {
  readonly type: string;
  readonly run_id?: string;
  readonly comparison_id?: string;
  readonly state?: { readonly seq: number; readonly ended: unknown };
  readonly message?: string;
  readonly progress?: number;
  readonly completed?: number;
  readonly total?: number | null;
  readonly data?: Readonly<Record<string, unknown>>;
  readonly event?: { readonly seq: number; readonly step_index: number; readonly type: string; readonly job_id: string };
}

/** A WebSocket client that keeps every message. */
export class WsClient {
  readonly socket: WebSocket;
  readonly messages: WsMessage[] = [];
  /** The code with which the connection was closed. */
  readonly closed: Promise<number>;
  #changed: () => void = () => undefined;

  private constructor(socket: WebSocket) {
    this.socket = socket;
    socket.on('message', (data: Buffer) => {
      this.messages.push(JSON.parse(data.toString()) as WsMessage);
      this.#changed();
    });
    this.closed = new Promise((resolve) => {
      socket.once('close', (code) => {
        resolve(code);
        this.#changed();
      });
    });
  }

  static async open(url: string, options: ClientOptions = {}): Promise<WsClient> {
    const client = new WsClient(new WebSocket(`${url.replace(/^http/, 'ws')}/ws`, options));
    await once(client.socket, 'open');
    return client;
  }

  send(message: object): void {
    this.socket.send(JSON.stringify(message));
  }

  /** Waits until there are as many messages, and gives the last of these. */
  async message(count: number): Promise<WsMessage> {
    await this.until(() => this.messages.length >= count);
    return this.messages[count - 1] ?? { type: 'none' };
  }

  /** Waits for a message of this type (and run), which may be there already, and gives all up to it. */
  async upTo(type: string, runId?: string): Promise<WsMessage[]> {
    const isIt = (message: WsMessage): boolean => message.type === type && (runId === undefined || message.run_id === runId);
    await this.until(() => this.messages.some(isIt));
    return this.messages.slice(0, this.messages.findIndex(isIt) + 1);
  }

  async until(condition: () => boolean): Promise<void> {
    while (!condition()) {
      if (this.socket.readyState === WebSocket.CLOSED)
        throw new Error(`closed too early; got ${JSON.stringify(this.messages.slice(-3))}`);
      await new Promise<void>((resolve) => (this.#changed = resolve));
    }
  }

  /** Sends a request and resolves to its answer. */
  async ask(message: object): Promise<WsMessage> {
    const count = this.messages.length;
    this.send(message);
    return this.message(count + 1);
  }

  close(): void {
    this.socket.close();
  }
}

/** The `seq` of each event among the messages. */
export function seqsOf(messages: readonly WsMessage[]): number[] {
  return messages.flatMap(({ event }) => (event === undefined ? [] : [event.seq]));
}

/** The types of the messages about a run, each once where the same follow one another. */
export function outline(messages: readonly WsMessage[], runId?: string): string[] {
  const types = messages.filter(({ run_id }) => runId === undefined || run_id === runId).map(({ type }) => type);
  return types.filter((type, index) => type !== types[index - 1]);
}
