import { Injectable } from '@nestjs/common';
import { assayVersion } from '../config/version.ts';
import { AssayError } from '../domain/errors.ts';
import type { SamplesByRun } from '../reports/comparison-report.ts';
import type { ComparisonRequest } from '../statistics/comparison-request.ts';
import { ComparedRuns } from './compared-runs.ts';
import { ComparisonPool } from './comparison-pool.ts';
import type { ComparisonReportData } from './comparison-report-data.ts';
import { checkComparisonSize } from './comparison-size.ts';
import type { ComparisonTask } from './comparison-task.ts';
import { metricRanges } from './metric-ranges.ts';
import { packRuns } from './packed-runs.ts';
import { runFacts } from './run-facts.ts';
import { runWarnings } from './run-warnings.ts';
import { usableComparison } from './usable-comparison.ts';

/** What is asked for: the runs by id, and how to compare them. */
export interface ComparisonSpec {
  readonly runIds: readonly string[];
  readonly clusterBy: string | null;
  readonly request: Omit<ComparisonRequest, 'runs' | 'clustered'>;
}

/** Compares runs of the store. What takes time happens in worker threads and ends when `signal` aborts. */
@Injectable()
export class CompareService {
  constructor(
    private readonly runs: ComparedRuns,
    private readonly pool: ComparisonPool,
  ) {}

  /** The JSON of the contract's answer. Throws `too_few_runs`, `run_not_found`, `unusable_request`, `unavailable`. */
  async compare(spec: ComparisonSpec, signal: AbortSignal): Promise<Uint8Array> {
    return this.pool.json(await this.#task(spec), signal);
  }

  /** The same comparison with what a report shows beside it. */
  async report(spec: ComparisonSpec, signal: AbortSignal): Promise<ComparisonReportData> {
    const findings = await this.pool.findings(await this.#task(spec), signal);
    const ids = [...new Set(findings.disagreements.map(({ sampleId }) => sampleId))];
    const samples: SamplesByRun = new Map(
      await Promise.all(spec.runIds.map(async (runId) => [runId, await this.runs.samples(runId, ids)] as const)),
    );
    return { ...findings, samples };
  }

  async #task({ runIds, clusterBy, request }: ComparisonSpec): Promise<ComparisonTask> {
    if (runIds.length < 2)
      throw new AssayError('too_few_runs', 'A comparison needs at least two runs; name another one in run_ids.');

    checkComparisonSize(runIds.length, 1, 0);
    const found = await this.runs.find(runIds);
    const runs = await this.runs.scores(runIds, clusterBy);
    const { metrics, clustered } = usableComparison({ ...request, runs, clustered: clusterBy !== null });
    checkComparisonSize(runs.length, metrics.length, Math.max(...runs.map(({ ids }) => ids.length)));
    return {
      runs: await packRuns(runs, metrics, clustered),
      request: { ...request, metrics, clustered, ranges: metricRanges(found, metrics) },
      context: { assayVersion, clusterBy, warnings: runWarnings(found.map(runFacts), metrics) },
    };
  }
}
