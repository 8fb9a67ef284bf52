import { UnusableRequestError } from '../domain/errors.ts';
import type { JobToCompare } from '../domain/comparison-starter.ts';
import type { ScoredColumns } from '../domain/scored-columns.ts';
import { seededOrder } from '../statistics/seeded-order.ts';

/** More rows than any comparison has: what is kept of each is written again and again. */
const MOST_ROWS = 200_000;

/** A job that runs, waits or is about to start. */
export interface RunInTheMaking {
  readonly runId: string;
  readonly name: 'candidate' | 'baseline';
  readonly job: JobToCompare;
}

/** A run whose scores are all there. */
export interface ScoredRun {
  readonly runId: string;
  readonly name: 'candidate' | 'baseline';
  readonly columns: ScoredColumns;
  /** By row of the dataset the place in the columns. */
  readonly places: ReadonlyMap<number, number>;
  /** Where it ended before all its trials were made: how far it came, in words, and what to do; else `null`. */
  readonly cut: string | null;
}

export type RunToCompare = RunInTheMaking | ScoredRun;

export interface RowOrder {
  readonly seed: number;
  /** Of the dataset. */
  readonly rows: readonly number[];
}

export function isInTheMaking(run: RunToCompare): run is RunInTheMaking {
  return 'job' in run;
}

/**
 * The rows that two runs have in common, in an order that was random and fixed before the first of them was scored: that of the run that is made, or a new
 * one with `seed` where both were there before. Throws `unusable_request` where there is none.
 */
export function commonOrder(candidate: RunToCompare, baseline: RunToCompare, seed: number): RowOrder {
  const made = [candidate, baseline].filter(isInTheMaking).map(orderOf);
  const [first = shuffled(candidate, seed), second] = made;
  if (second !== undefined && second.seed !== first.seed) {
    throw new UnusableRequestError(
      `The candidate takes its rows in the order of the seed ${first.seed}, and the baseline in that of ${second.seed}: what both have after a while ` +
        'would be few rows. Start both with the same seed.',
    );
  }
  const count = Math.min(...made.map(({ rows }) => rows.length), first.rows.length);
  const rows = first.rows.slice(0, count);
  if (rows.length > MOST_ROWS) {
    throw new UnusableRequestError(
      `${rows.length} rows are too many to compare live: start the runs with a limit of ${MOST_ROWS}.`,
    );
  }
  for (const run of [candidate, baseline]) if (!isInTheMaking(run)) checkHas(run, rows);
  return { seed: first.seed, rows };
}

/** How many rows a job is to take; 0 where that is not known. */
export function plannedRows({ spec, plannedTrials }: JobToCompare): number {
  return (plannedTrials ?? 0) / spec.repeats;
}

/** In which it takes its rows. */
function orderOf({ name, runId, job }: RunInTheMaking): RowOrder {
  const { spec, plannedTrials, exampleCount } = job;
  if (spec.seed === undefined) {
    throw new UnusableRequestError(
      `The ${name}, ${runId}, was started without a seed, so that it takes its rows in the order of the dataset, and what it has so far may be the ` +
        'easier ones: start it with a seed, or wait until it has ended.',
    );
  }
  if (plannedTrials === null || exampleCount === undefined) {
    throw new UnusableRequestError(
      `The ${name}, ${runId}, does not say how many rows its dataset has: wait until it has ended.`,
    );
  }
  const rows = seededOrder(exampleCount, spec.seed).subarray(0, plannedRows(job));
  return { seed: spec.seed, rows: [...rows] };
}

/** The rows of a run that is there. Which ones one has that ended early may depend on how easy they are, or on how it did so far. */
function shuffled(run: RunToCompare, seed: number): RowOrder {
  if (isInTheMaking(run)) return orderOf(run);
  if (run.cut !== null) throw new UnusableRequestError(`The ${run.name}, ${run.runId}, ${run.cut}`);
  const count = run.places.keys().reduce((most, row) => Math.max(most, row + 1), 0);
  return { seed, rows: [...seededOrder(count, seed)].filter((row) => run.places.has(row)) };
}

function checkHas({ name, runId, places }: ScoredRun, rows: readonly number[]): void {
  const lacking = rows.filter((row) => !places.has(row)).length;
  if (lacking === 0) return;
  throw new UnusableRequestError(
    `The ${name}, ${runId}, has ended without ${lacking} of the ${rows.length} rows: name a run that has them all, or resume it first.`,
  );
}
