import { aggregate, RunningAggregate } from './aggregate.ts';
import { CompensatedSum } from './compensated-sum.ts';
import { type Counted, type CountedScoring, rate } from './step-tally.ts';
import type { StepOutcome, Summary } from './summary.ts';

/** What a tally needs to know of a trial. */
export interface CountedTrial extends Counted {
  readonly telemetry?: {
    readonly response: {
      readonly inputTokens: number | null;
      readonly outputTokens: number | null;
      readonly latencySeconds: number;
    };
  };
}

/** Counts the trials and scorings of a whole job, in constant memory. */
export class JobTally {
  readonly #metrics: ReadonlyMap<string, RunningAggregate>;
  readonly #latency = new CompensatedSum();
  #trials = 0;
  #failedTrials = 0;
  #scorings = 0;
  #failedScorings = 0;
  #inputTokens = 0;
  #outputTokens = 0;

  constructor(metricNames: readonly string[]) {
    this.#metrics = new Map(metricNames.map((name) => [name, new RunningAggregate()]));
  }

  addTrial({ status, telemetry }: CountedTrial): void {
    this.#trials += 1;
    if (status === 'failed') this.#failedTrials += 1;
    if (telemetry === undefined) return;
    this.#inputTokens += telemetry.response.inputTokens ?? 0;
    this.#outputTokens += telemetry.response.outputTokens ?? 0;
    this.#latency.add(telemetry.response.latencySeconds);
  }

  addScoring({ status, metric, score }: CountedScoring): void {
    this.#scorings += 1;
    if (status === 'failed') this.#failedScorings += 1;
    if (score !== undefined) this.#metrics.get(metric.name)?.add(score.normalized);
  }

  /** Adds all that another has counted, of the same metrics: the next step of an optimize job. */
  merge(other: JobTally): void {
    for (const [name, metric] of other.#metrics) this.#metrics.get(name)?.merge(metric);
    this.#latency.merge(other.#latency);
    this.#trials += other.#trials;
    this.#failedTrials += other.#failedTrials;
    this.#scorings += other.#scorings;
    this.#failedScorings += other.#failedScorings;
    this.#inputTokens += other.#inputTokens;
    this.#outputTokens += other.#outputTokens;
  }

  /** The job's summary; an optimize job gives its steps. */
  summary(steps?: readonly StepOutcome[]): Summary {
    const perMetric = Array.from(this.#metrics, ([name, metric]) => [name, metric.aggregate] as const);
    const overall = aggregate(perMetric.flatMap(([, { mean }]) => (mean === null ? [] : [mean])));
    return {
      trial_count: this.#trials,
      scoring_count: this.#scorings,
      failure_rate: rate(this.#failedTrials, this.#trials),
      scoring_failure_rate: rate(this.#failedScorings, this.#scorings),
      overall: overall.n === 0 ? null : overall,
      per_metric: Object.fromEntries(perMetric),
      telemetry: { input_tokens: this.#inputTokens, output_tokens: this.#outputTokens, latency: this.#latency.value },
      ...(steps === undefined ? {} : { steps, best_step: bestStep(steps) }),
    };
  }
}

/** The first step with the highest score, `null` where none has a score. */
export function bestStep(steps: readonly StepOutcome[]): StepOutcome | null {
  return steps.reduce<StepOutcome | null>((best, step) => {
    if (step.score === null) return best;
    return step.score > (best?.score ?? -Infinity) ? step : best;
  }, null);
}
