import { Injectable } from '@nestjs/common';
import { assayVersion } from '../config/version.ts';
import type { Sample } from '../domain/run.ts';
import { type ComparisonReport, sampleKey, type SamplesByRun } from '../reports/comparison-report.ts';
import type { Disagreement } from '../statistics/score-distributions.ts';
import { ComparedRuns, metricRanges, type RunsToCompare, unfinishedRuns } from './compared-runs.ts';
import { ComparisonPool } from './comparison-pool.ts';
import type { ComparisonTask } from './comparison-task.ts';
import { packRuns } from './packed-runs.ts';
import { runWarnings } from './run-warnings.ts';
import { checkCompared, checkComparisonSize, checkRunCount, usablePlan } from './usable-comparison.ts';

/** Compares runs of the store. Whatever takes time happens in worker threads, and stops when `signal` aborts. */
@Injectable()
export class CompareService {
  constructor(
    private readonly runs: ComparedRuns,
    private readonly pool: ComparisonPool,
  ) {}

  /** The JSON of the contract's answer. Throws `too_few_runs`, `run_not_found`, `unusable_request`, `unsuitable_option`, `unavailable`. */
  async compare(asked: RunsToCompare, signal: AbortSignal): Promise<Uint8Array> {
    return this.pool.json(await this.#task(asked), signal);
  }

  /** The same comparison with what a report shows beside it. Throws the same. */
  async report(asked: RunsToCompare, signal: AbortSignal): Promise<ComparisonReport> {
    const found = await this.pool.report(await this.#task(asked), signal);
    const shown = new Map(found.disagreements.map((disagreement) => [sampleKey(disagreement), disagreement]));
    const samples: SamplesByRun = new Map(
      await Promise.all(asked.runIds.map(async (runId, run) => [runId, await this.#samples(runId, run, shown)] as const)),
    );
    return { ...found, samples };
  }

  /** The samples of a run that are shown, by their keys; `run` is its number among the compared ones. */
  async #samples(runId: string, run: number, shown: ReadonlyMap<string, Disagreement>): Promise<ReadonlyMap<string, Sample>> {
    const places = Array.from(shown.values(), ({ sampleId: id, nthOfRuns }) => ({ id, nth: nthOfRuns[run] ?? -1 }));
    const samples = await this.runs.samples(runId, places);
    return new Map([...shown.keys()].flatMap((key, at) => (samples[at] === undefined ? [] : [[key, samples[at]] as const])));
  }

  /** Everything is checked here, once. The number of pairs is known, and refused, before any run is read. */
  async #task({ runIds, clusterBy, options }: RunsToCompare): Promise<ComparisonTask> {
    checkRunCount(runIds.length);
    checkComparisonSize(runIds.length, 1, 0);
    const compared = await this.runs.read(runIds, clusterBy);
    const found = compared.map(({ run }) => run);
    const scored = compared.map(({ columns }) => columns);
    const { runs, ...plan } = usablePlan({
      ...options,
      runs: scored,
      clustered: clusterBy !== null,
      ranges: metricRanges(found, scored, options.ranges),
    });
    checkCompared('ranges', options.ranges?.keys() ?? [], plan.metrics);
    checkComparisonSize(runs.length, plan.metrics.length, Math.max(...runs.map(({ size }) => size)));
    return {
      runs: packRuns(runs, plan.metrics, plan.clustered),
      plan: { ...plan, inProgress: unfinishedRuns(found), steps: await this.runs.steps(found) },
      context: { assayVersion, clusterBy, warnings: runWarnings(found, plan.metrics) },
    };
  }
}
