import type { FileHandle } from 'node:fs/promises';
import { pipeline } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { isMissing } from '../../../files/error-code.ts';
import { NoRegularFileError, openRegularFile } from '../../../files/regular-file.ts';
import { utf8LineText } from '../../../files/utf8-text.ts';
import { numbersOf } from './fault-text.ts';
import { gzipMembers } from './gzip-members.ts';
import { LineSplitter, type SplitLine } from './line-splitter.ts';
import { parsePythonJson } from '../../../evaluation/python-json.ts';

/** Takes an object of a file. */
export type TakeObject = (object: Readonly<Record<string, unknown>>) => void;

const MAX_LINE_MB = 64;
const CHUNK_BYTES = 256 * 1024;

/**
 * Reads the JSON objects of a file that Themis wrote, `<base>.gz` or else `<base>`, without its header. Lines that are torn, not
 * JSON or longer than 64 MB are left out and named in `faults`; where the file is torn, earlier objects may come again. A missing file
 * holds nothing.
 */
export async function readThemisLines(base: string, name: string, take: TakeObject, faults: string[]): Promise<void> {
  try {
    if (!(await ifThere(`${base}.gz`, (file) => readPacked(`${base}.gz`, file, `${name}.gz`, take, faults))))
      await ifThere(base, (file) => readChunks(file.createReadStream({ highWaterMark: CHUNK_BYTES }), name, take, faults));
  } catch (error) {
    if (!(error instanceof NoRegularFileError)) throw error;
    faults.push(`${name} is no regular file and left out`);
  }
}

/** Returns whether there is such a file. */
async function ifThere(path: string, read: (file: FileHandle) => Promise<void>): Promise<boolean> {
  let file: FileHandle;
  try {
    file = await openRegularFile(path);
  } catch (error) {
    if (isMissing(error)) return false;
    throw error;
  }
  try {
    await read(file);
  } finally {
    await file.close();
  }
  return true;
}

async function readPacked(path: string, file: FileHandle, name: string, take: TakeObject, faults: string[]): Promise<void> {
  const source = file.createReadStream({ highWaterMark: CHUNK_BYTES });
  try {
    // The text's own reader hears of the error.
    await readChunks(
      pipeline(source, createGunzip({ chunkSize: CHUNK_BYTES }), () => undefined),
      name,
      take,
      faults,
    );
  } catch {
    faults.push(`${name} is torn; what is whole in it was read`);
    await ifThere(path, async (again) => readChunks(tornChunks(await again.readFile()), name, take, faults));
  }
}

/** A line ends where its member breaks off. */
async function* tornChunks(file: Buffer): AsyncGenerator<Buffer> {
  for await (const { bytes, isTorn } of gzipMembers(file)) yield isTorn ? Buffer.concat([bytes, Buffer.from('\n')]) : bytes;
}

async function readChunks(chunks: AsyncIterable<unknown>, name: string, take: TakeObject, faults: string[]): Promise<void> {
  const splitter = new LineSplitter(MAX_LINE_MB * 1024 * 1024);
  const damaged: number[] = [];
  const tooLong: number[] = [];
  const notUtf8: number[] = [];
  const takeText = (text: string | undefined, number: number): void => {
    if (text === undefined) notUtf8.push(number);
    else if (!takeLine(text, take)) damaged.push(number);
  };
  const takeLines = (lines: readonly SplitLine[]): void => {
    for (const { bytes, number } of lines) {
      if (bytes === null) tooLong.push(number);
      else takeText(utf8LineText({ bytes, number }), number);
    }
  };
  for await (const chunk of chunks) takeLines(splitter.take(chunk as Buffer));
  takeLines(splitter.end());
  if (damaged.length > 0) faults.push(`${name}: ${numbersOf('line', damaged)} no whole JSON and left out`);
  if (notUtf8.length > 0) faults.push(`${name}: ${numbersOf('line', notUtf8)} not UTF-8 and left out`);
  if (tooLong.length > 0) faults.push(`${name}: ${numbersOf('line', tooLong)} longer than ${MAX_LINE_MB} MB and left out`);
}

/** Returns whether the line can be read. */
function takeLine(line: string, take: TakeObject): boolean {
  if (line.trim() === '') return true;
  const object = objectOf(line);
  if (object === undefined) return false;
  if (object._type !== 'header') take(object);
  return true;
}

function objectOf(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value = parsePythonJson(line);
    const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
    return isObject ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}
