import { DatasetError } from '../../evaluation/dataset-row.ts';
import { MAX_ROW_BYTES, type SourceRow } from './dataset-reader.ts';

const NEWLINE = 10;
const QUOTE = 0x22;
const COMMA = 0x2c;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_BRACKET = 0x5d;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;

/**
 * Cuts the bytes of a JSON array into the texts of its items, without reading them: an item may turn out not to be JSON. The bytes are UTF-8.
 * Memory is bounded by the longest item. Throws a `DatasetError` where the array itself is broken.
 */
export class JsonArrayPieces {
  readonly #name: string;
  #state: 'before' | 'first' | 'next' | 'item' | 'after' = 'before';
  #line = 1;
  /** Of the current chunk in the file. */
  #offset = 0;
  #start = 0;
  #startLine = 1;
  #parts: Uint8Array[] = [];
  #partBytes = 0;
  #depth = 0;
  #isInText = false;
  #isEscaped = false;

  /** `name` is the file's name in messages. */
  constructor(name: string) {
    this.#name = name;
  }

  /** The items that end in this chunk. */
  push(chunk: Uint8Array): SourceRow[] {
    const items: SourceRow[] = [];
    // Where the current item goes on in this chunk.
    let from = 0;
    for (let at = this.#offset === 0 && startsWithMark(chunk) ? 3 : 0; at < chunk.length; at += 1) {
      const byte = chunk[at] ?? 0;
      if (this.#state !== 'item') {
        if (this.#begins(byte)) {
          from = at;
          this.#start = this.#offset + at;
          this.#startLine = this.#line;
        }
      }
      if (this.#state === 'item' && this.#ends(byte)) {
        items.push(this.#item(chunk.subarray(from, at), this.#offset + at));
        this.#state = byte === COMMA ? 'next' : 'after';
      }
      if (byte === NEWLINE) this.#line += 1;
    }
    if (this.#state === 'item') this.#hold(chunk.subarray(from));
    this.#offset += chunk.length;
    return items;
  }

  /** Call it after the last chunk. */
  end(): void {
    if (this.#state === 'after') return;
    if (this.#state === 'before') throw new DatasetError(`${this.#name} is empty: write a list of rows, [{…}, {…}]`);
    throw this.#fault('the list of rows ends without a ]: was the file cut off?');
  }

  /** Whether an item begins with this byte, which stands between items. */
  #begins(byte: number): boolean {
    if (byte === 0x20 || byte === NEWLINE || byte === 0x0d || byte === 0x09) return false;
    if (this.#state === 'before') {
      if (byte !== OPEN_BRACKET) throw this.#fault('a .json dataset is a list of rows, [{…}, {…}]; name JSON lines *.jsonl');
      this.#state = 'first';
      return false;
    }
    if (this.#state === 'after') throw this.#fault('there is more after the ] of the list of rows');
    if (byte === CLOSE_BRACKET && this.#state === 'first') {
      this.#state = 'after';
      return false;
    }
    if (byte === CLOSE_BRACKET || byte === COMMA) throw this.#fault('there is no row at this comma: remove it');
    this.#state = 'item';
    this.#depth = 0;
    return true;
  }

  /** Whether the current item ends before this byte. */
  #ends(byte: number): boolean {
    if (this.#isInText) {
      if (this.#isEscaped) this.#isEscaped = false;
      else if (byte === BACKSLASH) this.#isEscaped = true;
      else if (byte === QUOTE) this.#isInText = false;
      return false;
    }
    if (byte === QUOTE) this.#isInText = true;
    else if (byte === OPEN_BRACE || byte === OPEN_BRACKET) this.#depth += 1;
    else if (this.#depth === 0) return byte === COMMA || byte === CLOSE_BRACKET;
    else if (byte === CLOSE_BRACE || byte === CLOSE_BRACKET) this.#depth -= 1;
    return false;
  }

  #item(rest: Uint8Array, end: number): SourceRow {
    const bytes = Buffer.concat([...this.#parts, rest]);
    this.#parts = [];
    this.#partBytes = 0;
    return { start: this.#start, end, line: this.#startLine, text: bytes.toString('utf8') };
  }

  #hold(part: Uint8Array): void {
    this.#partBytes += part.length;
    if (this.#partBytes > MAX_ROW_BYTES) {
      throw new DatasetError(
        `${this.#name}, line ${this.#startLine}: the row is longer than 64 MB: is a quote or bracket not closed?`,
      );
    }
    this.#parts.push(part);
  }

  #fault(message: string): DatasetError {
    return new DatasetError(`${this.#name}, line ${this.#line}: ${message}`);
  }
}

function startsWithMark([first, second, third]: Uint8Array): boolean {
  return first === 0xef && second === 0xbb && third === 0xbf;
}
