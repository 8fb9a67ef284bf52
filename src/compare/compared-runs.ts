import { Inject, Injectable } from '@nestjs/common';
import { AssayError, UnusableRequestError } from '../domain/errors.ts';
import { RUN_STORE, type RunStore } from '../domain/run-store.ts';
import type { Run, Sample } from '../domain/run.ts';
import type { ScoredRun } from '../statistics/scored-run.ts';

/** The runs of a comparison, out of the store. */
@Injectable()
export class ComparedRuns {
  constructor(@Inject(RUN_STORE) private readonly store: RunStore) {}

  /** Throws `run_not_found` for the first that is not there. */
  async find(runIds: readonly string[]): Promise<readonly Run[]> {
    return Promise.all(runIds.map((runId) => this.#find(runId)));
  }

  /** Their columns. Throws `unusable_request` where no sample of any of them has the cluster. */
  async scores(runIds: readonly string[], clusterBy: string | null): Promise<readonly ScoredRun[]> {
    const runs = await Promise.all(runIds.map((runId) => this.store.scores(runId, clusterBy ?? undefined)));
    if (clusterBy !== null && !runs.some(hasClusters)) {
      throw new UnusableRequestError(
        `No sample has ${JSON.stringify(clusterBy)}; cluster_by is "cluster", or a path such as "inputs.document_id".`,
      );
    }
    return runs;
  }

  /** The samples of these ids, by id. */
  async samples(runId: string, ids: readonly string[]): Promise<ReadonlyMap<string, Sample>> {
    const samples = await this.store.samplesOf(runId, ids);
    return new Map(samples.map((sample) => [sample.id, sample]));
  }

  async #find(runId: string): Promise<Run> {
    const run = await this.store.find(runId);
    if (!run) throw new AssayError('run_not_found', `Run not found: ${runId}`);
    return run;
  }
}

function hasClusters({ clusters, ids }: ScoredRun): boolean {
  return ids.length === 0 || clusters?.some((cluster) => cluster !== null) === true;
}
