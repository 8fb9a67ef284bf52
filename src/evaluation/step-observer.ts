import { RunningAggregate } from './aggregate.ts';
import type { EngineEvent, ScoringPayload, TelemetryPayload, TrialPayload } from './event.ts';
import { type NamedMetric, scoringsPerTrial } from './named-metric.ts';
import { type ReplicateNoise, replicateNoise } from './replicate-noise.ts';
import { exampleIdentity, trialId } from './trial-id.ts';
import { WeakestExamples, type WeakExample } from './weakest-examples.ts';

const KEPT_EXAMPLES = 5;

interface OpenTrial {
  readonly exampleKey: string;
  readonly trial: TrialPayload;
  readonly scorings: ScoringPayload[];
}

/**
 * Watches the events of one step for what the next proposal should know. It takes them as the archive has them, live or
 * read back, and keeps whole trials only while they wait for their scorings, and of the weakest.
 */
export class StepObserver {
  readonly #scoringsPerTrial: number;
  readonly #hasReplicates: boolean;
  readonly #open = new Map<string, OpenTrial>();
  readonly #looks = new Map<string, Map<string, RunningAggregate>>();
  readonly #weakest = new WeakestExamples(KEPT_EXAMPLES);
  #request: TelemetryPayload['request'] | null = null;

  /** `repeats` is trials an example. */
  constructor(metrics: readonly NamedMetric[], repeats: number) {
    const looks = metrics.map(scoringsPerTrial);
    this.#scoringsPerTrial = looks.reduce((sum, count) => sum + count, 0);
    this.#hasReplicates = repeats > 1 || looks.some((count) => count > 1);
  }

  see({ type, payload }: EngineEvent): void {
    if (type === 'trial') this.#seeTrial(payload);
    else if (type === 'scoring') this.#seeScoring(payload);
  }

  get weakest(): readonly WeakExample[] {
    return this.#weakest.weakest;
  }

  /** By metric; a metric of which no example was scored twice is not there. */
  get noise(): ReadonlyMap<string, ReplicateNoise> {
    const noise = Array.from(this.#looks, ([name, examples]) => [name, replicateNoise(examples.values())] as const);
    return new Map(noise.filter((entry): entry is [string, ReplicateNoise] => entry[1] !== null));
  }

  /** What the program asked the model for in the first trial that succeeded; `null` while there is none. */
  get request(): TelemetryPayload['request'] | null {
    return this.#request;
  }

  #seeTrial(trial: TrialPayload): void {
    this.#request ??= trial.telemetry?.request ?? null;
    // A row that stands twice in its dataset has one id: its first trial is enough.
    if (this.#open.has(trial.trial_id)) return;
    const { inputs, reference } = trial.example;
    this.#open.set(trial.trial_id, { exampleKey: trialId(exampleIdentity(inputs, reference), 0), trial, scorings: [] });
  }

  #seeScoring(scoring: ScoringPayload): void {
    const open = this.#open.get(scoring.trial_id);
    if (open === undefined) return;
    open.scorings.push(scoring);
    if (this.#hasReplicates) this.#addLook(open.exampleKey, scoring);
    if (open.scorings.length < this.#scoringsPerTrial) return;
    this.#open.delete(scoring.trial_id);
    this.#weakest.add(open.exampleKey, open.trial, open.scorings);
  }

  #addLook(exampleKey: string, { metric, score }: ScoringPayload): void {
    if (score === undefined) return;
    const examples = this.#looks.get(metric.name) ?? new Map<string, RunningAggregate>();
    this.#looks.set(metric.name, examples);
    const looks = examples.get(exampleKey) ?? new RunningAggregate();
    examples.set(exampleKey, looks);
    looks.add(score.normalized);
  }
}
