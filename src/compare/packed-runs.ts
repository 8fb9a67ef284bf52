import { setImmediate as nextTurn } from 'node:timers/promises';
import type { IdTally, ScoredRun } from '../statistics/scored-run.ts';

/** A list of strings as JSON texts, each short enough to be made and read in a millisecond or so. */
type TextParts = readonly string[];

/** Runs to be sent to another thread: equal lists of ids are sent once, as text, which is faster than many strings. */
export interface PackedRuns {
  readonly idLists: readonly TextParts[];
  readonly runs: readonly PackedRun[];
}

interface PackedRun {
  readonly runId: string;
  readonly idList: number;
  readonly columns: readonly (readonly [metric: string, scores: Float64Array])[];
  readonly clusters: TextParts | null;
  readonly invalid: ReadonlyMap<string, IdTally> | null;
  readonly duplicates: IdTally | null;
}

const PART_LENGTH = 20_000;

/** Packs the part of the runs that a comparison of these metrics needs; the event loop gets its turn between the parts. */
export async function packRuns(
  runs: readonly ScoredRun[],
  metrics: readonly string[],
  clustered: boolean,
): Promise<PackedRuns> {
  const lists: { readonly ids: readonly string[]; readonly parts: TextParts }[] = [];
  const packed: PackedRun[] = [];
  for (const run of runs) {
    let idList = lists.findIndex(({ ids }) => isSame(ids, run.ids));
    if (idList < 0) idList = lists.push({ ids: run.ids, parts: await textParts(run.ids) }) - 1;
    packed.push({
      runId: run.runId,
      idList,
      columns: metrics.map((metric) => [
        metric,
        run.metrics.get(metric)?.slice() ?? new Float64Array(run.ids.length).fill(NaN),
      ]),
      clusters: clustered && run.clusters ? await textParts(run.clusters) : null,
      invalid: run.invalid ?? null,
      duplicates: run.duplicates ?? null,
    });
  }
  return { idLists: lists.map(({ parts }) => parts), runs: packed };
}

/** What is moved to the other thread rather than copied: the columns, which are copies already. */
export function transferList({ runs }: PackedRuns): ArrayBuffer[] {
  return runs.flatMap(({ columns }) => columns.map(([, scores]) => scores.buffer as ArrayBuffer));
}

/** The runs as they were packed. */
export function unpackRuns({ idLists, runs }: PackedRuns): ScoredRun[] {
  const ids = idLists.map((parts) => joined<string>(parts));
  return runs.map((run) => ({
    runId: run.runId,
    ids: ids[run.idList] ?? [],
    metrics: new Map(run.columns),
    ...(run.clusters && { clusters: joined<string | null>(run.clusters) }),
    ...(run.invalid && { invalid: run.invalid }),
    ...(run.duplicates && { duplicates: run.duplicates }),
  }));
}

function isSame(left: readonly string[], right: readonly string[]): boolean {
  return left === right || (left.length === right.length && left.every((id, i) => id === right[i]));
}

async function textParts(items: readonly (string | null)[]): Promise<TextParts> {
  const parts: string[] = [];
  for (let from = 0; from < items.length; from += PART_LENGTH) {
    if (from > 0) await nextTurn();
    parts.push(JSON.stringify(items.slice(from, from + PART_LENGTH)));
  }
  return parts;
}

function joined<Item>(parts: TextParts): Item[] {
  return parts.flatMap((part) => JSON.parse(part) as Item[]);
}
