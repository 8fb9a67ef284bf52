import { AssayError, UnusableRequestError } from '../domain/errors.ts';
import { isSettled, type Job } from '../domain/job.ts';
import type { JobSpec } from '../domain/job-fields.ts';
import { type LimitFields, limitFields, withLimits } from '../domain/job-limits.ts';
import type { EarlierEvents } from './earlier-events.ts';

/** What is asked of a job that scores the outputs of another; its limits are its own. */
export interface ScoreRequest extends LimitFields {
  readonly metrics: readonly string[];
  readonly label?: string;
}

/**
 * The spec of a job that scores the outputs of `source`: the same job with other metrics, without its label, its recording and its limits,
 * which were for calls that are not made again.
 */
export function scoringSpec(source: JobSpec, { metrics, label, ...limits }: ScoreRequest, maxWorkers: number): JobSpec {
  const { label: _label, record: _record, ...kept } = source;
  const limited = new Set<string>(limitFields().map(({ specName }) => specName));
  const spec = Object.fromEntries(Object.entries(kept).filter(([name]) => !limited.has(name))) as unknown as JobSpec;
  const workers = Math.min(source.workers, maxWorkers);
  return withLimits({ ...spec, kind: 'evaluate', workers, metrics, ...(label === undefined ? {} : { label }) }, limits);
}

/** Throws `unusable_request` for a search, and `illegal_move` for a job that has not ended. */
export function checkCanBeScored({ id, status, spec: { kind } }: Job): void {
  if (kind === 'optimize') {
    throw new UnusableRequestError(
      `job ${id} is a search, whose steps have scores: run and evaluate jobs can be scored. To score its best template, evaluate that`,
    );
  }
  if (!isSettled(status))
    throw new AssayError('illegal_move', `job ${id} is ${status}: its outputs can be scored when it has ended`);
}

/** Throws `unusable_request` where a job that can be scored left nothing to score. */
export function checkOutputs({ id }: Job, { fold, hasRows }: EarlierEvents): void {
  if (fold.counts.trials === 0) throw new UnusableRequestError(`job ${id} has no trials: there is nothing to score`);
  if (!hasRows)
    throw new UnusableRequestError(`job ${id} can't be scored: its trials do not say which row of the dataset they are of`);
}
