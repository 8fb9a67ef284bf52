import { type ScoredColumns, scoredRun } from '../domain/scored-columns.ts';
import { textList } from '../domain/text-list.ts';
import type { SampleLevels, ScoredRun } from '../statistics/scored-run.ts';

const NO_BYTES = new Uint8Array();

/** Runs to be sent to another thread: equal lists of ids are sent once. */
export interface PackedRuns {
  readonly idLists: readonly Uint8Array[];
  readonly runs: readonly PackedRun[];
}

interface PackedRun {
  readonly columns: ScoredColumns;
  /** Its ids among the lists. */
  readonly idList: number;
  /** In which levels of the field that slices its samples are, where there is one. */
  readonly slices: SampleLevels | null;
}

/** What else of the runs a comparison needs. */
export interface PackedParts {
  readonly clustered: boolean;
  /** For each run the levels of its samples. */
  readonly slices?: readonly SampleLevels[] | null;
}

/** Packs the part of the runs that a comparison of these metrics needs; `null` is for all that each run has. */
export function packRuns(
  runs: readonly ScoredColumns[],
  metrics: readonly string[] | null,
  { clustered, slices = null }: PackedParts,
): PackedRuns {
  const lists = new Map<string, Uint8Array>(runs.map(({ digest, ids }) => [digest, ids]));
  const digests = [...lists.keys()];
  const packed = runs.map((run, r) => {
    const names = metrics ?? [...run.metrics.keys()];
    const kept = new Map(names.map((metric) => [metric, run.metrics.get(metric) ?? new Float64Array(run.size).fill(NaN)]));
    const repeats = new Map([...run.repeats].filter(([metric]) => kept.has(metric)));
    const columns = { ...run, ids: NO_BYTES, metrics: kept, repeats, clusters: clustered ? run.clusters : null };
    return { columns, idList: digests.indexOf(run.digest), slices: slices?.[r] ?? null };
  });
  return { idLists: [...lists.values()], runs: packed };
}

/** What is moved to the other thread rather than copied: the columns. */
export function transferList({ runs }: PackedRuns): ArrayBuffer[] {
  return runs.flatMap(({ columns: { metrics, repeats }, slices }) => {
    const repeated = [...repeats.values()].flatMap(({ counts, squares }) => [counts, squares]);
    const levels = slices === null ? [] : [slices.ofSample];
    return [...metrics.values(), ...repeated, ...levels].map(({ buffer }) => buffer as ArrayBuffer);
  });
}

/** The runs as they were packed. Those with equal ids share the list of them. */
export function unpackRuns({ idLists, runs }: PackedRuns): ScoredRun[] {
  const ids = idLists.map((bytes) => textList<string>(bytes));
  return runs.map(({ columns, idList, slices }) => {
    const run = scoredRun(columns, ids[idList]);
    return slices === null ? run : { ...run, slices };
  });
}
