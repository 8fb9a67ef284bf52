import { hash } from 'node:crypto';
import { RunNotFoundError } from '../../../domain/errors.ts';
import type { RunSource } from '../../../domain/run.ts';
import type { IndexDatabase } from '../index-database.ts';
import { query } from '../index-schema.ts';

/** A run in the index, with what another thread needs to read it. */
export interface ReadableRun {
  readonly runNo: number;
  readonly runId: string;
  readonly source: RunSource;
  /** The file that the offsets of its rows point into: a job's log, an import's samples; `null` where the index has the texts itself. */
  readonly file: string | null;
  /** Of what it is made from; what is kept of a run is used again only under the same one. */
  readonly stamp: string;
  /**
   * Of a job: whether a line of its log that is another one than the index has noted is a `StaleRowsError`. Else what is read from that
   * line is left out.
   */
  readonly refusesOtherLines?: boolean;
}

/** What a run is made from, as `ReadableRun.stamp` has it: the state of its own files, or the very log of its job. */
export function readableStamp(row: { readonly stamp: string; readonly digest: string }, logInode: string | null): string {
  return `${row.stamp} ${row.digest} ${logInode ?? ''}`;
}

/** The rows of a run at one moment. */
export interface RunState {
  /** Differs from one state to the next. */
  readonly state: string;
  /** Whether no more rows are to come, unless its job is resumed. */
  readonly hasEnded: boolean;
  /** Its samples. */
  readonly size: number;
}

/** The present state of a run's rows. Throws `run_not_found` where the index no longer has it. */
export function runState(database: IndexDatabase, run: ReadableRun): RunState {
  const state = findRunState(database, run);
  if (state === undefined) throw new RunNotFoundError(run.runId);
  return state;
}

/** The present state of a run's rows, or `undefined`. */
export function findRunState(database: IndexDatabase, { runNo, stamp }: ReadableRun): RunState | undefined {
  const row = database.first(
    query
      .selectFrom('runs as r')
      .leftJoin('jobs as j', (join) => join.onRef('j.scope', '=', 'r.scope').onRef('j.job_id', '=', 'r.origin'))
      .select(['r.status', 'r.source', 'r.step_index', 'r.is_listed', 'r.num_samples', 'r.failed_samples', 'r.metrics'])
      .select(['r.stamp', 'j.next_seq'])
      .where('r.run_no', '=', runNo),
  );
  if (row === undefined) return undefined;
  const { status, source, step_index: stepIndex, is_listed: isListed, next_seq: nextSeq } = row;
  const isFinishedStep = stepIndex >= 0 && isListed === 1;
  const size = sizeOf(database, runNo);
  const events = source === 'job' && !isFinishedStep ? nextSeq : null;
  const parts = [runNo, stamp, row.stamp, events, size, row.num_samples, row.failed_samples, row.metrics];
  return { state: hash('sha1', JSON.stringify(parts)).slice(0, 20), hasEnded: status !== 'in_progress', size };
}

function sizeOf(database: IndexDatabase, runNo: number): number {
  const last = database.first(
    query.selectFrom('samples').select('pos').where('run_no', '=', runNo).orderBy('pos', 'desc').limit(1),
  );
  return (last?.pos ?? -1) + 1;
}
