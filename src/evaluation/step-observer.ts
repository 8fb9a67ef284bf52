import { aggregate, RunningAggregate } from './aggregate.ts';
import type { EngineEvent, RequestPayload, ScoringPayload, TrialPayload } from './event.ts';
import { type NamedMetric, scoringsPerTrial } from './metric.ts';
import { exampleIdentity, trialId } from './trial-id.ts';
import { TrialIndex } from './trial-index.ts';

const KEPT_EXAMPLES = 5;

interface OpenTrial {
  readonly trial: TrialPayload;
  readonly scorings: ScoringPayload[];
}

/**
 * Watches the events of one step for what the next proposal should know. Whole trials are kept only while their scorings are
 * missing, and of the weakest.
 */
export class StepObserver {
  readonly #scoringsPerTrial: number;
  readonly #hasReplicates: boolean;
  readonly #trials: TrialIndex;
  readonly #open = new Map<number, OpenTrial>();
  readonly #looks = new Map<string, Map<number, RunningAggregate>>();
  readonly #weakest = new WeakestExamples(KEPT_EXAMPLES);
  #request: RequestPayload | null = null;

  /** `repeats` is trials an example. */
  constructor(metrics: readonly NamedMetric[], repeats: number) {
    const looks = metrics.map(scoringsPerTrial);
    this.#scoringsPerTrial = looks.reduce((sum, count) => sum + count, 0);
    this.#trials = new TrialIndex(repeats > 1);
    this.#hasReplicates = repeats > 1 || looks.some((count) => count > 1);
  }

  see(event: EngineEvent): void {
    switch (event.type) {
      case 'trial':
        this.#seeTrial(event.payload);
        return;
      case 'scoring':
        this.#seeScoring(event.payload);
        return;
      case 'proposal':
      case 'step':
      case 'error':
        return;
      default:
        event satisfies never;
    }
  }

  get weakest(): readonly WeakExample[] {
    return this.#weakest.weakest;
  }

  /** By metric; a metric that scored no example twice is absent. */
  get noise(): ReadonlyMap<string, ReplicateNoise> {
    const noise = Array.from(this.#looks, ([name, examples]) => [name, replicateNoise(examples.values())] as const);
    return new Map(noise.filter((entry): entry is [string, ReplicateNoise] => entry[1] !== null));
  }

  /** What the program asked the model for in the first trial that succeeded; `null` while there is none. */
  get request(): RequestPayload | null {
    return this.#request;
  }

  #seeTrial(trial: TrialPayload): void {
    this.#request ??= trial.telemetry?.request ?? null;
    this.#open.set(this.#trials.addTrial(trial).trial, { trial, scorings: [] });
  }

  #seeScoring(scoring: ScoringPayload): void {
    const place = this.#trials.trialOf(scoring);
    const open = place === undefined ? undefined : this.#open.get(place);
    if (place === undefined || open === undefined) return;
    open.scorings.push(scoring);
    if (this.#hasReplicates) this.#addLook(this.#trials.exampleOf(place), scoring);
    if (open.scorings.length < this.#scoringsPerTrial) return;
    this.#open.delete(place);
    this.#weakest.add(open.trial, open.scorings);
  }

  #addLook(example: number, { metric, score }: ScoringPayload): void {
    if (score === undefined) return;
    const examples = this.#looks.get(metric.name) ?? new Map<number, RunningAggregate>();
    this.#looks.set(metric.name, examples);
    const looks = examples.get(example) ?? new RunningAggregate();
    examples.set(example, looks);
    looks.add(score.normalized);
  }
}

/** A trial that scored low, with its scorings. */
export interface WeakExample {
  /** The mean over metrics, below 1. */
  readonly score: number;
  readonly trial: TrialPayload;
  readonly scorings: readonly ScoringPayload[];
}

interface Kept extends WeakExample {
  readonly exampleKey: string;
}

/**
 * Keeps the weakest trials out of any number, at most one of an example's content: equal rows would teach nothing new. The
 * order in which they come does not matter: between equals the trial id decides, which is as good as chance.
 */
class WeakestExamples {
  readonly #size: number;
  #kept: readonly Kept[] = [];

  constructor(size: number) {
    this.#size = size;
  }

  add(trial: TrialPayload, scorings: readonly ScoringPayload[]): void {
    const score = trialScore(scorings);
    if (score === null || score >= 1) return;
    const exampleKey = trialId(exampleIdentity(trial.example.inputs, trial.example.reference), 0);
    const candidate = { exampleKey, score, trial, scorings };
    const rival = this.#kept.find((kept) => kept.exampleKey === exampleKey);
    if (rival !== undefined && byWeakness(rival, candidate) <= 0) return;
    this.#kept = [...this.#kept.filter((kept) => kept !== rival), candidate].sort(byWeakness).slice(0, this.#size);
  }

  get weakest(): readonly WeakExample[] {
    return this.#kept.map(({ score, trial, scorings }) => ({ score, trial, scorings }));
  }
}

/** The mean over metrics of the mean over looks; `null` where none succeeded. */
export function trialScore(scorings: readonly ScoringPayload[]): number | null {
  const byMetric = Map.groupBy(scorings, ({ metric }) => metric.name);
  const means = Array.from(
    byMetric.values(),
    (looks) => aggregate(looks.flatMap(({ score }) => (score === undefined ? [] : [score.normalized]))).mean,
  );
  return aggregate(means.filter((mean) => mean !== null)).mean;
}

function byWeakness(one: WeakExample, other: WeakExample): number {
  return one.score - other.score || (one.trial.trial_id < other.trial.trial_id ? -1 : 1);
}

/** How much the scores of one example differ from look to look. */
export interface ReplicateNoise {
  /** The standard deviation within an example, pooled over examples. */
  readonly sd: number;
  /** What that noise adds to the mean over all examples, as a standard deviation. */
  readonly sdOfMean: number;
}

/**
 * Noise of one metric between replicates, out of the scores of each example; `null` where no example has two.
 *
 * The pooled variance within groups of a one-way layout: Snedecor and Cochran (1989), "Statistical Methods", § 12.3.
 */
function replicateNoise(examples: Iterable<RunningAggregate>): ReplicateNoise | null {
  let squares = 0;
  let freedom = 0;
  let count = 0;
  let inverses = 0;
  for (const example of examples) {
    const { sd, n } = example.aggregate;
    if (sd === null) continue;
    squares += sd * sd * (n - 1);
    freedom += n - 1;
    count += 1;
    inverses += 1 / n;
  }
  if (freedom === 0) return null;
  const sd = Math.sqrt(squares / freedom);
  return { sd, sdOfMean: (sd * Math.sqrt(inverses)) / count };
}
