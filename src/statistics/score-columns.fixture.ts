import { byCodeUnit, idTally, isScore, type IdTally, type RepeatedScores, type ScoredRun } from './scored-run.ts';

/** One record of a run: an id that comes again is a repeat. */
export interface ScoreRecord {
  readonly id: string;
  /** Numbers and booleans count; all else is an invalid score, and so is what is not finite or beyond ±1e150. */
  readonly scores: Readonly<Record<string, unknown>>;
  readonly cluster?: string | null;
}

interface Column {
  readonly sums: Float64Array;
  readonly sumsOfSquares: Float64Array;
  readonly counts: Float64Array;
}

/**
 * The columns of a run from its records (statistics.md §1): samples without a valid score are counted, repeats of an id are averaged, ids
 * are put into code-unit order. A metric is there if any record names it.
 *
 * @example scoreColumns('run-a', [{ id: 's1', scores: { accuracy: true } }]).metrics.get('accuracy') // [1]
 */
export function scoreColumns(runId: string, records: readonly ScoreRecord[]): ScoredRun {
  const ids = [...new Set(records.map((record) => record.id))].sort(byCodeUnit);
  const position = new Map(ids.map((id, i) => [id, i]));
  const names = [...new Set(records.flatMap((record) => Object.keys(record.scores)))].sort(byCodeUnit);
  const columns = new Map(names.map((name): [string, Column] => [name, emptyColumn(ids.length)]));
  const repeated = new Set<string>();
  const seen = new Uint8Array(ids.length);
  const clusters: (string | null)[] = ids.map(() => null);
  for (const record of records) {
    const i = position.get(record.id) ?? 0;
    if (seen[i] === 1) repeated.add(record.id);
    seen[i] = 1;
    clusters[i] ??= record.cluster ?? null;
    for (const [name, column] of columns) addScore(column, i, record.scores[name]);
  }
  return {
    runId,
    ids,
    metrics: new Map([...columns].map(([name, column]) => [name, meansOf(column)])),
    clusters,
    invalid: new Map(
      [...columns].map(([name, column]): [string, IdTally] => [name, idTally(ids.filter((_, i) => column.counts[i] === 0))]),
    ),
    duplicates: idTally([...repeated].sort(byCodeUnit)),
    repeats: new Map([...columns].filter(([, { counts }]) => counts.some((count) => count > 1)).map(repeatsOf)),
  };
}

function emptyColumn(size: number): Column {
  return { sums: new Float64Array(size), sumsOfSquares: new Float64Array(size), counts: new Float64Array(size) };
}

function addScore(column: Column, i: number, score: unknown): void {
  const value = typeof score === 'boolean' ? Number(score) : score;
  if (!isScore(value)) return;
  column.sums[i]! += value;
  column.sumsOfSquares[i]! += value * value;
  column.counts[i]! += 1;
}

function meansOf({ sums, counts }: Column): Float64Array {
  return sums.map((sum, i) => (counts[i] === 0 ? NaN : sum / counts[i]!));
}

function repeatsOf([name, { sums, sumsOfSquares, counts }]: readonly [string, Column]): [string, RepeatedScores] {
  const squares = sumsOfSquares.map((sum, i) => (counts[i]! < 2 ? 0 : Math.max(0, sum - (sums[i]! * sums[i]!) / counts[i]!)));
  return [name, { counts, squares }];
}
