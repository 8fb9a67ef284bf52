import { Inject, Injectable, Logger, type OnModuleDestroy } from '@nestjs/common';
import { type ForeignVersion, RUN_STORE, type RunStore } from '../../domain/run-store.ts';
import { type FinishedRun, importedRun, namedRun, type NamedRun } from './run-data.ts';

const LOOK_MS = 1_000;

/** Changed runs that are told of in one go; the others have their turn in the next. */
const TOLD_AT_ONCE = 200;

/** Is told how runs stand that no job of ours made, after each change. */
export interface ForeignListener {
  foreignRun(run: NamedRun, found: FinishedRun): void;
}

/**
 * Looks every second, while somebody listens, for imports and runs of Themis that are new or have changed: the bus says nothing of them. What
 * had ended before anybody listened is not told.
 */
@Injectable()
export class ForeignRuns implements OnModuleDestroy {
  readonly #listeners = new Set<ForeignListener>();
  /** What was found last, by id. */
  #known = new Map<string, ForeignVersion>();
  /** Whether the runs that were there before are known: the store may still be reading them. */
  #isCaughtUp = false;
  #looking: Promise<void> | undefined;
  #timer: NodeJS.Timeout | undefined;

  constructor(@Inject(RUN_STORE) private readonly runs: RunStore) {}

  /** Resolves when the runs are known that are there: changes from then on can be told. */
  async begin(): Promise<void> {
    if (this.#listeners.size === 0) this.#known.clear();
    if (this.#timer === undefined) this.#isCaughtUp = false;
    await this.#look();
    this.#timer ??= setInterval(() => this.#lookAgain(), LOOK_MS).unref();
  }

  /** Tells the listener of those that are under way, and of every change from now on. */
  async listen(listener: ForeignListener): Promise<void> {
    this.#listeners.add(listener);
    for (const { runId, isUnderWay } of [...this.#known.values()])
      if (isUnderWay && this.#listeners.has(listener)) await this.#tell(runId, [listener]);
  }

  ignore(listener: ForeignListener): void {
    this.#listeners.delete(listener);
    if (this.#listeners.size === 0) this.#stop();
  }

  onModuleDestroy(): void {
    this.#listeners.clear();
    this.#stop();
  }

  #stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #lookAgain(): void {
    if (this.#listeners.size === 0) this.#stop();
    else void this.#look();
  }

  #look(): Promise<void> {
    this.#looking ??= this.#lookOnce()
      .catch((error: unknown) =>
        new Logger(ForeignRuns.name).warn(`imports and runs of Themis can't be looked for: ${String(error)}`),
      )
      .finally(() => (this.#looking = undefined));
    return this.#looking;
  }

  async #lookOnce(): Promise<void> {
    const isReady = this.runs.state().state !== 'building';
    const found = await this.runs.foreign();
    const there = new Set(found.map(({ runId }) => runId));
    for (const runId of this.#known.keys()) if (!there.has(runId)) this.#known.delete(runId);
    const changed = found.filter(({ runId, version }) => this.#known.get(runId)?.version !== version);
    // What was there before is no news, unless it goes on.
    const news = this.#isCaughtUp ? changed.slice(0, TOLD_AT_ONCE) : changed.filter(({ isUnderWay }) => isUnderWay);
    for (const run of this.#isCaughtUp ? news : changed) this.#known.set(run.runId, run);
    for (const { runId } of news) await this.#tell(runId, [...this.#listeners]);
    this.#isCaughtUp ||= isReady;
  }

  async #tell(runId: string, listeners: readonly ForeignListener[]): Promise<void> {
    if (listeners.length === 0) return;
    const run = await this.runs.find(runId);
    if (run === undefined || run.source === 'job') return;
    for (const listener of listeners) if (this.#listeners.has(listener)) listener.foreignRun(namedRun(runId), importedRun(run));
  }
}
