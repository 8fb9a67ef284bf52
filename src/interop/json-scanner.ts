import { ImportFaultError } from './import-fault.error.ts';
import { MOST_DEPTH } from './result-file.ts';

/** The keys that lead to a list or object inside a JSON document; none for the document itself. */
export type JsonPath = readonly string[];

const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_LIST = 0x5b;
const BACKSLASH = 0x5c;
const CLOSE_LIST = 0x5d;
const OPEN_OBJECT = 0x7b;
const CLOSE_OBJECT = 0x7d;

/** Deeper than any path that is asked for. */
const MOST_KEYS = 4;

const BYTE_ORDER_MARK = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Cuts a JSON document into what stands around some of its lists and objects, and the elements of one list, as its bytes come. It only
 * looks for strings and brackets: what it gives out is still to be parsed.
 */
export class JsonScanner {
  readonly #left: readonly JsonPath[];
  readonly #wanted: JsonPath | undefined;
  readonly #mostBytes: number;
  readonly #frame: Buffer[] = [];
  readonly #isObject = new Uint8Array(MOST_DEPTH + 2);
  readonly #keys: string[] = new Array<string>(MOST_KEYS + 2).fill('');
  #element: Buffer[] = [];
  #key: Buffer[] = [];
  #frameBytes = 0;
  #elementBytes = 0;
  #elements = 0;
  #bytes = 0;
  #depth = 0;
  /** The depth inside of what is cut out; 0 where nothing is. */
  #cutDepth = 0;
  #takesElements = false;
  #isInString = false;
  #isEscaped = false;
  #expectsKey = false;
  #readsKey = false;

  /** Leaves out what is at the paths `left`; `wanted` is the list whose elements are given out. */
  constructor(left: readonly JsonPath[], wanted: JsonPath | undefined, mostBytes: number) {
    this.#left = left;
    this.#wanted = wanted;
    this.#mostBytes = mostBytes;
  }

  /** Takes the next bytes, and gives the elements that they complete. */
  push(given: Uint8Array): readonly Buffer[] {
    const whole = Buffer.from(given.buffer, given.byteOffset, given.byteLength);
    const chunk = this.#bytes === 0 && whole.subarray(0, 3).equals(BYTE_ORDER_MARK) ? whole.subarray(3) : whole;
    const found: Buffer[] = [];
    let start = 0;
    let keyStart = 0;
    for (let at = 0; at < chunk.length; at += 1) {
      const byte = chunk[at];
      if (this.#isInString) {
        if (this.#isEscaped) {
          this.#isEscaped = false;
        } else if (byte === BACKSLASH) {
          this.#isEscaped = true;
        } else if (byte === QUOTE) {
          this.#isInString = false;
          if (this.#readsKey) this.#endKey(chunk.subarray(keyStart, at));
        }
        continue;
      }
      switch (byte) {
        case QUOTE:
          this.#isInString = true;
          this.#readsKey = this.#cutDepth === 0 && this.#expectsKey && this.#depth <= MOST_KEYS;
          keyStart = at + 1;
          break;
        case OPEN_LIST:
        case OPEN_OBJECT:
          if (this.#open(byte === OPEN_OBJECT)) {
            this.#keep(chunk.subarray(start, at + 1), true);
            start = at + 1;
          }
          break;
        case CLOSE_LIST:
        case CLOSE_OBJECT:
          if (this.#cutDepth === this.#depth && this.#depth > 0) {
            this.#keep(chunk.subarray(start, at), false);
            start = at;
            this.#endElement(found);
            this.#cutDepth = 0;
          }
          this.#close(at);
          break;
        case COMMA:
          this.#expectsKey = this.#isObject[this.#depth] === 1;
          if (this.#takesElements && this.#cutDepth === this.#depth) {
            this.#keep(chunk.subarray(start, at), false);
            start = at + 1;
            this.#endElement(found, 'an element is missing before a comma');
          }
          break;
        case COLON:
          this.#expectsKey = false;
          break;
        case undefined:
        default:
      }
    }
    this.#keep(chunk.subarray(start), this.#cutDepth === 0);
    if (this.#readsKey) this.#key.push(Buffer.from(chunk.subarray(keyStart)));
    this.#bytes += given.length;
    return found;
  }

  /** What stands around what was cut out. Throws where the document is not at its end. */
  end(): Buffer {
    if (this.#depth > 0 || this.#isInString)
      throw new ImportFaultError('', `ends in the middle, after ${this.#bytes} bytes: is it all of the file?`);
    return Buffer.concat(this.#frame);
  }

  #endKey(bytes: Buffer): void {
    this.#readsKey = false;
    this.#keys[this.#depth] = Buffer.concat([...this.#key.splice(0), bytes]).toString('utf8');
  }

  /** Whether what opens is cut out. */
  #open(isObject: boolean): boolean {
    this.#depth += 1;
    if (this.#depth > MOST_DEPTH) throw new ImportFaultError('', `is nested more than ${MOST_DEPTH} levels deep`);
    this.#isObject[this.#depth] = isObject ? 1 : 0;
    this.#expectsKey = isObject;
    if (this.#cutDepth > 0) return false;
    if (this.#depth <= MOST_KEYS) this.#keys[this.#depth] = '';
    this.#takesElements = !isObject && this.#wanted !== undefined && this.#isAt(this.#wanted);
    const isCut = this.#takesElements || this.#left.some((path) => this.#isAt(path));
    if (isCut) this.#cutDepth = this.#depth;
    return isCut;
  }

  #isAt(path: JsonPath): boolean {
    return (
      path.length === this.#depth - 1 && path.every((key, at) => this.#keys[at + 1] === key && this.#isObject[at + 1] === 1)
    );
  }

  #close(at: number): void {
    if (this.#depth === 0) throw new ImportFaultError('', `has a bracket too much at byte ${this.#bytes + at}`);
    this.#depth -= 1;
    this.#expectsKey = false;
  }

  #keep(bytes: Buffer, isFrame: boolean): void {
    if (isFrame) {
      // A copy, so that the rest of the chunk can go.
      this.#frame.push(Buffer.from(bytes));
      this.#frameBytes += bytes.length;
      if (this.#frameBytes > this.#mostBytes) throw this.#tooLarge('');
    } else if (this.#takesElements) {
      this.#element.push(bytes);
      this.#elementBytes += bytes.length;
      if (this.#elementBytes > this.#mostBytes) throw this.#tooLarge(`${this.#wanted?.join('.') ?? ''}[${this.#elements}]`);
    }
  }

  #tooLarge(place: string): ImportFaultError {
    return new ImportFaultError(
      place,
      `is larger than ${this.#mostBytes} bytes: start Assay with a larger ASSAY_IMPORT_PIECE_LIMIT`,
    );
  }

  #endElement(found: Buffer[], whenEmpty?: string): void {
    if (!this.#takesElements) return;
    const bytes = Buffer.concat(this.#element);
    this.#element = [];
    this.#elementBytes = 0;
    if (bytes.some((byte) => byte > 0x20)) {
      found.push(bytes);
      this.#elements += 1;
    } else if (whenEmpty !== undefined || this.#elements > 0) {
      throw new ImportFaultError(
        `${this.#wanted?.join('.') ?? ''}[${this.#elements}]`,
        whenEmpty ?? 'is missing after a comma',
      );
    }
  }
}
