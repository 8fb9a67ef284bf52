import { isUtf8 } from 'node:buffer';
import type { ByteLine } from './byte-lines.ts';
import { readRegularFile, readRegularFileSync } from './regular-file.ts';

const BYTE_ORDER_MARK = '\ufeff';
const NEWLINE = 10;

/** A text is not UTF-8; the message says which one, and its first line that is not. */
export class NotUtf8Error extends Error {
  override readonly name = 'NotUtf8Error';
  /** From 1. */
  readonly line: number;

  constructor(name: string, line: number, isUtf16 = false) {
    super(`${name}, line ${line} is not UTF-8${isUtf16 ? ' but UTF-16' : ''}: save it as UTF-8`);
    this.line = line;
  }
}

/**
 * Bytes as text, without the byte-order mark that some editors put first. Throws a `NotUtf8Error`: no byte is replaced. `name` is how
 * messages call what the bytes are from.
 */
export function utf8Text(bytes: Uint8Array, name: string): string {
  if (!isUtf8(bytes)) throw new NotUtf8Error(name, firstBadLine(bytes), isUtf16(bytes));
  return withoutMark(asBuffer(bytes).toString('utf8'));
}

/** All of a regular file as text, under the same conditions. */
export async function readUtf8File(path: string, name = path): Promise<string> {
  return utf8Text(await readRegularFile(path), name);
}

/** The same at once, for what can't wait, such as the loading of a module. */
export function readUtf8FileSync(path: string, name = path): string {
  return utf8Text(readRegularFileSync(path, name), name);
}

/** A line of a file as text, under the same conditions. */
export function utf8Line(line: Pick<ByteLine, 'bytes' | 'number'>, name: string): string {
  const text = utf8LineText(line);
  if (text === undefined) throw new NotUtf8Error(name, line.number, line.number === 1 && isUtf16(line.bytes));
  return text;
}

/** A line of a file or body as text, the first one without a byte-order mark; `undefined` where it is not UTF-8. */
export function utf8LineText({ bytes, number }: Pick<ByteLine, 'bytes' | 'number'>): string | undefined {
  if (!isUtf8(bytes)) return undefined;
  const text = bytes.toString('utf8');
  return number === 1 ? withoutMark(text) : text;
}

/**
 * Chunks of bytes as chunks of text, without the byte-order mark: a character that two chunks share comes whole. Throws a `NotUtf8Error` at
 * the first line that is not UTF-8.
 */
export async function* utf8Chunks(chunks: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<string> {
  let isFirst = true;
  for await (const bytes of utf8ByteChunks(chunks, name)) {
    const text = asBuffer(bytes).toString('utf8');
    yield isFirst ? withoutMark(text) : text;
    isFirst = false;
  }
}

/** The same bytes, a byte-order mark included, in chunks of whole characters, under the same conditions. */
export async function* utf8ByteChunks(chunks: AsyncIterable<Uint8Array>, name: string): AsyncGenerator<Uint8Array> {
  let line = 1;
  let held: Uint8Array = new Uint8Array();
  const checked = (bytes: Uint8Array): Uint8Array => {
    if (!isUtf8(bytes)) throw new NotUtf8Error(name, line - 1 + firstBadLine(bytes), line === 1 && isUtf16(bytes));
    line += newlinesIn(bytes);
    return bytes;
  };
  for await (const chunk of chunks) {
    const bytes = held.length === 0 ? chunk : Buffer.concat([held, chunk]);
    const end = wholeCharacters(bytes);
    held = bytes.slice(end);
    if (end > 0) yield checked(bytes.subarray(0, end));
  }
  if (held.length > 0) yield checked(held);
}

/** How many bytes are before a character that may go on in the next chunk. */
function wholeCharacters(bytes: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= bytes.length; back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) return bytes.length;
    if (byte >= 0xc0) return byte >= (LEADS[back] ?? Infinity) ? bytes.length - back : bytes.length;
  }
  return bytes.length;
}

/** The lowest first byte of a character that is longer than so many bytes. */
const LEADS: readonly number[] = [Infinity, 0xc0, 0xe0, 0xf0];

/** Of a text that is not UTF-8. */
function firstBadLine(bytes: Uint8Array): number {
  let number = 1;
  for (let start = 0, end: number; start < bytes.length; start = end + 1, number += 1) {
    end = bytes.indexOf(NEWLINE, start);
    if (end === -1) end = bytes.length;
    if (!isUtf8(bytes.subarray(start, end))) return number;
  }
  return number;
}

function isUtf16([first, second]: Uint8Array): boolean {
  return (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);
}

function newlinesIn(bytes: Uint8Array): number {
  let count = 0;
  for (let at = bytes.indexOf(NEWLINE); at !== -1; at = bytes.indexOf(NEWLINE, at + 1)) count += 1;
  return count;
}

function withoutMark(text: string): string {
  return text.startsWith(BYTE_ORDER_MARK) ? text.slice(1) : text;
}

function asBuffer(bytes: Uint8Array): Buffer {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
