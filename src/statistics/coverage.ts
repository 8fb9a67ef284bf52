import type { Alignment, MetricColumns } from './align.ts';
import type { Interval } from './interval.ts';
import { idTally, type IdTally } from './scored-run.ts';

/** Which samples took part in a pair and which were left out. */
export interface Coverage {
  readonly n: number;
  /** Samples that at least one of the two runs has. */
  readonly union: number;
  /** Samples with a valid score in one run that the other run does not have. */
  readonly onlyA: IdTally;
  readonly onlyB: IdTally;
  /** Samples of which no record has a score that is there and finite. */
  readonly invalidA: IdTally;
  readonly invalidB: IdTally;
  /** Samples with several records, which were averaged. */
  readonly duplicatesA: IdTally;
  readonly duplicatesB: IdTally;
}

/** The coverage report of one pair and metric (statistics.md §1). */
export function coverage(alignment: Alignment, { columns, invalid }: MetricColumns, a: number, b: number, n: number): Coverage {
  const none = idTally([]);
  const complete = n === alignment.ids.length;
  return {
    n,
    union: complete ? n : unionSize(alignment.rows[a]!, alignment.rows[b]!),
    onlyA: complete ? none : idTally(onlyIn(alignment, a, b, columns[a]!)),
    onlyB: complete ? none : idTally(onlyIn(alignment, b, a, columns[b]!)),
    invalidA: invalid[a] ?? none,
    invalidB: invalid[b] ?? none,
    duplicatesA: alignment.runs[a]?.duplicates ?? none,
    duplicatesB: alignment.runs[b]?.duplicates ?? none,
  };
}

/** The share of samples that the pair could not use, each counted once: above 1 % the report warns. */
export function leftOutShare({ n, union }: Coverage): number {
  return union === 0 ? 0 : (union - n) / union;
}

function unionSize(rowsA: Int32Array, rowsB: Int32Array): number {
  let size = 0;
  for (let u = 0; u < rowsA.length; u += 1) if (rowsA[u]! >= 0 || rowsB[u]! >= 0) size += 1;
  return size;
}

function onlyIn(alignment: Alignment, mine: number, other: number, column: Float64Array): string[] {
  const ids: string[] = [];
  const rows = alignment.rows[mine]!;
  const others = alignment.rows[other]!;
  for (let u = 0; u < rows.length; u += 1)
    if (rows[u]! >= 0 && others[u]! < 0 && !Number.isNaN(column[u])) ids.push(alignment.ids[u]!);

  return ids;
}

/**
 * The lowest and the highest mean difference that is possible with missing scores, over all samples that runs `a` and `b` have: wherever one of
 * them, or both, have no score, it is taken as the metric's lowest or highest (statistics.md §1; Manski 1990). Null where they have no sample.
 *
 * @example worstCaseDelta(alignment, [[1, 1, NaN], [0, NaN, NaN]], 0, 1, [0, 1]) // [0, 1]
 */
export function worstCaseDelta(
  { rows }: Alignment,
  columns: readonly Float64Array[],
  a: number,
  b: number,
  [lowest, highest]: Interval,
): Interval | null {
  let n = 0;
  let low = 0;
  let high = 0;
  for (let row = 0; row < columns[a]!.length; row += 1) {
    if (rows[a]![row]! < 0 && rows[b]![row]! < 0) continue;
    const left = columns[a]![row]!;
    const right = columns[b]![row]!;
    n += 1;
    low += (Number.isNaN(left) ? lowest : left) - (Number.isNaN(right) ? highest : right);
    high += (Number.isNaN(left) ? highest : left) - (Number.isNaN(right) ? lowest : right);
  }
  return n === 0 ? null : [low / n, high / n];
}
