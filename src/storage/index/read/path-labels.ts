import { query } from '../index-schema.ts';
import { sampleRows } from './sample-rows.ts';
import { textsOf } from './placed-samples.ts';
import type { RunColumns } from './run-columns.ts';
import { textList, textListBytes } from '../../../domain/text-list.ts';

/** What lies at a path of each sample's example. */
export interface PathLabels {
  readonly names: readonly string[];
  /** For each sample the number of its name; -1 where it has none. */
  readonly ofSample: Int32Array;
}

/** Longer paths are none that anybody asks for again. */
const LONGEST_KEPT = 200;

/** Samples whose texts are read at a time. */
const CHUNK = 500;

/** The labels at a dot path, such as `inputs.topic`. All texts of the run are read the first time, but for `cluster`, the samples’ own. */
export function pathLabels(columns: RunColumns, path: string): PathLabels {
  let made: PathLabels | undefined;
  const make = (): PathLabels => (made ??= path === 'cluster' ? ownClusters(columns) : labelsFromTexts(columns, path));
  const isKept = path.length <= LONGEST_KEPT;
  const ofSample = columns.column(`label.${path}`, isKept, () => new Uint8Array(make().ofSample.buffer));
  const names = columns.column(`names.${path}`, isKept, () => textListBytes(make().names));
  const aligned = Uint8Array.from(ofSample);
  return { names: textList<string>(names), ofSample: new Int32Array(aligned.buffer) };
}

/** What lies at a dot path of an example, as the name of a cluster; `null` where nothing does. */
export function pathLabel(example: unknown, path: string): string | null {
  let value = example;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return null;
    value = (value as Readonly<Record<string, unknown>>)[name];
  }
  if (typeof value === 'string') return value;
  return value === null || value === undefined ? null : JSON.stringify(value);
}

/** The clusters that the samples have themselves. */
export function ownClusters({ database, run, size }: RunColumns): PathLabels {
  const numbers = new Map<string, number>();
  const ofSample = new Int32Array(size).fill(-1);
  const clustered = query
    .selectFrom('samples')
    .select(['pos', 'cluster'])
    .where('run_no', '=', run.runNo)
    .where('cluster', 'is not', null);
  for (const { pos, cluster } of database.each(clustered)) {
    const name = cluster ?? '';
    const number = numbers.get(name) ?? numbers.size;
    numbers.set(name, number);
    ofSample[pos] = number;
  }
  return { names: [...numbers.keys()], ofSample };
}

function labelsFromTexts({ database, run, size }: RunColumns, path: string): PathLabels {
  const numbers = new Map<string, number>();
  const ofSample = new Int32Array(size).fill(-1);
  for (let from = 0; from < size; from += CHUNK) {
    const positions = Array.from({ length: Math.min(CHUNK, size - from) }, (_, at) => from + at);
    const rows = sampleRows(database, run.runNo, positions);
    for (const [at, { example }] of textsOf(database, run, rows).entries()) {
      const label = pathLabel(example, path);
      const pos = rows[at]?.pos;
      if (label === null || pos === undefined) continue;
      const number = numbers.get(label) ?? numbers.size;
      numbers.set(label, number);
      ofSample[pos] = number;
    }
  }
  return { names: [...numbers.keys()], ofSample };
}
