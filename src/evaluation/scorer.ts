import { failureOf } from './failure.ts';
import { metricInfo, type NamedMetric } from './named-metric.ts';
import { normalize, type ScaleValue } from './scale.ts';
import type { MetricInfo, Scoring } from './scoring.ts';
import type { FailedTrial, SuccessfulTrial, Trial } from './trial.ts';

/** A value of the metric's scale, not yet checked, and the reason for it. */
export interface Verdict {
  readonly raw: unknown;
  readonly reason: string;
}

/** One metric at work: makes scorings of trials. */
export abstract class Scorer {
  readonly #info: MetricInfo;
  protected readonly named: NamedMetric;

  constructor(named: NamedMetric) {
    this.named = named;
    this.#info = metricInfo(named);
  }

  /**
   * Scores a trial. A metric that throws, takes too long or leaves its scale is a failed scoring; a failed trial is not
   * looked at and scores 0. `null` when the signal aborted it.
   */
  async score(trial: Trial, replicate: number, signal: AbortSignal): Promise<Scoring | null> {
    const identity = { trialId: trial.trialId, row: trial.row, metric: this.#info, replicate };
    if (trial.status === 'failed') return { ...identity, status: 'success', score: scoreOfFailure(trial) };
    try {
      const { raw, reason } = await this.judge(trial, signal);
      const normalized = normalize(this.named.metric.scale, raw);
      return signal.aborted ? null : { ...identity, status: 'success', score: { raw: raw as ScaleValue, normalized, reason } };
    } catch (error) {
      return signal.aborted ? null : { ...identity, status: 'failed', failure: failureOf(error) };
    }
  }

  protected abstract judge(trial: SuccessfulTrial, signal: AbortSignal): Verdict | Promise<Verdict>;
}

function scoreOfFailure({ failure }: FailedTrial): { readonly raw: 0; readonly normalized: 0; readonly reason: string } {
  return { raw: 0, normalized: 0, reason: `The trial failed: ${failure.type}: ${failure.message}` };
}
