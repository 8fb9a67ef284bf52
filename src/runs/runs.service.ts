import { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import { CONFIG } from '../config/config.module.ts';
import type { Config } from '../config/config.ts';
import { RunNotFoundError } from '../domain/errors.ts';
import { RUN_STORE, type ImportedRun, type RunStore, type SampleRange } from '../domain/run-store.ts';
import type { Run, Sample } from '../domain/run.ts';
import { jsonImport, ndjsonImport } from './import-body.ts';
import { pageOfRuns, type RunPage, type RunQuery } from './run-page.ts';

/** A run, and the samples of it that were asked for; `null` for none. */
export interface RunDetail {
  readonly run: Run;
  readonly samples: AsyncIterable<readonly Sample[]> | null;
}

@Injectable()
export class RunsService {
  constructor(
    @Inject(CONFIG) private readonly config: Config,
    @Inject(RUN_STORE) private readonly store: RunStore,
  ) {}

  async list(query: RunQuery): Promise<RunPage> {
    return pageOfRuns(await this.store.list(), query);
  }

  /** Throws `run_not_found`. */
  async detail(runId: string, range: SampleRange | null): Promise<RunDetail> {
    const run = await this.store.find(runId);
    if (run === undefined) throw new RunNotFoundError(runId);
    return { run, samples: range && this.store.samples(runId, range) };
  }

  /** Takes a parsed JSON body, or the bytes of an NDJSON body as they come. Throws an `InvalidRequestError`, or `already_exists`. */
  async import(body: unknown): Promise<ImportedRun> {
    const { run, samples } =
      body instanceof Readable ? await ndjsonImport(body, this.config.bodyLimitBytes) : jsonImport(body);
    return this.store.import(run, samples);
  }

  /** Throws `run_not_found`, and `illegal_move` for a job that is not settled. */
  async delete(runId: string): Promise<void> {
    await this.store.delete(runId);
  }
}
