import type { Alignment, MetricColumns } from './align.ts';
import type { PairSource } from './compare-pair.ts';
import { equalRowGroups } from './cluster.ts';
import { byCodeUnit, idTally, isScore, type ScoredRun } from './scored-run.ts';
import type { Warning } from './warning.ts';

/** Fewer samples than this can't show anything at α = 0.05. */
const FEWEST_IN_SLICE = 6;

/** The samples of one level of the field that slices. */
export interface Slice {
  readonly level: string;
  /** Their rows in the alignment, ascending. */
  readonly rows: Int32Array;
}

/** The slices of an alignment by level, ascending by code unit, and how many samples are in none or in several. */
export interface Slices {
  readonly slices: readonly Slice[];
  readonly unsliced: number;
  readonly shared: number;
}

/** Where runs put a sample into different slices, the first run's count. */
export function slicesOf({ runs, rows, ids }: Alignment): Slices {
  const byLevel = new Map<string, number[]>();
  let [unsliced, shared] = [0, 0];
  for (let u = 0; u < ids.length; u += 1) {
    const levels = levelsOf(runs, rows, u);
    if (levels.length === 0) unsliced += 1;
    if (levels.length > 1) shared += 1;
    for (const level of levels) {
      const members = byLevel.get(level);
      if (members) members.push(u);
      else byLevel.set(level, [u]);
    }
  }
  const slices = [...byLevel]
    .sort(([a], [b]) => byCodeUnit(a, b))
    .map(([level, members]) => ({ level, rows: Int32Array.from(members) }));
  return { slices, unsliced, shared };
}

function levelsOf(runs: readonly ScoredRun[], rows: readonly Int32Array[], u: number): readonly string[] {
  for (const [r, { slices }] of runs.entries()) {
    const levels = slices?.sets[slices.ofSample[rows[r]![u]!] ?? -1];
    if (levels !== undefined && levels.length > 0) return levels;
  }
  return [];
}

/** What the pairs of a slice are computed from (statistics.md §32). */
export function slicedSource(source: PairSource, { rows }: Slice): PairSource {
  const alignment = {
    runs: source.alignment.runs.map(withoutTallies),
    ids: Array.from(rows, (row) => source.alignment.ids[row]!),
    rows: source.alignment.rows.map((ofRun) => rows.map((row) => ofRun[row]!)),
  };
  const { labels } = source;
  return {
    ...source,
    alignment,
    columns: slicedColumns(source.columns, alignment, rows),
    ...(source.areEqualRows ? equalRowGroups(alignment) : { labels: labels && rows.map((row) => labels[row]!) }),
  };
}

/** What is counted over a whole run is not known of a part of it. */
function withoutTallies({ invalid: _invalid, duplicates: _duplicates, ...run }: ScoredRun): ScoredRun {
  return run;
}

function slicedColumns({ metric, columns }: MetricColumns, alignment: Alignment, rows: Int32Array): MetricColumns {
  const taken = columns.map((column) => Float64Array.from(rows, (row) => column[row]!));
  const invalid = alignment.runs.map((run, r) => {
    const scores = run.metrics.get(metric);
    return idTally(alignment.ids.filter((_, u) => alignment.rows[r]![u]! >= 0 && !isScore(scores?.[alignment.rows[r]![u]!])));
  });
  const places = Int32Array.from(rows.keys());
  return {
    metric,
    columns: taken,
    invalid,
    commonRows: places.filter((u) => taken.every((column) => !Number.isNaN(column[u]))),
  };
}

/** What to keep in mind about all slices together. */
export function slicingWarnings({ unsliced, shared }: Slices): readonly Warning[] {
  const warnings: Warning[] = [];
  if (unsliced > 0) warnings.push({ code: 'unsliced-samples', message: `${unsliced} samples are in no slice.` });
  if (shared > 0) {
    const message = `${shared} samples are in more than one slice: what is found in one is in part found again in the others.`;
    warnings.push({ code: 'overlapping-slices', message });
  }
  return warnings;
}

/** What to keep in mind about a slice of that many samples. */
export function sliceWarnings(n: number): readonly Warning[] {
  if (n >= FEWEST_IN_SLICE) return [];
  return [
    { code: 'small-slice', message: `Only ${n} samples are in this slice: no difference could be shown with fewer than 6.` },
  ];
}
