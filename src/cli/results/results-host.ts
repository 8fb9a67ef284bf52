import type { SampleAggregateDto } from '../../http/sample-aggregate.dto.ts';
import type { SampleQueryDto } from '../../http/sample-query.dto.ts';
import type { TrajectoryDto } from '../../jobs/steps.dto.ts';
import type { OneTrialDto } from '../../jobs/trials.dto.ts';
import type { ListResultsDto, ResultsDto } from '../../runs/results.dto.ts';
import type { RunSampleDto, RunSamplesDto } from '../../runs/run-samples.dto.ts';
import type { RunDto } from '../../runs/run.dto.ts';
import type { JobDocument } from '../api-client.ts';

/** A sample of a run; `row` is its example's number in the dataset. */
export interface SampleAddress {
  readonly row: number;
  readonly replicate?: number;
}

/**
 * What was run, as the API has it: on a server, or in folders of this machine. Ids are as the user typed them; answers have the real ones.
 * What is not there throws, but where it says otherwise.
 */
export interface ResultsHost {
  list(query: ListResultsDto): Promise<ResultsDto>;

  /** `undefined` where there is no such job. */
  job(id: string): Promise<JobDocument | undefined>;

  /** `undefined` where there is no such run. */
  run(id: string): Promise<RunDto | undefined>;

  steps(jobId: string): Promise<TrajectoryDto>;

  aggregate(runId: string): Promise<SampleAggregateDto>;

  samples(runId: string, query: SampleQueryDto): Promise<RunSamplesDto>;

  sample(runId: string, address: SampleAddress): Promise<RunSampleDto>;

  /** A sample of a job's run, with all that its log has. */
  trial(jobId: string, stepIndex: number | undefined, address: SampleAddress): Promise<OneTrialDto>;

  /** What was looked for by a name that nothing has, and what may have been meant. */
  hint(name: string): Promise<string | undefined>;

  /** Where it looks, for a sentence that ends with it. */
  readonly place: string;

  /** How to look elsewhere; empty where the place was named. */
  readonly elsewhere: string;

  close(): Promise<void>;
}
