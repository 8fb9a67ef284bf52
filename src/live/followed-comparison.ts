import { Logger } from '@nestjs/common';
import type { Clock } from '../domain/clock.ts';
import type { Comparison, ComparisonEnd } from '../domain/comparison.ts';
import type { ComparisonStore } from '../domain/comparison-store.ts';
import { AssayError } from '../domain/errors.ts';
import type { Job } from '../domain/job.ts';
import type { JobStopper } from '../domain/job-stopper.ts';
import type { EventBus } from '../events/event-bus.ts';
import { Wakeup } from '../feed/wakeup.ts';
import { InvalidComparisonError } from '../statistics/invalid-comparison.ts';
import type { LiveComparison, LiveState } from '../statistics/live/live-comparison.ts';
import type { ComparedSide } from './compared-side.ts';
import { type Saved, stateBatch, type StateDocument, stateDocument } from './comparison-wire.ts';
import { type StatePace, statePace } from './state-pace.ts';
import type { Turns } from './turns.ts';

/** How far a comparison gets before that is kept. */
const KEPT_SAMPLES = 200;
const KEPT_MS = 5_000;

/** How often to look whether both runs are still there. */
const LOOK_MS = 2_000;

/** How long to wait for a disk that takes nothing. */
const RETRY_MS = 2_000;

export interface ComparisonParts {
  readonly comparison: Comparison;
  readonly live: LiveComparison;
  readonly candidate: ComparedSide;
  readonly baseline: ComparedSide;
  /** What was said last; `null` at the beginning. */
  readonly last: StateDocument | null;
  /** Whether the baseline is a control already. */
  readonly isBaselineEnded: boolean;
}

export interface ComparisonSurroundings {
  readonly store: ComparisonStore;
  readonly bus: EventBus;
  readonly turns: Turns;
  readonly stopper: JobStopper;
  readonly clock: Clock;
  /** The runs of these that are not there any more. */
  readonly missing: (runIds: readonly string[]) => Promise<readonly string[]>;
}

/** One comparison on its way: takes what comes of its two runs, says how it stands, and ends it. */
export class FollowedComparison {
  readonly #logger = new Logger('Comparison');
  readonly #parts: ComparisonParts;
  readonly #around: ComparisonSurroundings;
  readonly #wakeup = new Wakeup();
  readonly #pace: StatePace;
  #comparison: Comparison;
  #last: StateDocument | null;
  #state: LiveState;
  /** Samples since it was last kept, and when that was. */
  #unkept = 0;
  #keptAt = performance.now();
  #lookedAt = -Infinity;
  #isBaselineEnded: boolean;
  /** Whether it has all its rows, once nothing more comes of it. */
  #isBaselineWhole: boolean | undefined;
  /** Whether the candidate's job was told to end. */
  #hasOrdered = false;
  #isClosed = false;
  #going: Promise<void> = Promise.resolve();

  constructor(parts: ComparisonParts, around: ComparisonSurroundings) {
    this.#parts = parts;
    this.#around = around;
    this.#comparison = parts.comparison;
    this.#last = parts.last;
    this.#state = parts.live.state();
    this.#pace = statePace(parts.last);
    this.#isBaselineEnded = parts.isBaselineEnded;
  }

  get comparison(): Comparison {
    return this.#comparison;
  }

  /** What was said last; `null` before anything was. */
  get last(): StateDocument | null {
    return this.#last;
  }

  /** Whether it can't go on until a job that was interrupted does. */
  get isWaiting(): boolean {
    return this.#awaited() !== undefined && this.#comparison.ended === null;
  }

  sides(): readonly ComparedSide[] {
    return [this.#parts.candidate, this.#parts.baseline];
  }

  /** Begins to work; resolves once the first state is there. */
  async start(): Promise<void> {
    if (this.#last === null) await this.#say(null);
    this.#going = this.#go();
  }

  /** Something has come, or ended. */
  wake(): void {
    this.#wakeup.wake();
  }

  /** A job of it goes on: what was known of its end holds no more, and it has to be told again if it is to end. */
  goOn(side: ComparedSide): void {
    side.goOn();
    this.#isBaselineWhole = undefined;
    this.#hasOrdered = false;
    this.wake();
  }

  /** Stops the work where it is, and keeps how far it is unless the comparison is to be deleted. */
  async close({ keeps }: { readonly keeps: boolean }): Promise<void> {
    this.#isClosed = true;
    this.wake();
    await this.#going;
    if (keeps && this.#unkept > 0) await this.#keep().catch((error: unknown) => this.#logger.warn(String(error)));
  }

  async #go(): Promise<void> {
    while (!this.#isClosed && this.#comparison.ended === null) {
      try {
        await this.#work();
      } catch (error) {
        if (isLost(error)) return;
        if (error instanceof InvalidComparisonError) {
          await this.#retried(() => this.#end({ reason: 'failed', detail: error.message }));
          return;
        }
        this.#logger.error(`comparison ${this.#comparison.id} can't go on for now: ${String(error)}`, (error as Error).stack);
        this.#wakeup.reset();
        await this.#wakeup.wait(RETRY_MS);
      }
    }
  }

  async #work(): Promise<void> {
    this.#wakeup.reset();
    await this.#around.turns.run(() => this.#step());
    if (this.#isClosed) return;
    if (this.#canEndBaseline()) {
      await this.#endBaseline();
      return;
    }
    const isAtEnd = this.#isAtEnd();
    if (isAtEnd || this.#pace.isDue(this.#state)) await this.#say(null);
    if (this.#unkept >= KEPT_SAMPLES || performance.now() - this.#keptAt > KEPT_MS) await this.#keep();
    if (isAtEnd) await this.#endWithStop();
    else if (this.#hasMore()) return;
    else await this.#endIfNothingComes();
    if (this.#comparison.ended === null) await this.#wakeup.wait(this.#pace.msLeft(this.#state, LOOK_MS));
  }

  /** Takes what has come, or one sample; returns whether to go on at once. */
  #step(): boolean {
    if (this.#isClosed) return false;
    const { live, candidate, baseline } = this.#parts;
    if (candidate.report(live) || baseline.report(live)) return true;
    if (this.#canEndBaseline() || this.#isAtEnd()) return false;
    const state = live.advance();
    if (state === null) return false;
    this.#state = state;
    this.#unkept += 1;
    return !this.#isAtEnd() && !this.#pace.isDue(state) && this.#unkept < KEPT_SAMPLES;
  }

  /** Whether a sample could be taken at once. */
  #hasMore(): boolean {
    return this.#parts.live.canAdvance();
  }

  /** What was said of later samples must stay true: until then the baseline was not a control. */
  #canEndBaseline(): boolean {
    const { live, baseline } = this.#parts;
    if (this.#isBaselineEnded || baseline.end?.status !== 'done' || this.#state.n < (this.#last?.n ?? 0)) return false;
    return (this.#isBaselineWhole ??= live.isBaselineWhole());
  }

  /** It is kept from where on it is a control before anything is said with it. */
  async #endBaseline(): Promise<void> {
    this.#parts.live.endBaseline();
    this.#isBaselineEnded = true;
    await this.#keep();
  }

  /** Whether no further sample is to be taken. */
  #isAtEnd(): boolean {
    return this.#state.ended !== null || (this.#comparison.stop && this.#state.isDecided);
  }

  async #endWithStop(): Promise<void> {
    const reason = this.#endReason();
    const { candidate } = this.#parts;
    const stops = this.#comparison.stop && reason !== 'complete' && !candidate.isGiven;
    if (!stops) await this.#end({ reason, detail: null });
    else if (candidate.end === null) this.#order(reason);
    else if (candidate.end.status !== 'interrupted') await this.#end({ reason, detail: null }, savedBy(candidate.end));
    if (this.#comparison.ended === null) await this.#endIfDeleted();
  }

  #endReason(): 'decided' | 'complete' | 'max_samples' {
    if (this.#state.ended === 'complete') return 'complete';
    return this.#state.isDecided && this.#comparison.stop ? 'decided' : 'max_samples';
  }

  /** The state with the decision is stored by now. */
  #order(reason: 'decided' | 'max_samples'): void {
    if (this.#hasOrdered) return;
    this.#hasOrdered = true;
    const because = reason === 'decided' ? 'verdict' : 'max_samples';
    const decision = { comparisonId: this.#comparison.id, samples: this.#state.n, because } as const;
    this.#around.stopper.decide(this.#parts.candidate.runId, decision);
  }

  /** Ends it where a run was deleted, or the next sample can't come any more. */
  async #endIfNothingComes(): Promise<void> {
    const { live } = this.#parts;
    const stuck = this.sides().find((side) => side.isOver && !live.hasNext(side.name) && side.end?.status !== 'interrupted');
    await this.#endIfDeleted(stuck !== undefined);
    if (this.#comparison.ended === null && stuck !== undefined)
      await this.#end({ reason: 'cancelled', detail: endedEarly(stuck) });
  }

  /** A run that was deleted before it was listened to says nothing of its end, so both are looked up, now and then or at once. */
  async #endIfDeleted(isUrgent = false): Promise<void> {
    if (!isUrgent && performance.now() - this.#lookedAt < LOOK_MS) return;
    this.#lookedAt = performance.now();
    const [missing] = await this.#around.missing(this.sides().map(({ runId }) => runId));
    const side = this.sides().find(({ runId }) => runId === missing);
    if (side !== undefined) await this.#end({ reason: 'run_deleted', detail: `the ${side.name}, ${side.runId}, was deleted` });
  }

  /** The side whose job was interrupted, where nothing goes on before it does. */
  #awaited(): ComparedSide | undefined {
    const { live, candidate } = this.#parts;
    const isInterrupted = (side: ComparedSide): boolean => side.end?.status === 'interrupted';
    // One that is to be stopped has to go on for that.
    if (this.#isAtEnd()) return isInterrupted(candidate) ? candidate : undefined;
    return this.sides().find((side) => isInterrupted(side) && !live.hasNext(side.name));
  }

  async #end(ended: ComparisonEnd, saved: Saved | null = null): Promise<void> {
    await this.#keep();
    await this.#say(ended, saved);
    this.#comparison = {
      ...this.#comparison,
      ended,
      endedAt: this.#around.clock.now(),
      state: this.#last,
    };
    await this.#around.store.update(this.#comparison);
    this.#around.bus.publish({ type: 'comparison.settled', comparisonId: this.#comparison.id });
  }

  /** Stores a state, and then tells it. */
  async #say(ended: ComparisonEnd | null, saved: Saved | null = null): Promise<void> {
    const { store, bus } = this.#around;
    const { id } = this.#comparison;
    if (ended === null && this.#last?.n === this.#state.n) return;
    const state = stateDocument(id, (this.#last?.seq ?? -1) + 1, this.#state, { ended, saved });
    const batch = stateBatch(state);
    await store.appendStates(id, batch);
    this.#last = state;
    this.#pace.said(this.#state);
    bus.publish({ type: 'comparison.states', comparisonId: id, batch });
  }

  async #keep(): Promise<void> {
    await this.#around.store.keep(this.#comparison.id, this.#parts.live.kept());
    this.#unkept = 0;
    this.#keptAt = performance.now();
  }

  async #retried(work: () => Promise<void>): Promise<void> {
    while (!this.#isClosed) {
      try {
        await work();
        return;
      } catch (error) {
        if (isLost(error)) return;
        this.#logger.error(`the end of comparison ${this.#comparison.id} can't be stored for now: ${String(error)}`);
        this.#wakeup.reset();
        await this.#wakeup.wait(RETRY_MS);
      }
    }
  }
}

/** It was deleted, or another process has taken it over. */
function isLost(error: unknown): boolean {
  return error instanceof AssayError && ['comparison_not_found', 'illegal_move'].includes(error.code);
}

function endedEarly({ name, runId, end }: ComparedSide): string {
  const how = end === null ? 'has no score for the next row' : `is ${end.status}, and its next row was not scored`;
  const advice = end?.status === 'cancelled' || end?.status === 'error' ? ': resume it, and the comparison goes on' : '';
  return `the ${name}, ${runId}, ${how}${advice}`;
}

/** As the job's manifest says; `null` where it does not. */
function savedBy({ status, stopped }: Job): Saved | null {
  if (stopped?.reason !== 'decided') return status === 'done' ? { trials: 0, cost_usd: 0 } : null;
  const { trials_saved: trials, cost_saved_usd: cost } = stopped;
  return typeof trials === 'number' ? { trials, cost_usd: typeof cost === 'number' ? cost : null } : null;
}
