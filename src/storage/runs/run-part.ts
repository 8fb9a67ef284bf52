import type { SampleRange } from '../../domain/run-store.ts';
import type { Run, RunSummary, Sample } from '../../domain/run.ts';
import type { ScoredRun } from '../../statistics/scored-run.ts';

/** A run that was found, and ways to read it. */
export interface FoundRun {
  readonly run: Run;
  samples(range: SampleRange): AsyncIterable<readonly Sample[]>;
  samplesOf(ids: readonly string[]): Promise<readonly Sample[]>;
  scores(clusterBy?: string): Promise<ScoredRun>;
}

/** One of the sources of which the store of runs is made. */
export interface RunPart {
  /** The same array while nothing changes; in no order. */
  list(): Promise<readonly RunSummary[]>;
  find(runId: string): Promise<FoundRun | undefined>;
  /** Removes or hides a run; `false` where it has no such run. */
  delete(runId: string): Promise<boolean>;
}
