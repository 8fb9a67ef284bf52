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
  /** Scores that were missing or not finite. */
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

/** The share of samples that the pair could not use: above 1 % the report warns. */
export function leftOutShare({ union, onlyA, onlyB, invalidA, invalidB }: Coverage): number {
  return union === 0 ? 0 : (onlyA.count + onlyB.count + invalidA.count + invalidB.count) / union;
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
 * The lowest and the highest mean difference that is possible with missing scores: every sample that one run scored and the other did
 * not is filled with the metric's lowest or highest value (statistics.md §1; Manski 1990). Null where nothing was scored.
 *
 * @example worstCaseDelta(new Float64Array([1, 1]), new Float64Array([0, NaN]), [0, 1]) // [0.5, 1]
 */
export function worstCaseDelta(columnA: Float64Array, columnB: Float64Array, [lowest, highest]: Interval): Interval | null {
  let n = 0;
  let low = 0;
  let high = 0;
  for (let i = 0; i < columnA.length; i += 1) {
    const a = columnA[i]!;
    const b = columnB[i]!;
    const missingA = Number.isNaN(a);
    const missingB = Number.isNaN(b);
    if (missingA && missingB) continue;
    n += 1;
    low += (missingA ? lowest : a) - (missingB ? highest : b);
    high += (missingA ? highest : a) - (missingB ? lowest : b);
  }
  return n === 0 ? null : [low / n, high / n];
}
