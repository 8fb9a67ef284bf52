import type { JobEvent } from '../domain/job-event.ts';
import type { ScoringPayload, TrialPayload } from '../evaluation/event.ts';

interface MetricCount {
  /** The most scorings that one trial has got from it: a judge may look more than once. */
  perTrial: number;
  scored: number;
  sum: number;
}

/** Counts what a job has done so far: since its latest proposal, but for the tokens, which are the whole job's. */
export class JobCount {
  readonly #metrics = new Map<string, MetricCount>();
  #plannedTrials: number | null;
  trials = 0;
  scorings = 0;
  failed = 0;
  tokens = 0;
  /** Of optimize: the step under way. */
  stepIndex = 0;
  /** Of optimize: whether the next proposal is being made. */
  isProposing = false;

  /** `plannedTrials` of a step; `metrics` by name. */
  constructor(plannedTrials: number | null, metrics: readonly string[]) {
    this.#plannedTrials = plannedTrials;
    for (const name of metrics) this.#metrics.set(name, { perTrial: 1, scored: 0, sum: 0 });
  }

  add(event: JobEvent): void {
    if (event.type === 'trial') this.#addTrial(event.payload as TrialPayload);
    else if (event.type === 'scoring') this.#addScoring(event.payload as ScoringPayload);
    else if (event.type === 'proposal') this.#beginStep(event.step_index);
    else if (event.type === 'step') this.#endStep();
  }

  get plannedTrials(): number {
    return Math.max(this.#plannedTrials ?? 0, this.trials);
  }

  /** Trials and scorings done, as a share of all: every trial has one scoring a metric, or as many as its judge makes. */
  get share(): number {
    const perTrial = this.#metrics.values().reduce((sum, metric) => sum + metric.perTrial, 1);
    const total = this.plannedTrials * perTrial;
    return total === 0 ? 0 : Math.min(1, (this.trials + this.scorings) / total);
  }

  /** The unweighted mean over metrics of each one's mean; `null` before the first scoring. */
  get score(): number | null {
    const means = [...this.#metrics.values()].filter(({ scored }) => scored > 0).map(({ sum, scored }) => sum / scored);
    return means.length === 0 ? null : means.reduce((sum, mean) => sum + mean, 0) / means.length;
  }

  #addTrial({ status, telemetry }: TrialPayload): void {
    this.trials += 1;
    if (status === 'failed') this.failed += 1;
    this.tokens += (telemetry?.response.input_tokens ?? 0) + (telemetry?.response.output_tokens ?? 0);
  }

  #addScoring({ metric, replicate, score }: ScoringPayload): void {
    const counted = this.#metrics.get(metric.name) ?? { perTrial: 1, scored: 0, sum: 0 };
    this.#metrics.set(metric.name, counted);
    this.scorings += 1;
    counted.perTrial = Math.max(counted.perTrial, replicate + 1);
    if (score === undefined) return;
    counted.scored += 1;
    counted.sum += score.normalized;
  }

  #beginStep(stepIndex: number): void {
    this.stepIndex = stepIndex;
    this.isProposing = false;
    this.trials = 0;
    this.scorings = 0;
    this.failed = 0;
    for (const metric of this.#metrics.values()) {
      metric.scored = 0;
      metric.sum = 0;
    }
  }

  /** Where nobody recorded how many trials a step takes, the first one tells. */
  #endStep(): void {
    this.#plannedTrials ??= this.trials;
    this.isProposing = true;
  }
}
