import { randomBytes } from 'node:crypto';
import { connect, type Socket } from 'node:net';

const FIN_TEXT = 0x81;
const MASKED = 0x80;
const MAX_SHORT = 125;

/** A WebSocket client that only counts the bytes it gets, so that the time is the server's. */
export class WebSocketReader {
  readonly #socket: Socket;
  #bytes = 0;
  #onBytes: () => void = () => undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on('data', (data) => {
      this.#bytes += data.length;
      this.#onBytes();
    });
  }

  static async open(url: string): Promise<WebSocketReader> {
    const { hostname, port } = new URL(url);
    const socket = connect({ host: hostname, port: Number(port), noDelay: true });
    const key = randomBytes(16).toString('base64');
    socket.write(
      `GET /ws HTTP/1.1\r\nhost: ${hostname}\r\nupgrade: websocket\r\nconnection: Upgrade\r\nsec-websocket-version: 13\r\nsec-websocket-key: ${key}\r\n\r\n`,
    );
    const answer = await new Promise<Buffer>((resolve, reject) => socket.once('data', resolve).once('error', reject));
    if (!answer.toString('latin1').startsWith('HTTP/1.1 101')) throw new Error(`no WebSocket: ${answer.toString('latin1')}`);
    return new WebSocketReader(socket);
  }

  /** Sends a short text; the mask is all zeros, which is allowed. */
  send(message: object): void {
    const text = Buffer.from(JSON.stringify(message));
    if (text.length > MAX_SHORT) throw new Error('the message is too long');
    this.#socket.write(Buffer.concat([Buffer.from([FIN_TEXT, MASKED | text.length, 0, 0, 0, 0]), text]));
  }

  /** Bytes of frames so far. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Waits until this many bytes of frames have arrived in all. */
  async atLeast(bytes: number): Promise<void> {
    await new Promise<void>((resolve) => {
      this.#onBytes = () => {
        if (this.#bytes >= bytes) resolve();
      };
      this.#onBytes();
    });
  }

  close(): void {
    this.#socket.destroy();
  }
}
