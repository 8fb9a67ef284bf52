import { open, rm, type FileHandle } from 'node:fs/promises';

const FULL_BYTES = 256 * 1024;
const COPY_BYTES = 1024 * 1024;

/** Bytes that are gathered in order: in memory, and beyond a bound in a file. */
export class Spool {
  readonly path: string;
  #pending: Uint8Array[] = [];
  #pendingBytes = 0;
  #writtenBytes = 0;
  #handle: FileHandle | undefined;

  constructor(path: string) {
    this.path = path;
  }

  get length(): number {
    return this.#writtenBytes + this.#pendingBytes;
  }

  /** Whether it is time to `flush`. */
  get isFull(): boolean {
    return this.#pendingBytes >= FULL_BYTES;
  }

  push(bytes: Uint8Array): void {
    this.#pending.push(bytes);
    this.#pendingBytes += bytes.length;
  }

  /** Puts what is in memory into the file. */
  async flush(): Promise<void> {
    if (this.#pendingBytes === 0) return;
    const bytes = Buffer.concat(this.#pending);
    this.#pending = [];
    this.#pendingBytes = 0;
    this.#handle ??= await open(this.path, 'wx+');
    for (let written = 0; written < bytes.length;) {
      const { bytesWritten } = await this.#handle.write(bytes, written, bytes.length - written, this.#writtenBytes);
      written += bytesWritten;
      this.#writtenBytes += bytesWritten;
    }
  }

  /** Adds all of it to another, and is empty and closed then. */
  async moveTo(target: Spool): Promise<void> {
    for (let offset = 0; offset < this.#writtenBytes;) {
      const block = Buffer.allocUnsafe(Math.min(COPY_BYTES, this.#writtenBytes - offset));
      const { bytesRead } = await this.#file().read(block, 0, block.length, offset);
      if (bytesRead === 0) throw new Error(`${this.path} is shorter than what was written to it`);
      target.push(block.subarray(0, bytesRead));
      await target.flush();
      offset += bytesRead;
    }
    for (const bytes of this.#pending) target.push(bytes);
    if (target.isFull) await target.flush();
    await this.discard();
  }

  /** Makes all of it durable in its file. */
  async finish(): Promise<void> {
    await this.flush();
    this.#handle ??= await open(this.path, 'wx+');
    await this.#handle.sync();
    await this.close();
  }

  /** Drops what is pending and removes the file. */
  async discard(): Promise<void> {
    const hadFile = this.#handle !== undefined;
    this.#pending = [];
    this.#pendingBytes = 0;
    await this.close();
    if (hadFile) await rm(this.path, { force: true });
  }

  async close(): Promise<void> {
    await this.#handle?.close();
    this.#handle = undefined;
  }

  #file(): FileHandle {
    if (this.#handle === undefined) throw new Error(`${this.path} is not open`);
    return this.#handle;
  }
}
