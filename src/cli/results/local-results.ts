import { NotFoundException } from '@nestjs/common';
import type { Config } from '../../config/config.ts';
import { AssayError, RunNotFoundError } from '../../domain/errors.ts';
import { toManifest } from '../../domain/job-manifest.ts';
import { type SampleAggregateDto, wireAggregate } from '../../http/sample-aggregate.dto.ts';
import { aggregateQueryOf, type SampleQueryDto, sampleQueryOf } from '../../http/sample-query.dto.ts';
import { type TrajectoryDto, wireTrajectory } from '../../jobs/steps.dto.ts';
import { StepsService } from '../../jobs/steps.service.ts';
import { type OneTrialDto, wireTrial } from '../../jobs/trials.dto.ts';
import { TrialsService } from '../../jobs/trials.service.ts';
import { type ListResultsDto, resultQueryOf, type ResultsDto, wireResult } from '../../runs/results.dto.ts';
import { type RunSampleDto, type RunSamplesDto, wirePlacedSample } from '../../runs/run-samples.dto.ts';
import { wireRun } from '../../runs/run-wire.ts';
import type { RunDto } from '../../runs/run.dto.ts';
import { Storage } from '../../storage/open-storage.ts';
import type { JobDocument } from '../api-client.ts';
import type { ResultsHost, SampleAddress } from './results-host.ts';

/** What was run in a projects root, and what was imported, read without a server. */
export class LocalResults implements ResultsHost {
  readonly place: string;
  readonly elsewhere = '--projects-root and --storage name other folders, --server a server; assay jobs lists what is there.';
  readonly #storage: Storage;

  private constructor(storage: Storage, { projectsRoot, storageDir }: Config) {
    this.#storage = storage;
    this.place = `${projectsRoot}/jobs and ${storageDir}`;
  }

  /** `onText` gets a sentence for everything that is damaged. */
  static async open(config: Config, onText: (text: string) => void): Promise<LocalResults> {
    const { projectsRoot, storageDir } = config;
    return new LocalResults(await Storage.open({ projectsRoot, storageDir, hasThreads: false, onFault: onText }), config);
  }

  async list(query: ListResultsDto): Promise<ResultsDto> {
    const { results, total, nextCursor } = await this.#storage.runs.results(resultQueryOf(query));
    return { results: results.map(wireResult), total, next_cursor: nextCursor };
  }

  async job(id: string): Promise<JobDocument | undefined> {
    const { jobs, names } = this.#storage;
    const jobId = await orUndefined(names.jobId(id));
    const job = jobId === undefined ? undefined : await jobs.find(jobId);
    if (job === undefined) return undefined;
    return { manifest: toManifest(job), summary: await jobs.summary(job.id) } as unknown as JobDocument;
  }

  async run(id: string): Promise<RunDto | undefined> {
    const { runs, names } = this.#storage;
    const runId = await orUndefined(names.runId(id));
    const run = runId === undefined ? undefined : await runs.find(runId);
    return run && wireRun(run);
  }

  async hint(name: string): Promise<string | undefined> {
    try {
      await this.#storage.names.runId(name);
      return undefined;
    } catch (error) {
      if (error instanceof RunNotFoundError) return error.advice?.hint;
      throw error;
    }
  }

  async steps(jobId: string): Promise<TrajectoryDto> {
    const { jobs, runs } = this.#storage;
    return wireTrajectory(jobId, await new StepsService(jobs, runs).steps(jobId));
  }

  async aggregate(runId: string): Promise<SampleAggregateDto> {
    return wireAggregate(await this.#storage.runs.aggregate(runId, aggregateQueryOf({})));
  }

  async samples(runId: string, query: SampleQueryDto): Promise<RunSamplesDto> {
    const { samples, nextCursor, total, search } = await this.#storage.runs.page(runId, sampleQueryOf(query));
    return { samples: samples.map(wirePlacedSample), next_cursor: nextCursor, total, search };
  }

  async sample(runId: string, { row, replicate }: SampleAddress): Promise<RunSampleDto> {
    const found = await this.#storage.runs.sample(runId, row, replicate);
    if (found === undefined) throw new AssayError('run_not_found', `The run has no sample in row ${row}.`);
    return { sample: wirePlacedSample(found.sample), previous: found.previous, next: found.next };
  }

  async trial(jobId: string, stepIndex: number | undefined, { row, replicate }: SampleAddress): Promise<OneTrialDto> {
    const { jobs, runs } = this.#storage;
    const found = await new TrialsService(jobs, runs).one(jobId, stepIndex, { row, replicate }).catch((error: unknown) => {
      throw error instanceof NotFoundException ? new AssayError('run_not_found', error.message) : error;
    });
    return { trial: wireTrial(found.sample, found.stepIndex), previous: found.previous, next: found.next };
  }

  async close(): Promise<void> {
    await this.#storage.close();
  }
}

async function orUndefined(found: Promise<string>): Promise<string | undefined> {
  return found.catch((error: unknown) => {
    if (error instanceof AssayError && ['job_not_found', 'run_not_found'].includes(error.code)) return undefined;
    throw error;
  });
}
