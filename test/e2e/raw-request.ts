import { connect, type Socket } from 'node:net';

/** A connection on which a test writes what it likes. */
export class RawConnection {
  /** Resolves when it has closed, to everything that was read. */
  readonly answer: Promise<string>;
  readonly #socket: Socket;

  /** One that reads nothing leaves everything to wait. */
  constructor(url: string, { reads = true } = {}) {
    const { hostname, port } = new URL(url);
    this.#socket = connect(Number(port), hostname);
    let text = '';
    if (reads) this.#socket.on('data', (bytes) => (text += bytes.toString('latin1')));
    else this.#socket.pause();
    this.#socket.on('error', () => undefined);
    this.answer = new Promise((resolve) => this.#socket.on('close', () => resolve(text)));
  }

  write(text: string): void {
    this.#socket.write(text, 'latin1');
  }

  /** Reads from now on. */
  resume(): void {
    this.#socket.resume();
  }
}

export interface RawAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Readonly<Record<string, unknown>>;
}

/** The last answer in what came over a connection. */
export function rawAnswer(text: string): RawAnswer {
  const [head = '', body = ''] = text.slice(text.lastIndexOf('HTTP/1.1 ')).split('\r\n\r\n');
  const [first = '', ...lines] = head.split('\r\n');
  const headers = new Headers(lines.map((line): [string, string] => [line.split(': ')[0] ?? '', line.split(': ')[1] ?? '']));
  return { status: Number(first.split(' ')[1]), headers, body: JSON.parse(body) as RawAnswer['body'] };
}
