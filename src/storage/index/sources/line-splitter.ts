const NEWLINE = 10;

/** A line without its newline. */
export interface SplitLine {
  /** `null` where the line is too long. */
  readonly bytes: Buffer | null;
  /** Of its first byte in the stream. */
  readonly offset: number;
  /** From 1. */
  readonly number: number;
}

/** Cuts chunks of bytes into lines, in memory that is bounded by the longest line that is wanted: longer ones are only counted. */
export class LineSplitter {
  readonly #maxBytes: number;
  #parts: Buffer[] = [];
  #partBytes = 0;
  #offset = 0;
  #number = 1;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  /** The lines that a chunk completes. They share its memory. */
  take(chunk: Buffer): SplitLine[] {
    const lines: SplitLine[] = [];
    let start = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, start)) {
      lines.push(this.#complete(chunk.subarray(start, end)));
      start = end + 1;
    }
    if (start < chunk.length) this.#keep(chunk.subarray(start));
    return lines;
  }

  /** What follows the last newline, unless it is empty. */
  end(): SplitLine[] {
    return this.#partBytes === 0 ? [] : [this.#complete(Buffer.alloc(0))];
  }

  #complete(last: Buffer): SplitLine {
    if (this.#partBytes > 0) this.#keep(last);
    const length = this.#partBytes > 0 ? this.#partBytes : last.length;
    const line = { bytes: length > this.#maxBytes ? null : this.#whole(last), offset: this.#offset, number: this.#number };
    this.#offset += length + 1;
    this.#number += 1;
    this.#parts = [];
    this.#partBytes = 0;
    return line;
  }

  #whole(last: Buffer): Buffer {
    if (this.#partBytes === 0) return last;
    return this.#parts.length === 1 && this.#parts[0] !== undefined ? this.#parts[0] : Buffer.concat(this.#parts);
  }

  #keep(part: Buffer): void {
    this.#partBytes += part.length;
    if (this.#partBytes > this.#maxBytes) this.#parts = [];
    else this.#parts.push(part);
  }
}
