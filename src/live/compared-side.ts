import type { Job } from '../domain/job.ts';
import type { LiveComparison } from '../statistics/live/live-comparison.ts';
import type { ScoredTrial } from './trial-collector.ts';

/** How many trials are looked at in one step. */
const TAKEN_AT_ONCE = 200;

export interface SideOptions {
  readonly name: 'candidate' | 'baseline';
  readonly runId: string;
  readonly metrics: readonly string[];
  /** Whether all its scores were there before the comparison began. */
  readonly isGiven: boolean;
}

/**
 * One of the two runs of a comparison. A trial without a score in one of the metrics waits to be made again; once its job is done, what it lacks
 * counts as the worst (statistics.md §14).
 */
export class ComparedSide {
  readonly name: SideOptions['name'];
  readonly runId: string;
  readonly isGiven: boolean;
  readonly #metrics: readonly string[];
  readonly #unscored = new Map<string, ScoredTrial>();
  #inbox: (readonly ScoredTrial[])[] = [];
  #taken = 0;
  #end: Job | null = null;

  constructor({ name, runId, metrics, isGiven }: SideOptions) {
    this.name = name;
    this.runId = runId;
    this.#metrics = metrics;
    this.isGiven = isGiven;
  }

  /** The job, once nothing more of it comes; `null` while some does, or it goes on. */
  get end(): Job | null {
    return this.#end;
  }

  /** Whether nothing more comes of it. */
  get isOver(): boolean {
    return this.isGiven || this.#end !== null;
  }

  receive(trials: readonly ScoredTrial[]): void {
    // What it is part of grows.
    this.#inbox.push(trials.slice());
  }

  finish(job: Job): void {
    this.#end = job;
  }

  goOn(): void {
    this.#end = null;
  }

  /** Reports some of what has come; returns whether there was anything. Throws UnsuitableOptionError for a score outside of its range. */
  report(live: LiveComparison): boolean {
    const [trials] = this.#inbox;
    if (trials === undefined) return this.#reportUnscored(live);
    for (const trial of trials.slice(this.#taken, this.#taken + TAKEN_AT_ONCE)) this.#reportTrial(live, trial);
    this.#taken += TAKEN_AT_ONCE;
    if (this.#taken >= trials.length) {
      this.#inbox.shift();
      this.#taken = 0;
    }
    return true;
  }

  #reportTrial(live: LiveComparison, trial: ScoredTrial): void {
    const key = `${trial.row}/${trial.replicate}`;
    const isScored = this.#metrics.every((metric) => typeof trial.scores[metric] === 'number');
    if (isScored) {
      this.#unscored.delete(key);
      live.report(this.name, String(trial.row), trial.replicate, { kind: 'scored', scores: trial.scores });
    } else {
      this.#unscored.set(key, trial);
    }
  }

  /** Of a job that is done, not of one that may go on. */
  #reportUnscored(live: LiveComparison): boolean {
    if (this.#end?.status !== 'done' || this.#unscored.size === 0) return false;
    for (const { row, replicate, scores } of this.#unscored.values())
      live.report(this.name, String(row), replicate, { kind: 'scored', scores });
    this.#unscored.clear();
    return true;
  }
}
