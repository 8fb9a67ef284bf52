import { Inject, Injectable } from '@nestjs/common';
import type { Config } from '../config/config.ts';
import { CONFIG } from '../config/config.module.ts';
import { UnusableRequestError } from '../domain/errors.ts';
import type { ComparedRun } from '../domain/run-store.ts';
import type { ScoredColumns } from '../domain/scored-columns.ts';
import { ComparedRuns, metricRanges } from './compared-runs.ts';
import { ComparisonPool } from './comparison-pool.ts';
import { packRuns } from './packed-runs.ts';
import type { PowerDto, PowerRequestDto } from './power.dto.ts';
import { checkCompared, checkComparisonSize, usablePlan, usableRanges } from './usable-comparison.ts';

const USUAL = { alpha: 0.05, power: 0.8 };

/** Plans how many samples find a difference, from the variance that one run or two have shown. */
@Injectable()
export class PowerService {
  constructor(
    private readonly runs: ComparedRuns,
    private readonly pool: ComparisonPool,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Throws `run_not_found`, `unusable_request`, `unsuitable_option`, `unavailable`. */
  async plan(request: PowerRequestDto, signal: AbortSignal): Promise<PowerDto> {
    const { alpha = USUAL.alpha, power = USUAL.power, cluster_by: clusterBy = null } = request;
    checkRuns(request);
    checkPower(power, alpha);
    const runIds = await this.runs.ids(request.run_ids, 'run_ids');
    const found = await this.runs.read(runIds, clusterBy);
    const runs = found.map(({ columns }) => columns);
    const metrics = plannedMetrics(runs, request.metrics ?? []);
    checkComparisonSize(runs.length, metrics.length, Math.max(...runs.map(({ size }) => size)), this.config.maxComparedScores);
    const isPair = runs.length === 2;
    const correlation = request.correlation ?? 0;
    const clustered = clusterBy !== null;
    const ranges = knownRanges(found, metrics, request);
    const question = { ...planned(request), rates: { alpha, power }, correlation, clustered, ranges };
    const results = await this.pool.power({ runs: packRuns(runs, metrics, { clustered }), metrics, question }, signal);
    const from = isPair ? 'pair' : 'run';
    const named = found.map(({ run }) => ({ run_id: run.runId, name: run.name }));
    return {
      run_ids: [...runIds],
      runs: named,
      power,
      alpha,
      variance_from: from,
      assumed_correlation: isPair ? null : correlation,
      results,
    };
  }
}

function planned({ delta, n, margin, repeats, hypotheses = 1 }: PowerRequestDto) {
  return { delta: delta ?? null, n: n ?? null, margin: margin ?? null, repeats: repeats ?? null, hypotheses };
}

/** As a comparison of these runs takes them. */
function knownRanges(found: readonly ComparedRun[], metrics: readonly string[], { ranges, margin }: PowerRequestDto) {
  const told = new Map(Object.entries(ranges ?? {}));
  checkCompared('ranges', told.keys(), metrics);
  const runs = found.map(({ run }) => run);
  const scored = found.map(({ columns }) => columns);
  return usableRanges(scored, metrics, metricRanges(runs, scored, told), margin);
}

/** A test is significant with a chance of alpha where there is no difference: less can't be planned for. */
function checkPower(power: number, alpha: number): void {
  if (power <= alpha) throw new UnusableRequestError(`power must be above alpha, which is ${alpha}; it is ${power}.`);
}

function checkRuns({ run_ids: runIds, correlation }: PowerRequestDto): void {
  if (runIds.length < 1 || runIds.length > 2)
    throw new UnusableRequestError(`run_ids names ${runIds.length} runs; a plan is made from one run or from two.`);

  if (runIds.length === 2 && correlation !== undefined)
    throw new UnusableRequestError('Two runs show their own correlation; leave correlation out, or name one run.');
}

/** Those asked for, or all that the runs have in common. */
function plannedMetrics(runs: readonly ScoredColumns[], asked: readonly string[]): readonly string[] {
  const [run, other] = runs;
  if (run === undefined) return [];
  if (other !== undefined) return usablePlan({ runs, metrics: asked }).metrics;
  const known = [...run.metrics.keys()];
  const shown = known.map((metric) => JSON.stringify(metric)).join(', ');
  if (known.length === 0) throw new UnusableRequestError(`Run ${JSON.stringify(run.runId)} has no scores to plan from.`);
  const unknown = asked.find((metric) => !run.metrics.has(metric));
  if (unknown !== undefined) {
    const name = JSON.stringify(unknown.slice(0, 80));
    throw new UnusableRequestError(`Run ${JSON.stringify(run.runId)} has no metric ${name}; it has ${shown}.`);
  }
  return asked.length === 0 ? known : asked;
}
