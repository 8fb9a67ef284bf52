import { hash } from 'node:crypto';
import { exampleIdentity, trialId } from '../../evaluation/trial-id.ts';
import type { ScoringPayload, StepPayload, TrialPayload } from '../../evaluation/event.ts';
import { CompensatedSum } from '../../evaluation/compensated-sum.ts';
import { isScore } from '../../statistics/scored-run.ts';

/** What is known of a metric beside its scores. */
export interface KnownMetric {
  readonly description: string;
  readonly kind: string;
}

interface MetricScores extends KnownMetric {
  readonly sums: number[];
  readonly counts: number[];
}

interface Replicate {
  readonly exampleKey: string;
  /** The id that the first replicate should have, where it never came. */
  readonly firstId: string;
}

/** The trials of one step with their scores, as they come. */
export class StepScores {
  readonly stepIndex: number;
  failedTrials = 0;
  failedScorings = 0;
  /** What the step's last event said; `undefined` while it is not finished. */
  finished: StepPayload | undefined;
  readonly seqs: number[] = [];
  readonly #trialIds: string[] = [];
  readonly #replicates = new Map<number, Replicate>();
  readonly #firstIds = new Map<string, string>();
  readonly #positions = new Map<string, number>();
  readonly #metrics = new Map<string, MetricScores>();

  constructor(stepIndex: number) {
    this.stepIndex = stepIndex;
  }

  get size(): number {
    return this.seqs.length;
  }

  get metricNames(): readonly string[] {
    return [...this.#metrics.keys()];
  }

  /** `isRepeated`: whether further replicates may come. `exact` gives the example with its numbers as the text has them. */
  addTrial(seq: number, payload: TrialPayload, isRepeated: boolean, exact: () => TrialPayload['example']): void {
    const sample = this.seqs.push(seq) - 1;
    this.#trialIds.push(payload.trial_id);
    if (!this.#positions.has(payload.trial_id)) this.#positions.set(payload.trial_id, sample);
    if (payload.status === 'failed') this.failedTrials += 1;
    const isFirst = payload.replicate === 0;
    if (isFirst && !isRepeated) return;
    const exampleKey = hash('sha1', JSON.stringify(payload.example));
    if (isFirst) {
      this.#firstIds.set(exampleKey, payload.trial_id);
    } else {
      const { inputs, reference } = exact();
      this.#replicates.set(sample, { exampleKey, firstId: trialId(exampleIdentity(inputs, reference), 0) });
    }
  }

  addScoring({ trial_id: id, metric, status, score }: ScoringPayload): void {
    const sample = this.#positions.get(id);
    if (sample === undefined) return;
    const scores = this.#metric(metric);
    if (status === 'success' && isScore(score?.normalized)) {
      scores.sums[sample] = (scores.sums[sample] ?? 0) + score.normalized;
      scores.counts[sample] = (scores.counts[sample] ?? 0) + 1;
    } else {
      this.failedScorings += 1;
    }
  }

  /** The id under which a sample is compared: the same for all replicates of an example. */
  comparedId(sample: number): string {
    const replicate = this.#replicates.get(sample);
    if (replicate === undefined) return this.#trialIds[sample] ?? '';
    return this.#firstIds.get(replicate.exampleKey) ?? replicate.firstId;
  }

  /** The mean of a trial's scorings in a metric; NaN where none succeeded. */
  score(sample: number, metric: string): number {
    const scores = this.#metrics.get(metric);
    const first = this.#positions.get(this.#trialIds[sample] ?? '') ?? sample;
    const count = scores?.counts[first];
    return scores === undefined || count === undefined ? NaN : (scores.sums[first] ?? NaN) / count;
  }

  /** Per metric the mean over the samples that have a score. */
  means(): Record<string, number> {
    const means: [string, number][] = [];
    for (const metric of this.#metrics.keys()) {
      const total = new CompensatedSum();
      let count = 0;
      for (let sample = 0; sample < this.size; sample += 1) {
        const score = this.score(sample, metric);
        if (Number.isNaN(score)) continue;
        total.add(score);
        count += 1;
      }
      if (count > 0) means.push([metric, total.value / count]);
    }
    return Object.fromEntries(means);
  }

  knownMetrics(): Record<string, KnownMetric> {
    return Object.fromEntries([...this.#metrics].map(([name, { description, kind }]) => [name, { description, kind }]));
  }

  #metric({ name, description, kind }: ScoringPayload['metric']): MetricScores {
    let scores = this.#metrics.get(name);
    if (scores === undefined) {
      scores = { description, kind, sums: [], counts: [] };
      this.#metrics.set(name, scores);
    }
    return scores;
  }
}
