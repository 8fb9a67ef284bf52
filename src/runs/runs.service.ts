import { Readable } from 'node:stream';
import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { RunNotFoundError } from '../domain/errors.ts';
import type { RunPage, RunQuery } from '../domain/list-query.ts';
import type { Run, Sample } from '../domain/run.ts';
import { type ImportedRun, RUN_STORE, type RunStore, type SampleRange } from '../domain/run-store.ts';
import { type ImportBody, jsonImport, ndjsonImport } from './import-body.ts';

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

  /** Throws `unusable_request` for a cursor that the list did not give out. */
  async list(query: RunQuery): Promise<RunPage> {
    return this.store.list(query);
  }

  /** Throws `run_not_found`. */
  async detail(runId: string, range: SampleRange | null): Promise<RunDetail> {
    const run = await this.store.find(runId);
    if (run === undefined) throw new RunNotFoundError(runId);
    return { run, samples: range && this.store.samples(runId, range) };
  }

  /** Takes a parsed JSON body, or the bytes of an NDJSON body as they come. Throws an `InvalidRequestError`, or `already_exists`. */
  async import(body: unknown): Promise<ImportedRun> {
    if (!(body instanceof Readable)) return this.#keep(jsonImport(body));
    try {
      const chunks = body.iterator({ destroyOnReturn: false }) as AsyncIterable<Uint8Array>;
      return await this.#keep(await ndjsonImport(chunks, this.config));
    } finally {
      // What is left after a fault has to be taken off the wire, or the client waits for its answer without end.
      body.resume();
    }
  }

  /** Throws `run_not_found`, and `illegal_move` for a job that is not settled. */
  async delete(runId: string): Promise<void> {
    await this.store.delete(runId);
  }

  #keep({ run, samples }: ImportBody): Promise<ImportedRun> {
    return this.store.import(run, samples);
  }
}
