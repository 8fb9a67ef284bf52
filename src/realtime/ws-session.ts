import { RunNotFoundError } from '../domain/errors.ts';
import type { JobStore } from '../domain/job-store.ts';
import { isSettled, type Job } from '../domain/job.ts';
import type { RunStore } from '../domain/run-store.ts';
import type { EventBus } from '../events/event-bus.ts';
import { ClientMessageError } from './client-message.ts';
import { finishedRun, importedRun, type FinishedRun } from './finished-run.ts';
import type { JobWatches } from './job-watches.ts';
import type { Outbox } from './outbox.ts';
import { pumpEvents } from './pump-events.ts';
import { completedNews, startedNews, type RunListener, type RunNews } from './run-news.ts';
import { mayHaveRun, runRef, type RunRef } from './run-ref.ts';
import { textFrame } from './text-frame.ts';
import { errorMessage, subscribedMessage, unsubscribedMessage } from './wire-message.ts';

/** Every run there is or will be. */
const ALL = '*';
const MAX_SUBSCRIPTIONS = 1_000;
const GOING_AWAY = 1001;

export interface SessionWorld {
  readonly store: JobStore;
  readonly bus: EventBus;
  readonly watches: JobWatches;
  /** Runs that no job made; absent where there are none. */
  readonly runs: RunStore | undefined;
}

export interface SubscribeRequest {
  readonly run_id: string;
  readonly events?: boolean;
  readonly from_seq?: number;
}

/** Events on their way to the peer. */
interface Pump {
  readonly stop: AbortController;
  readonly done: Promise<void>;
}

/** What one client has subscribed to, and what it is told. */
export class WsSession implements RunListener {
  readonly #world: SessionWorld;
  readonly #outbox: Outbox;
  readonly #subscriptions = new Map<string, RunRef>();
  readonly #pumps = new Map<string, Pump>();
  /** Runs that have ended and whose last events are still on their way. */
  readonly #ending = new Set<string>();
  #all: { readonly events: boolean } | null = null;
  #hasEnded = false;

  constructor(world: SessionWorld, outbox: Outbox) {
    this.#world = world;
    this.#outbox = outbox;
  }

  /** Answers, and tells where the run stands. Throws what is wrong with the request. */
  async subscribe({ run_id: runId, events = false, from_seq: fromSeq }: SubscribeRequest): Promise<void> {
    if (fromSeq !== undefined && !events) throw new ClientMessageError('from_seq goes with "events": true', runId);
    if (runId === ALL) {
      await this.#subscribeToAll(events, fromSeq);
      return;
    }
    if (this.#subscriptions.size >= MAX_SUBSCRIPTIONS) {
      throw new ClientMessageError(
        `a connection has at most ${MAX_SUBSCRIPTIONS} subscriptions: unsubscribe, or take "*"`,
        runId,
      );
    }
    const run = runRef(runId);
    const job = await this.#world.store.find(run.jobId);
    if (job === undefined || isSettled(job.status)) {
      this.#replay(run, await this.#finished(run, job, events), events ? (fromSeq ?? 0) : null);
    } else {
      this.#watch(run, job, events ? (fromSeq ?? 0) : null);
    }
  }

  unsubscribe(runId: string): void {
    if (runId === ALL) this.#all = null;
    const dropped = runId === ALL ? [...this.#pumps.keys()].filter((id) => !this.#subscriptions.has(id)) : [runId];
    for (const id of dropped) this.#drop(id);
    if (runId === ALL) this.#ignoreAllButSubscriptions();
    this.#outbox.send(textFrame(unsubscribedMessage(runId)));
  }

  wants(runId: string): boolean {
    return this.#all !== null || this.#subscriptions.has(runId);
  }

  tell(news: RunNews): void {
    if (news.kind === 'completed') this.#finish(news);
    else if (news.kind === 'progress') this.#outbox.sendProgress(news.frame);
    else {
      this.#outbox.send(news.frame);
      const { runId, stepIndex } = news.run;
      if (this.#all?.events === true && stepIndex === null && !this.#pumps.has(runId)) this.#pump(news.run, 0);
    }
  }

  /** What was subscribed to and never began won't any more. */
  jobEnded(jobId: string): void {
    for (const [runId, run] of this.#subscriptions) {
      if (run.jobId !== jobId || this.#ending.has(runId)) continue;
      this.#subscriptions.delete(runId);
      this.#stopPump(runId);
      this.#outbox.send(textFrame(errorMessage(`${new RunNotFoundError(runId).message}: its job has ended before`, runId)));
    }
  }

  jobLost(jobId: string): void {
    for (const [runId, run] of this.#subscriptions) {
      if (run.jobId !== jobId) continue;
      this.#drop(runId);
      this.#outbox.send(textFrame(errorMessage('the run can’t be followed any further; the server’s log says why', runId)));
    }
  }

  /** Resolves when all events that the peer may have now are on their way. */
  async idle(): Promise<void> {
    await Promise.all([...this.#pumps.values()].map(({ done }) => done));
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
    for (const { stop } of this.#pumps.values()) stop.abort();
  }

  async #subscribeToAll(events: boolean, fromSeq: number | undefined): Promise<void> {
    if (fromSeq !== undefined) {
      throw new ClientMessageError('from_seq counts the events of one job: leave it out with run_id "*"', ALL);
    }
    this.#all = { events };
    this.#outbox.send(textFrame(subscribedMessage(ALL)));
    await this.#world.watches.listenToAll(this);
  }

  async #finished(run: RunRef, job: Job | undefined, events: boolean): Promise<FinishedRun> {
    if (job !== undefined) return finishedRun(this.#world.store, job, run);
    const found = await this.#world.runs?.find(run.runId);
    if (found === undefined) throw new RunNotFoundError(run.runId);
    if (events) throw new ClientMessageError('this run was imported and has no events: leave events out', run.runId);
    return importedRun(found);
  }

  #watch(run: RunRef, job: Job, eventsFrom: number | null): void {
    if (!mayHaveRun(job, run)) throw new RunNotFoundError(run.runId);
    if (!this.#begin(run, eventsFrom)) return;
    this.#world.watches.listen(job, this, ({ runId }) => runId === run.runId);
  }

  #replay(run: RunRef, { data, progress }: FinishedRun, eventsFrom: number | null): void {
    if (!this.#begin(run, eventsFrom)) return;
    this.tell(startedNews(run, data));
    this.tell(completedNews(run, data, progress));
  }

  /** `eventsFrom` is `null` where no events are wanted. Says whether the peer is still there. */
  #begin(run: RunRef, eventsFrom: number | null): boolean {
    if (this.#hasEnded) return false;
    this.#stopPump(run.runId);
    this.#subscriptions.set(run.runId, run);
    this.#outbox.send(textFrame(subscribedMessage(run.runId)));
    if (eventsFrom !== null) this.#pump(run, eventsFrom);
    return true;
  }

  #pump(run: RunRef, fromSeq: number): void {
    const stop = new AbortController();
    const events = pumpEvents(this.#world, run, { outbox: this.#outbox, fromSeq, signal: stop.signal });
    const done = events.catch((error: unknown) => {
      this.#outbox.send(textFrame(errorMessage(`its events can’t be read any further: ${String(error)}`, run.runId)));
    });
    this.#pumps.set(run.runId, { stop, done });
  }

  /** A run is over for its subscriber when its last event was sent. */
  #finish({ run, frame }: RunNews): void {
    const pump = this.#pumps.get(run.runId);
    const finish = (): void => {
      if (pump?.stop.signal.aborted === true) return;
      this.#outbox.send(frame);
      this.#stopPump(run.runId);
      this.#subscriptions.delete(run.runId);
    };
    this.#ending.add(run.runId);
    if (pump === undefined) finish();
    else void pump.done.then(finish);
  }

  #drop(runId: string): void {
    const run = this.#subscriptions.get(runId);
    this.#subscriptions.delete(runId);
    if (this.#all?.events !== true) this.#stopPump(runId);
    if (run === undefined || this.#all !== null) return;
    const isStillWanted = [...this.#subscriptions.values()].some(({ jobId }) => jobId === run.jobId);
    if (!isStillWanted) this.#world.watches.ignore(run.jobId, this);
  }

  #stopPump(runId: string): void {
    this.#pumps.get(runId)?.stop.abort();
    this.#pumps.delete(runId);
    this.#ending.delete(runId);
  }

  #ignoreAllButSubscriptions(): void {
    const jobIds = new Set([...this.#subscriptions.values()].map(({ jobId }) => jobId));
    this.#world.watches.ignoreAll(this, (jobId) => jobIds.has(jobId));
  }
}
