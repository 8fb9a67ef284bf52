import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { setImmediate } from 'node:timers/promises';
import { createGunzip } from 'node:zlib';
import { fileState } from '../../../files/file-state.ts';
import { gzipMembers } from './gzip-members.ts';
import { parsePythonJson } from './python-json.ts';

/** Takes an object of a file. */
export type TakeObject = (object: Readonly<Record<string, unknown>>) => void;

const MEMBERS_AT_ONCE = 256;

/**
 * Reads the JSON objects of a file that Themis wrote, `<base>.gz` or else `<base>`, without its header. Lines that are torn or
 * not JSON are left out and named in `faults`; then earlier objects may come again. A missing file holds nothing.
 */
export async function readThemisLines(base: string, name: string, take: TakeObject, faults: string[]): Promise<void> {
  if ((await fileState(`${base}.gz`)) === undefined) {
    if ((await fileState(base)) !== undefined) noteSkipped(await takeStream(createReadStream(base), take), name, faults);
    return;
  }
  const source = createReadStream(`${base}.gz`);
  try {
    const text = source.pipe(createGunzip());
    source.on('error', (error) => text.destroy(error));
    noteSkipped(await takeStream(text, take), `${name}.gz`, faults);
  } catch {
    faults.push(`${name}.gz is torn; what is whole in it was read`);
    noteSkipped(await takeMembers(await readFile(`${base}.gz`), take), `${name}.gz`, faults);
  } finally {
    source.destroy();
  }
}

/** Returns how many lines it had to leave out. */
async function takeStream(stream: AsyncIterable<unknown>, take: TakeObject): Promise<number> {
  const decoder = new TextDecoder();
  let rest = '';
  let skipped = 0;
  for await (const chunk of stream) {
    const lines = (rest + decoder.decode(chunk as Uint8Array, { stream: true })).split('\n');
    rest = lines.pop() ?? '';
    skipped += takeLines(lines, take);
  }
  return skipped + takeLines([rest], take);
}

async function takeMembers(file: Buffer, take: TakeObject): Promise<number> {
  let rest = '';
  let skipped = 0;
  let members = 0;
  for (const { bytes, isWhole } of gzipMembers(file)) {
    const lines = (rest + bytes.toString('utf8') + (isWhole ? '' : '\n')).split('\n');
    rest = lines.pop() ?? '';
    skipped += takeLines(lines, take);
    members += 1;
    if (members % MEMBERS_AT_ONCE === 0) await setImmediate();
  }
  return skipped + takeLines([rest], take);
}

function takeLines(lines: readonly string[], take: TakeObject): number {
  let skipped = 0;
  for (const line of lines) {
    if (line.trim() === '') continue;
    const object = objectOf(line);
    if (object === undefined) skipped += 1;
    else if (object._type !== 'header') take(object);
  }
  return skipped;
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

function noteSkipped(skipped: number, name: string, faults: string[]): void {
  if (skipped > 0) faults.push(`${name}: ${skipped === 1 ? '1 line' : `${skipped} lines`} can't be read and were left out`);
}
