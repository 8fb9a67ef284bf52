import { AssayError } from '../../domain/errors.ts';
import type { SampleAggregateDto } from '../../http/sample-aggregate.dto.ts';
import type { TrajectoryStepDto } from '../../jobs/steps.dto.ts';
import type { PlacedSampleDto } from '../../runs/run-samples.dto.ts';
import type { RunDto } from '../../runs/run.dto.ts';
import type { JobDocument } from '../api-client.ts';
import type { ResultsHost } from './results-host.ts';

/** A job, or a run that is not a whole job, and the run whose rows are shown: of a search that of its best step. */
export interface Subject {
  readonly job: JobDocument | undefined;
  /** `undefined` before the first step of a search. */
  readonly run: RunDto | undefined;
  /** Of a search. */
  readonly steps: readonly TrajectoryStepDto[];
}

/** What there is to say of it besides. */
export interface Facts {
  readonly aggregate: SampleAggregateDto;
  /** The rows with the lowest scores by the first metric, the lowest first, as far as they are below its mean. */
  readonly weakest: readonly PlacedSampleDto[];
}

const SHOWN_ROWS = 5;

/** The job or the run of this id. Throws `run_not_found` where there is neither. */
export async function findSubject(host: ResultsHost, id: string): Promise<Subject> {
  const job = await host.job(id);
  if (job === undefined) {
    const run = await host.run(id);
    if (run !== undefined) return { job: undefined, run, steps: [] };
    const sentences = [`There is no job or run ${id} in ${host.place}.`, await host.hint(id), host.elsewhere];
    throw new AssayError('run_not_found', sentences.filter(Boolean).join(' '));
  }
  const { job_id: jobId, kind } = job.manifest;
  if (kind !== 'optimize') return { job, run: await host.run(jobId), steps: [] };
  const { steps } = await host.steps(jobId);
  const shown = steps.find(({ is_best: isBest }) => isBest) ?? steps.at(-1);
  return { job, run: shown && (await host.run(shown.run_id)), steps };
}

/** Counts, means, failures and the weakest rows of a run. */
export async function factsOf(host: ResultsHost, { run_id: runId }: RunDto): Promise<Facts> {
  const aggregate = await host.aggregate(runId);
  const weakest = await weakestOf(host, runId, aggregate);
  return { aggregate, weakest };
}

async function weakestOf(
  host: ResultsHost,
  runId: string,
  { metrics: [first] }: SampleAggregateDto,
): Promise<readonly PlacedSampleDto[]> {
  if (first === undefined || first.mean === null) return [];
  const { metric, mean } = first;
  const { samples } = await host.samples(runId, { sort: `metric.${metric}`, limit: SHOWN_ROWS, texts: 'short' });
  return samples.filter(({ scores }) => (scores[metric] ?? mean) < mean);
}
