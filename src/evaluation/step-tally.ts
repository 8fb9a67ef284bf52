import { aggregate } from './aggregate.ts';
import type { Aggregate, StepSummary } from './event.ts';

/** One trial or scoring, as far as it is counted. */
export interface Counted {
  readonly status: 'success' | 'failed';
}

/** What a tally needs to know of a scoring. */
export interface CountedScoring extends Counted {
  readonly metric: { readonly name: string };
  readonly score?: { readonly normalized: number };
}

interface ExampleScores {
  sum: number;
  n: number;
}

/** Counts the trials and scorings of one step. It keeps two numbers for each example and metric. */
export class StepTally {
  readonly #scores: ReadonlyMap<string, Map<string, ExampleScores>>;
  #trials = 0;
  #failedTrials = 0;
  #scorings = 0;
  #failedScorings = 0;

  constructor(metricNames: readonly string[]) {
    this.#scores = new Map(metricNames.map((name) => [name, new Map()]));
  }

  addTrial(trial: Counted): void {
    this.#trials += 1;
    if (trial.status === 'failed') this.#failedTrials += 1;
  }

  /** `exampleKey` is the same for all trials of an example. */
  addScoring(exampleKey: string, { status, metric, score }: CountedScoring): void {
    this.#scorings += 1;
    if (status === 'failed') this.#failedScorings += 1;
    const examples = this.#scores.get(metric.name);
    if (score === undefined || examples === undefined) return;
    const seen = examples.get(exampleKey) ?? { sum: 0, n: 0 };
    seen.sum += score.normalized;
    seen.n += 1;
    examples.set(exampleKey, seen);
  }

  /** Per metric the mean over examples of the example's mean over replicates; overall the mean over metrics. */
  get summary(): StepSummary {
    const perMetric = Array.from(this.#scores, ([name, examples]) => [name, meanOverExamples(examples.values())] as const);
    return {
      overall: aggregate(perMetric.flatMap(([, { mean }]) => (mean === null ? [] : [mean]))),
      per_metric: Object.fromEntries(perMetric),
      failure_rate: rate(this.#failedTrials, this.#trials),
      scoring_failure_rate: rate(this.#failedScorings, this.#scorings),
    };
  }
}

/** A part of a whole; 0 of nothing is 0. */
export function rate(part: number, whole: number): number {
  return whole === 0 ? 0 : part / whole;
}

function meanOverExamples(examples: Iterable<ExampleScores>): Aggregate {
  return aggregate(Iterator.from(examples).map(({ sum, n }) => sum / n));
}
