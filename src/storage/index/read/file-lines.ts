import { closeSync, constants, fstatSync, openSync, readSync } from 'node:fs';

/** Where a line is in a file, without its newline. */
export interface LinePlace {
  readonly offset: number;
  readonly length: number;
}

/** Lines that are so close are read at once, with what is between them. */
const MAX_GAP = 16 * 1024;
const MAX_READ = 4 * 1024 * 1024;

/**
 * The bytes at some places of a file, in the order of the places; `undefined` for what the file does not have, or can't be read.
 * The file may be replaced or cut at any time, so that what is found need not be what was meant.
 */
export function linesAt(path: string, places: readonly LinePlace[]): (Buffer | undefined)[] {
  const lines = new Array<Buffer | undefined>(places.length).fill(undefined);
  let file: number | undefined;
  try {
    // A pipe in the place of the file must not hold up this thread.
    file = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
    const { size } = fstatSync(file);
    for (const group of groupsOf(places, size)) readGroup(file, group, lines);
  } catch {
    // What was read so far is good.
  } finally {
    if (file !== undefined) closeSync(file);
  }
  return lines;
}

/** A place, and which of those that were asked for it is. */
interface AskedPlace extends LinePlace {
  readonly at: number;
}

/** Places that are read together, in the order of the file. */
function groupsOf(places: readonly LinePlace[], size: number): AskedPlace[][] {
  const order = places
    .map(({ offset, length }, at) => ({ offset, length, at }))
    .filter(({ offset, length }) => offset >= 0 && length > 0 && offset + length <= size)
    .sort((a, b) => a.offset - b.offset);
  const groups: AskedPlace[][] = [];
  let start = 0;
  let end = -Infinity;
  for (const place of order) {
    const { offset, length } = place;
    const group = groups.at(-1);
    if (group !== undefined && offset - end <= MAX_GAP && Math.max(end, offset + length) - start <= MAX_READ) {
      group.push(place);
      end = Math.max(end, offset + length);
    } else {
      groups.push([place]);
      start = offset;
      end = offset + length;
    }
  }
  return groups;
}

function readGroup(file: number, group: readonly AskedPlace[], lines: (Buffer | undefined)[]): void {
  const start = group[0]?.offset ?? 0;
  const end = group.reduce((most, { offset, length }) => Math.max(most, offset + length), start);
  const bytes = Buffer.allocUnsafe(end - start);
  let filled = 0;
  while (filled < bytes.length) {
    const count = readSync(file, bytes, filled, bytes.length - filled, start + filled);
    if (count === 0) break;
    filled += count;
  }
  for (const { at, offset, length } of group)
    if (offset - start + length <= filled) lines[at] = bytes.subarray(offset - start, offset - start + length);
}
