import { RunNotFoundError } from '../domain/errors.ts';
import { isSettled, type Job } from '../domain/job.ts';
import { ClientMessageError } from './client-message.ts';
import { finishedRun, type FinishedRun, type FinishedWorld } from './finished-run.ts';
import type { WatchWorld } from './job-watch.ts';
import type { JobWatches } from './job-watches.ts';
import type { Outbox } from './outbox.ts';
import { completedNews, startedNews, type RunListener, type RunNews } from './run-news.ts';
import { RunPumps } from './run-pumps.ts';
import { mayHaveRun, runRef, type RunRef } from './run-ref.ts';
import { textFrame } from './text-frame.ts';
import { errorMessage, subscribedMessage, unsubscribedMessage } from './wire-message.ts';

/** Every run there is or will be. */
const ALL = '*';
const MAX_SUBSCRIPTIONS = 1_000;
const GOING_AWAY = 1001;

export interface SessionWorld extends WatchWorld, FinishedWorld {
  readonly watches: JobWatches;
}

export interface SubscribeRequest {
  readonly run_id: string;
  readonly events?: boolean;
  readonly from_seq?: number;
}

interface Subscription {
  readonly run: RunRef;
  /** The first event wanted; `null` where none are. */
  readonly eventsFrom: number | null;
}

/** What one client has subscribed to, and what it is told. */
export class WsSession implements RunListener {
  readonly #world: SessionWorld;
  readonly #outbox: Outbox;
  readonly #pumps: RunPumps;
  readonly #subscriptions = new Map<string, Subscription>();
  /** Runs that have ended and whose last events are still on their way, and what tells of the end after these. */
  readonly #ending = new Map<string, Buffer>();
  #all: { readonly events: boolean } | null = null;
  #hasEnded = false;

  constructor(world: SessionWorld, outbox: Outbox) {
    this.#world = world;
    this.#outbox = outbox;
    this.#pumps = new RunPumps(world, outbox);
  }

  /** Answers, and tells where the run stands. Throws what is wrong with the request. */
  async subscribe({ run_id: runId, events = false, from_seq: fromSeq }: SubscribeRequest): Promise<void> {
    if (fromSeq !== undefined && !events) throw new ClientMessageError('from_seq goes with "events": true', runId);
    if (runId === ALL) {
      await this.#subscribeToAll(events, fromSeq);
      return;
    }
    if (this.#subscriptions.size >= MAX_SUBSCRIPTIONS && !this.#subscriptions.has(runId)) {
      throw new ClientMessageError(
        `a connection has at most ${MAX_SUBSCRIPTIONS} subscriptions: unsubscribe, or take "*"`,
        runId,
      );
    }
    const subscription = { run: runRef(runId), eventsFrom: events ? (fromSeq ?? 0) : null };
    const job = await this.#world.store.find(subscription.run.jobId);
    if (job !== undefined && !isSettled(job.status) && mayHaveRun(job, subscription.run)) this.#watch(subscription, job);
    else this.#replay(subscription, await finishedRun(this.#world, subscription.run, job));
  }

  unsubscribe(runId: string): void {
    if (runId === ALL) this.#dropAll();
    else this.#drop(runId);
    this.#outbox.send(textFrame(unsubscribedMessage(runId)));
  }

  wants(runId: string): boolean {
    return this.#all !== null || this.#subscriptions.has(runId);
  }

  tell(news: RunNews): void {
    if (news.kind === 'progress') {
      this.#outbox.sendProgress(news.frame);
      return;
    }
    if (news.kind === 'started') this.#outbox.send(news.frame);
    this.#startEvents(news.run);
    if (news.kind === 'completed') this.#finish(news);
  }

  /** What was subscribed to and never began won't any more. */
  jobEnded(jobId: string): void {
    for (const runId of this.#runIdsOf(jobId).filter((id) => !this.#ending.has(id))) {
      this.#forget(runId);
      this.#outbox.send(textFrame(errorMessage(`${new RunNotFoundError(runId).message}: its job has ended before`, runId)));
    }
  }

  jobLost(jobId: string): void {
    for (const runId of new Set([...this.#runIdsOf(jobId), ...(this.#all === null ? [] : [jobId])])) {
      this.#forget(runId);
      this.#outbox.send(textFrame(errorMessage('the run can’t be followed any further; the server’s log says why', runId)));
    }
  }

  /** Resolves when all events that the peer may have now are on their way. */
  async idle(): Promise<void> {
    await this.#pumps.idle();
  }

  /** Tells the peer that the server stops. */
  close(): void {
    this.#outbox.close(GOING_AWAY, 'the server stops');
  }

  /** The peer is gone. */
  end(): void {
    this.#hasEnded = true;
    this.#all = null;
    this.#subscriptions.clear();
    this.#world.watches.ignoreAll(this);
    this.#pumps.stopAll();
  }

  async #subscribeToAll(events: boolean, fromSeq: number | undefined): Promise<void> {
    if (fromSeq !== undefined)
      throw new ClientMessageError('from_seq counts the events of one job: leave it out with run_id "*"', ALL);

    // What has ended meanwhile won't begin anew, and is brought to its end.
    for (const runId of this.#onlyOfAll()) if (!this.#ending.has(runId)) this.#pumps.stop(runId);
    this.#all = { events };
    this.#outbox.send(textFrame(subscribedMessage(ALL)));
    await this.#world.watches.listenToAll(this);
  }

  #watch(subscription: Subscription, job: Job): void {
    if (!this.#begin(subscription)) return;
    this.#world.watches.listen(job, this, ({ runId }) => runId === subscription.run.runId);
  }

  #replay(subscription: Subscription, { data, progress, hasEvents }: FinishedRun): void {
    const { run, eventsFrom } = subscription;
    if (eventsFrom !== null && !hasEvents)
      throw new ClientMessageError('this run was imported and has no events: leave events out', run.runId);

    if (!this.#begin(subscription)) return;
    this.#outbox.send(startedNews(run, data).frame);
    if (eventsFrom !== null) this.#pumps.start(run, eventsFrom);
    this.#finish(completedNews(run, data, progress));
  }

  /** Says whether the peer is still there. */
  #begin(subscription: Subscription): boolean {
    if (this.#hasEnded) return false;
    const { run, eventsFrom } = subscription;
    this.#ending.delete(run.runId);
    if (eventsFrom !== null || this.#all?.events !== true) this.#pumps.stop(run.runId);
    this.#subscriptions.set(run.runId, subscription);
    this.#outbox.send(textFrame(subscribedMessage(run.runId)));
    return true;
  }

  #startEvents(run: RunRef): void {
    if (this.#pumps.done(run.runId) !== undefined) return;
    const ofAll = this.#all?.events === true && run.stepIndex === null ? 0 : null;
    const from = this.#subscriptions.get(run.runId)?.eventsFrom ?? ofAll;
    if (from !== null) this.#pumps.start(run, from);
  }

  /** A run is over for its subscriber when its last event was sent. */
  #finish({ run: { runId }, frame }: RunNews): void {
    const finish = (): void => {
      if (this.#ending.get(runId) !== frame) return;
      this.#outbox.send(frame);
      this.#forget(runId);
    };
    this.#ending.set(runId, frame);
    const events = this.#pumps.done(runId);
    if (events === undefined) finish();
    else void events.then(finish);
  }

  #drop(runId: string): void {
    const run = this.#subscriptions.get(runId)?.run;
    this.#subscriptions.delete(runId);
    if (this.#all?.events !== true) this.#pumps.stop(runId);
    if (this.#all !== null) return;
    this.#ending.delete(runId);
    if (run !== undefined && this.#runIdsOf(run.jobId).length === 0) this.#world.watches.ignore(run.jobId, this);
  }

  #dropAll(): void {
    this.#all = null;
    for (const runId of this.#onlyOfAll()) {
      if (this.#subscriptions.has(runId)) this.#pumps.stop(runId);
      else this.#forget(runId);
    }
    const jobIds = new Set([...this.#subscriptions.values()].map(({ run }) => run.jobId));
    this.#world.watches.ignoreAll(this, (jobId) => jobIds.has(jobId));
  }

  #forget(runId: string): void {
    this.#pumps.stop(runId);
    this.#ending.delete(runId);
    this.#subscriptions.delete(runId);
  }

  #runIdsOf(jobId: string): readonly string[] {
    return [...this.#subscriptions].filter(([, { run }]) => run.jobId === jobId).map(([runId]) => runId);
  }

  /** Runs whose events nobody asked for but with `*`. */
  #onlyOfAll(): readonly string[] {
    return this.#pumps.runIds.filter((runId) => (this.#subscriptions.get(runId)?.eventsFrom ?? null) === null);
  }
}
