import { type BeforeApplicationShutdown, Inject, Injectable, Logger, type OnModuleInit } from '@nestjs/common';
import { CLOCK, type Clock } from '../domain/clock.ts';
import type { Comparison } from '../domain/comparison.ts';
import { COMPARISON_STORE, type ComparisonStore } from '../domain/comparison-store.ts';
import type { Job } from '../domain/job.ts';
import { JOB_STOPPER, type JobStopper } from '../domain/job-stopper.ts';
import { JOB_STORE, type JobStore } from '../domain/job-store.ts';
import { parseRunId } from '../domain/run-of-job.ts';
import { RUN_STORE, type RunStore } from '../domain/run-store.ts';
import { EventBus } from '../events/event-bus.ts';
import { LiveComparison } from '../statistics/live/live-comparison.ts';
import type { LiveSetup } from '../statistics/live/live-setup.ts';
import { ComparedSide } from './compared-side.ts';
import { type ComparisonSurroundings, FollowedComparison } from './followed-comparison.ts';
import { JobOutcomes } from './job-outcomes.ts';
import { lastState } from './last-state.ts';
import type { PlannedComparison } from './setup-planner.ts';
import { Turns } from './turns.ts';

/** How often to look whether a job goes on that was interrupted. */
const LOOK_MS = 5_000;

/** How often to look for comparisons whose process was lost. */
const TAKE_MS = 15_000;

const NOTHING_YET = { kept: null, last: null };

interface Followed {
  readonly comparison: FollowedComparison;
  readonly stopListening: Map<ComparedSide, () => void>;
}

/** The comparisons on their way in this process: those that are begun here, and at the start those that were left. */
@Injectable()
export class LiveComparisons implements OnModuleInit, BeforeApplicationShutdown {
  readonly #logger = new Logger('Comparison');
  readonly #followed = new Map<string, Followed>();
  /** Those that are being taken. */
  readonly #resuming = new Set<string>();
  readonly #around: ComparisonSurroundings;
  #isClosing = false;
  #timer: NodeJS.Timeout | undefined;
  #takingTimer: NodeJS.Timeout | undefined;

  constructor(
    @Inject(COMPARISON_STORE) private readonly store: ComparisonStore,
    @Inject(JOB_STORE) private readonly jobs: JobStore,
    @Inject(RUN_STORE) runs: RunStore,
    @Inject(JOB_STOPPER) stopper: JobStopper,
    @Inject(CLOCK) clock: Clock,
    private readonly bus: EventBus,
    private readonly outcomes: JobOutcomes,
    turns: Turns,
  ) {
    this.#around = { store, bus, turns, stopper, clock, missing: (runIds) => missingOf(runIds, jobs, runs) };
  }

  onModuleInit(): void {
    this.bus.ofType('job.started').subscribe(({ job }) => {
      void this.#jobStarted(job).catch((error: unknown) => this.#logger.error(String(error)));
    });
    this.bus.ofType('comparison.settled').subscribe(({ comparisonId }) => this.#release(comparisonId));
  }

  /** Goes on with the comparisons that were left, now and from now on. */
  async begin(): Promise<void> {
    await this.#takeLeft();
    this.#timer = setInterval(() => void this.#lookAtWaiting(), LOOK_MS).unref();
    this.#takingTimer = setInterval(() => void this.#takeLeft(), TAKE_MS).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.#isClosing = true;
    clearInterval(this.#timer);
    clearInterval(this.#takingTimer);
    await Promise.all(Array.from(this.#followed.values(), ({ comparison }) => comparison.close({ keeps: true })));
  }

  /** The comparison with this id where it is on its way here. */
  get(comparisonId: string): FollowedComparison | undefined {
    return this.#followed.get(comparisonId)?.comparison;
  }

  /** Takes a comparison that was stored, and goes on from where it is, or begins as planned; resolves once its first state is there. */
  async follow(stored: Comparison, planned?: PlannedComparison): Promise<void> {
    const { id, runIds } = stored;
    const { setup, live, kept, last } = planned === undefined ? await this.#left(id) : { ...planned, ...NOTHING_YET };
    const sides = runIds.map((runId, at) => sideOf(setup, runId, at === 0 ? 'candidate' : 'baseline')) as [
      ComparedSide,
      ComparedSide,
    ];
    const [candidate, baseline] = sides;
    reportGiven(setup, candidate, live);
    const isBaselineEnded = baseline.isGiven || (kept?.baselineEndedAt ?? null) !== null;
    const comparison = new FollowedComparison(
      { comparison: stored, live, candidate, baseline, last, isBaselineEnded },
      this.#around,
    );
    const followed = { comparison, stopListening: new Map<ComparedSide, () => void>() };
    this.#followed.set(id, followed);
    await comparison.start();
    for (const side of sides.filter(({ isGiven }) => !isGiven)) await this.#listenTo(followed, side);
  }

  /** Lets go of a comparison that is to be deleted. */
  async drop(comparisonId: string): Promise<void> {
    const followed = this.#followed.get(comparisonId);
    this.#release(comparisonId);
    await followed?.comparison.close({ keeps: false });
  }

  /** How far a comparison is. */
  async #left(id: string) {
    const [setup, kept, last] = await Promise.all([this.store.setup(id), this.store.kept(id), lastState(this.store, id)]);
    const live = await this.#around.turns.once(() => new LiveComparison(setup, kept));
    return { setup, live, kept, last };
  }

  async #takeLeft(): Promise<void> {
    const left = await this.store.left().catch((error: unknown) => {
      this.#logger.error(`comparisons that were left can't be read: ${String(error)}`);
      return [];
    });
    for (const comparison of left) if (!this.#isClosing && !this.#followed.has(comparison.id)) await this.#resume(comparison);
  }

  async #resume(comparison: Comparison): Promise<void> {
    if (this.#resuming.has(comparison.id)) return;
    this.#resuming.add(comparison.id);
    try {
      // Another server over the same folders may be at it.
      if (await this.store.claim(comparison.id)) await this.follow(comparison);
    } catch (error) {
      this.#logger.error(`comparison ${comparison.id} can't go on: ${String(error)}`, (error as Error).stack);
    } finally {
      this.#resuming.delete(comparison.id);
    }
  }

  /** A job that is gone, or has ended, says so by its log. */
  async #listenTo({ comparison, stopListening }: Followed, side: ComparedSide): Promise<void> {
    const job = await this.jobs.find(side.runId);
    if (job === undefined || this.#isClosing) return;
    stopListening.get(side)?.();
    const listener = {
      scored: (trials: Parameters<ComparedSide['receive']>[0]) => {
        side.receive(trials);
        comparison.wake();
      },
      ended: (ended: Job | undefined) => {
        side.finish(ended ?? job);
        comparison.wake();
      },
    };
    stopListening.set(side, this.outcomes.listen(job, listener));
  }

  /** A job goes on that was interrupted or cancelled, and with it its comparisons. */
  async #jobStarted(job: Job): Promise<void> {
    await this.#goOn(job);
    if (job.resumed === null) return;
    const { comparisons } = await this.store.list({ runId: job.id });
    for (const comparison of comparisons) {
      if (comparison.ended?.reason === 'cancelled') await this.#reopen(comparison);
      // A command that resumes a job did not begin its comparisons at its start.
      else if (comparison.ended === null && !this.#followed.has(comparison.id)) await this.#resume(comparison);
    }
  }

  async #goOn(job: Job): Promise<void> {
    for (const followed of [...this.#followed.values()]) {
      const side = followed.comparison.sides().find(({ runId, isGiven }) => runId === job.id && !isGiven);
      if (side === undefined || side.end === null) continue;
      followed.comparison.goOn(side);
      await this.#listenTo(followed, side);
    }
  }

  /** Of a job that another process has made go on, the bus says nothing. */
  async #lookAtWaiting(): Promise<void> {
    const waiting = [...this.#followed.values()].filter(({ comparison }) => comparison.isWaiting);
    const ids = new Set(waiting.flatMap(({ comparison }) => comparison.sides().flatMap(({ end }) => end?.id ?? [])));
    for (const id of ids) {
      const job = await this.jobs.find(id).catch(() => undefined);
      if (job?.status === 'running') await this.#goOn(job);
    }
  }

  async #reopen(comparison: Comparison): Promise<void> {
    if (!(await this.store.claim(comparison.id))) return;
    const open = { ...comparison, ended: null, endedAt: null, state: null };
    await this.store.update(open);
    await this.#resume(open);
  }

  #release(comparisonId: string): void {
    for (const stop of this.#followed.get(comparisonId)?.stopListening.values() ?? []) stop();
    this.#followed.delete(comparisonId);
  }
}

function sideOf({ finished, metrics }: LiveSetup, runId: string, name: 'candidate' | 'baseline'): ComparedSide {
  const isGiven = finished.some((run) => run.runId === runId);
  return new ComparedSide({ name, runId, isGiven, metrics: metrics.map((metric) => metric.name) });
}

/** What a candidate has scored that was there before the comparison. */
function reportGiven({ finished, order, metrics }: LiveSetup, { runId, isGiven }: ComparedSide, live: LiveComparison): void {
  const scores = finished.find((run) => run.runId === runId)?.scores;
  if (!isGiven || scores === undefined) return;
  order.forEach((row, at) => {
    const ofRow = Object.fromEntries(metrics.map(({ name }) => [name, scores[name]?.[at] ?? null]));
    live.report('candidate', row, 0, { kind: 'scored', scores: ofRow });
  });
}

async function missingOf(runIds: readonly string[], jobs: JobStore, runs: RunStore): Promise<readonly string[]> {
  const missing: string[] = [];
  for (const runId of runIds) {
    const jobId = parseRunId(runId)?.jobId;
    const job = jobId === undefined ? undefined : await jobs.find(jobId);
    if (job === undefined && (await runs.find(runId)) === undefined) missing.push(runId);
  }
  return missing;
}
