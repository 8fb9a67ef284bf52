import { ApiError } from '../../client/api-error.ts';
import { assayClient, type AssayClient } from '../../client/assay-client.ts';
import type { SampleAggregateDto } from '../../http/sample-aggregate.dto.ts';
import type { SampleQueryDto } from '../../http/sample-query.dto.ts';
import type { TrajectoryDto } from '../../jobs/steps.dto.ts';
import type { OneTrialDto } from '../../jobs/trials.dto.ts';
import type { ListResultsDto, ResultsDto } from '../../runs/results.dto.ts';
import type { RunSampleDto, RunSamplesDto } from '../../runs/run-samples.dto.ts';
import type { RunDto } from '../../runs/run.dto.ts';
import type { JobDocument } from '../api-client.ts';
import { clientKey } from '../api-key.ts';
import type { ResultsHost, SampleAddress } from './results-host.ts';

/** What a server has run. */
export class ServerResults implements ResultsHost {
  readonly place: string;
  readonly elsewhere = '';
  readonly #client: AssayClient;

  constructor(url: string) {
    this.place = url.replace(/\/+$/, '');
    this.#client = assayClient(this.place, { apiKey: clientKey() });
  }

  async list(query: Pick<ListResultsDto, keyof ListResultsDto>): Promise<ResultsDto> {
    const { data } = await this.#client.GET('/api/results', { params: { query: { ...query } } });
    return this.#whole(data) as unknown as ResultsDto;
  }

  async job(id: string): Promise<JobDocument | undefined> {
    const params = { path: { job_id: id }, query: { events: 'false' as const } };
    return orUndefined(async () => this.#whole((await this.#client.GET('/api/jobs/{job_id}', { params })).data));
  }

  async run(id: string): Promise<RunDto | undefined> {
    return orUndefined(() => this.#run(id));
  }

  async hint(name: string): Promise<string | undefined> {
    try {
      await this.#run(name);
      return undefined;
    } catch (error) {
      if (error instanceof ApiError && error.status === 404) return error.hint;
      throw error;
    }
  }

  async steps(jobId: string): Promise<TrajectoryDto> {
    const { data } = await this.#client.GET('/api/jobs/{job_id}/steps', { params: { path: { job_id: jobId } } });
    return this.#whole(data) as unknown as TrajectoryDto;
  }

  async aggregate(runId: string): Promise<SampleAggregateDto> {
    const params = { path: { run_id: runId } };
    const { data } = await this.#client.GET('/api/runs/{run_id}/samples/aggregate', { params });
    return this.#whole(data) as unknown as SampleAggregateDto;
  }

  async samples(runId: string, query: Pick<SampleQueryDto, keyof SampleQueryDto>): Promise<RunSamplesDto> {
    const params = { path: { run_id: runId }, query: { ...query } };
    const { data } = await this.#client.GET('/api/runs/{run_id}/samples', { params });
    return this.#whole(data);
  }

  async sample(runId: string, { row, ...query }: SampleAddress): Promise<RunSampleDto> {
    const params = { path: { run_id: runId, row }, query };
    const { data } = await this.#client.GET('/api/runs/{run_id}/samples/{row}', { params });
    return this.#whole(data);
  }

  async trial(jobId: string, stepIndex: number | undefined, { row, ...query }: SampleAddress): Promise<OneTrialDto> {
    const step = stepIndex === undefined ? {} : { step_index: stepIndex };
    const params = { path: { job_id: jobId, row }, query: { ...query, ...step } };
    const { data } = await this.#client.GET('/api/jobs/{job_id}/trials/{row}', { params });
    return this.#whole(data) as unknown as OneTrialDto;
  }

  /** A client of a server holds nothing. */
  async close(): Promise<void> {
    // Nothing is open between two requests.
  }

  async #run(id: string): Promise<RunDto> {
    const params = { path: { run_id: id }, query: { samples: 'false' as const } };
    return this.#whole((await this.#client.GET('/api/runs/{run_id}', { params })).data);
  }

  /** An Assay server never answers without a body. */
  #whole<Data>(data: Data | undefined): Data {
    if (data === undefined) throw new ApiError(`${this.place} answered without a body`, 0);
    return data;
  }
}

async function orUndefined<Found>(find: () => Promise<Found>): Promise<Found | undefined> {
  try {
    return await find();
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return undefined;
    throw error;
  }
}
