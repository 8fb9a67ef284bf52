import type { ScoringPayload, TrialPayload } from '../../evaluation/event.ts';
import { exampleIdentity, trialId } from '../../evaluation/trial-id.ts';
import { TrialIndex } from '../../evaluation/trial-index.ts';
import { isScore } from '../../statistics/scored-run.ts';

interface MetricScores {
  readonly sums: number[];
  readonly counts: number[];
}

/** The scores of one step, trial by trial; a trial is a sample. */
export class StepScores {
  readonly stepIndex: number;
  /** By sample: the `seq` of its trial. */
  readonly seqs: number[] = [];
  readonly #index: TrialIndex;
  readonly #rows: number[] = [];
  /** By example: the id of its first replicate. */
  readonly #ids: string[] = [];
  readonly #metrics = new Map<string, MetricScores>();

  /** `isRepeated`: whether an example may have more than one trial. */
  constructor(stepIndex: number, isRepeated: boolean) {
    this.stepIndex = stepIndex;
    this.#index = new TrialIndex(isRepeated);
  }

  get size(): number {
    return this.seqs.length;
  }

  get metricNames(): readonly string[] {
    return [...this.#metrics.keys()];
  }

  /** `exact` gives the example with its numbers as the text has them. */
  addTrial(seq: number, payload: TrialPayload, exact: () => TrialPayload['example']): void {
    const { trial, example } = this.#index.addTrial(payload);
    if (trial < this.size) return;
    this.seqs.push(seq);
    this.#rows.push(payload.row ?? example);
    if (payload.replicate === 0) {
      this.#ids[example] = payload.trial_id;
    } else if (this.#ids[example] === undefined) {
      const { inputs, reference } = exact();
      this.#ids[example] = trialId(exampleIdentity(inputs, reference), 0);
    }
  }

  addScoring(payload: ScoringPayload): void {
    const sample = this.#index.trialOf(payload);
    const { metric, status, score } = payload;
    if (sample === undefined) return;
    const scores = this.#metric(metric.name);
    if (status !== 'success' || !isScore(score?.normalized)) return;
    scores.sums[sample] = (scores.sums[sample] ?? 0) + score.normalized;
    scores.counts[sample] = (scores.counts[sample] ?? 0) + 1;
  }

  /** The id under which a sample is compared: the same for all replicates of an example, and for rows that are equal. */
  comparedId(sample: number): string {
    return this.#ids[this.#index.exampleOf(sample)] ?? '';
  }

  /** The place of the sample's example in its dataset, or in the order of events: it tells equal rows apart. */
  row(sample: number): number {
    return this.#rows[sample] ?? 0;
  }

  /** The mean of a trial's scorings in a metric; NaN where none succeeded. */
  score(sample: number, metric: string): number {
    const scores = this.#metrics.get(metric);
    const count = scores?.counts[sample];
    return scores === undefined || count === undefined ? NaN : (scores.sums[sample] ?? NaN) / count;
  }

  #metric(name: string): MetricScores {
    let scores = this.#metrics.get(name);
    if (scores === undefined) {
      scores = { sums: [], counts: [] };
      this.#metrics.set(name, scores);
    }
    return scores;
  }
}
