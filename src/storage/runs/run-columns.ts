import { readFile } from 'node:fs/promises';
import { byCodeUnit, type ScoredRun } from '../../statistics/scored-run.ts';
import { decodeColumns } from './column-header.ts';

/** The columns of one run, in memory. */
export interface RunColumns {
  readonly stamp: string;
  readonly scored: ScoredRun;
  /** For each row its first sample, counted from 0. */
  readonly firsts: Uint32Array;
  /** For each sample its row; only where the source wrote them. */
  readonly rows: Uint32Array;
  /** The numbers of other sections. */
  uint32(section: string): Uint32Array;
  float64(section: string): Float64Array;
  /** About how many bytes it holds. */
  readonly memory: number;
}

/** Reads a file of columns. Throws where it can't be read, or is of no use. */
export async function readColumns(path: string, runId: string): Promise<RunColumns> {
  const { header, sections } = decodeColumns(await readFile(path));
  const uint32 = (name: string): Uint32Array => new Uint32Array(copyOf(sections.get(name)));
  const float64 = (name: string): Float64Array => new Float64Array(copyOf(sections.get(name)));
  const ids = listOf<string>(sections.get('ids'));
  const clusters = sections.has('clusters') ? listOf<string | null>(sections.get('clusters')) : undefined;
  const scored: ScoredRun = {
    runId,
    ids,
    metrics: new Map(header.metrics.map((metric, position) => [metric, float64(`metric.${position}`)])),
    ...(clusters === undefined ? {} : { clusters }),
    invalid: new Map(Object.entries(header.invalid)),
    duplicates: header.duplicates,
  };
  const memory = [...sections.values()].reduce((sum, { length }) => sum + length, 0) + ids.length * 48;
  return { stamp: header.stamp, scored, firsts: uint32('firsts'), rows: uint32('rows'), uint32, float64, memory };
}

/** Where an id stands first in a run; -1 where it is not there. */
export function rowOfId({ ids }: ScoredRun, id: string): number {
  let low = 0;
  let high = ids.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (byCodeUnit(ids[middle] ?? '', id) < 0) low = middle + 1;
    else high = middle;
  }
  return ids[low] === id ? low : -1;
}

function copyOf(bytes: Buffer | undefined): ArrayBuffer {
  return bytes === undefined ? new ArrayBuffer(0) : Uint8Array.from(bytes).buffer;
}

function listOf<Item>(json: Buffer | undefined): Item[] {
  return JSON.parse(json?.toString('utf8') ?? '[]') as Item[];
}
