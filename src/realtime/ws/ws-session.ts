import { RunNotFoundError } from '../../domain/errors.ts';
import { isSettled, type Job } from '../../domain/job.ts';
import { mayHaveRun } from '../../domain/run-of-job.ts';
import type { JobSource } from '../../feed/follow-job.ts';
import { jsonText } from '../../evaluation/json-text.ts';
import { ClientMessageError } from './client-message.ts';
import { EventStreams } from './event-streams.ts';
import type { ExpectedRuns, RunExpectation } from './expected-runs.ts';
import type { ForeignListener, ForeignRuns } from './foreign-runs.ts';
import type { JobWatches } from './job-watches.ts';
import type { Outbox } from './outbox.ts';
import { type FinishedRun, foundRun, isUnderWay, namedRun, type NamedRun, type RunSources } from './run-data.ts';
import {
  completedMessage,
  errorFrame,
  progressMessage,
  type RunListener,
  type RunMessage,
  startedMessage,
  subscribedFrame,
  unsubscribedFrame,
} from './run-message.ts';

/** Every run, now and later. */
const ALL = '*';

/** Of runs that have to be looked for. */
const MAX_EXPECTED = 100;

/** Runs of others of which a connection remembers what it was told. */
const MAX_TOLD = 1_000;

const GOING_AWAY = 1001;

export interface SessionDependencies extends JobSource, RunSources {
  readonly watches: JobWatches;
  readonly expected: ExpectedRuns;
  readonly foreign: ForeignRuns;
  readonly maxSubscriptions: number;
}

export interface SubscribeRequest {
  readonly run_id: string;
  readonly events?: boolean;
  readonly from_seq?: number;
}

interface Subscription {
  readonly run: NamedRun;
  /** The first event wanted; `null` if none are. */
  readonly eventsFrom: number | null;
}

/** What one client has subscribed to, and what it is sent. */
export class WsSession implements RunListener, ForeignListener {
  readonly #dependencies: SessionDependencies;
  readonly #outbox: Outbox;
  readonly #streams: EventStreams;
  readonly #subscriptions = new Map<string, Subscription>();
  readonly #expected = new Map<string, RunExpectation>();
  /** How runs that others write stood when they were told of last; the oldest first. */
  readonly #told = new Map<string, FinishedRun>();
  /** Runs that have ended but whose last events are still being sent, with the message that follows these. */
  readonly #ending = new Map<string, RunMessage>();
  /** Runs whose `run_started` was sent since they were last subscribed to: progress comes only after it. */
  readonly #started = new Set<string>();
  #all: { readonly events: boolean } | null = null;
  #hasEnded = false;

  constructor(dependencies: SessionDependencies, outbox: Outbox) {
    this.#dependencies = dependencies;
    this.#outbox = outbox;
    this.#streams = new EventStreams(dependencies, outbox);
  }

  /**
   * Answers, then sends where the run stands, also one that is not there yet, as soon as it is. Throws a `ClientMessageError`, or
   * `run_not_found` for a step that can't come any more.
   */
  async subscribe({ run_id: runId, events = false, from_seq: fromSeq }: SubscribeRequest): Promise<void> {
    if (fromSeq !== undefined && !events) throw new ClientMessageError('from_seq goes with "events": true', runId);
    if (runId === ALL) {
      await this.#subscribeToAll(events, fromSeq);
      return;
    }
    const { maxSubscriptions } = this.#dependencies;
    if (this.#subscriptions.size >= maxSubscriptions && !this.#subscriptions.has(runId)) {
      throw new ClientMessageError(
        `a connection has at most ${maxSubscriptions} subscriptions (ASSAY_MAX_SUBSCRIPTIONS): unsubscribe, or take "*"`,
        runId,
      );
    }
    const subscription = { run: namedRun(runId), eventsFrom: events ? (fromSeq ?? 0) : null };
    const job = await this.#dependencies.store.find(subscription.run.jobId);
    if (isLive(job, subscription.run)) this.#watch(subscription, job);
    else this.#show(subscription, await foundRun(this.#dependencies, subscription.run, job));
  }

  unsubscribe(runId: string): void {
    if (runId === ALL) this.#dropAll();
    else this.#drop(runId);
    this.#outbox.send(unsubscribedFrame(runId));
  }

  wants(runId: string): boolean {
    return this.#all !== null || this.#subscriptions.has(runId);
  }

  send(message: RunMessage): void {
    switch (message.kind) {
      case 'started':
        this.#started.add(message.run.runId);
        this.#outbox.send(message.frame);
        this.#startEvents(message.run);
        return;
      case 'progress':
        if (this.#started.has(message.run.runId)) this.#outbox.sendProgress(message.frame);
        return;
      case 'completed':
        this.#startEvents(message.run);
        this.#finish(message);
        return;
      default:
        message.kind satisfies never;
    }
  }

  /** Ends the subscriptions whose run never started. */
  jobEnded(jobId: string): void {
    for (const runId of this.#runIdsOf(jobId).filter((id) => !this.#ending.has(id))) {
      this.#forget(runId);
      this.#outbox.send(errorFrame(`${new RunNotFoundError(runId).message}: its job ended before it began`, runId));
    }
  }

  jobLost(jobId: string): void {
    for (const runId of new Set([...this.#runIdsOf(jobId), ...(this.#all === null ? [] : [jobId])])) {
      this.#forget(runId);
      this.#outbox.send(errorFrame('the run can’t be followed any further; the server’s log says why', runId));
    }
  }

  /** A run that others write stands so, which who subscribed to `*` hears. */
  foreignRun(run: NamedRun, found: FinishedRun): void {
    if (this.#all !== null) this.#tell(run, found);
  }

  /** Resolves when all events that are known now have been sent. */
  async idle(): Promise<void> {
    await this.#streams.idle();
  }

  /** Closes the connection because the server stops. */
  close(): void {
    this.#outbox.close(GOING_AWAY, 'the server stops');
  }

  /** The peer is gone. */
  end(): void {
    this.#hasEnded = true;
    this.#all = null;
    for (const runId of [...this.#expected.keys()]) this.#stopExpecting(runId);
    this.#subscriptions.clear();
    this.#dependencies.watches.ignoreAll(this);
    this.#dependencies.foreign.ignore(this);
    this.#streams.stopAll();
  }

  async #subscribeToAll(events: boolean, fromSeq: number | undefined): Promise<void> {
    if (fromSeq !== undefined)
      throw new ClientMessageError('from_seq counts the events of one job: leave it out with run_id "*"', ALL);

    const { watches, foreign } = this.#dependencies;
    await foreign.begin();
    if (this.#hasEnded) return;
    // The stream of a run that has ended would not be started again, so it is left to finish.
    for (const runId of this.#onlyOfAll()) if (!this.#ending.has(runId)) this.#streams.stop(runId);
    this.#started.clear();
    this.#all = { events };
    this.#outbox.send(subscribedFrame(ALL));
    await Promise.all([watches.listenToAll(this), foreign.listen(this)]);
  }

  #watch(subscription: Subscription, job: Job): void {
    if (!this.#begin(subscription)) return;
    this.#dependencies.watches.listen(job, this, ({ runId }) => runId === subscription.run.runId);
  }

  #show(subscription: Subscription, found: FinishedRun | undefined): void {
    if (found !== undefined && !isUnderWay(found)) this.#replay(subscription, found);
    else this.#expect(subscription, found);
  }

  /** Follows a run that is not there yet, or that others write. */
  #expect(subscription: Subscription, found: FinishedRun | undefined): void {
    const { run } = subscription;
    if (this.#expected.size >= MAX_EXPECTED && !this.#expected.has(run.runId))
      throw new ClientMessageError(`a connection waits for at most ${MAX_EXPECTED} runs that do not exist yet`, run.runId);
    if (!this.#begin(subscription)) return;
    if (found !== undefined) this.#tell(run, found);
    const look = async (): Promise<boolean> => {
      const job = await this.#dependencies.store.find(run.jobId);
      const next = isLive(job, run) ? undefined : await foundRun(this.#dependencies, run, job);
      if (this.#subscriptions.get(run.runId) !== subscription) return false;
      if (isLive(job, run)) {
        this.#dependencies.watches.listen(job, this, ({ runId }) => runId === run.runId);
        return false;
      }
      if (next === undefined) return true;
      this.#tell(run, next);
      return isUnderWay(next);
    };
    const expectation = { runId: run.runId, look };
    this.#expected.set(run.runId, expectation);
    this.#dependencies.expected.expect(expectation);
  }

  /** Tells what has changed of a run that others write; one that had ended and has changed begins anew. */
  #tell(run: NamedRun, now: FinishedRun): void {
    const told = this.#told.get(run.runId);
    if (told !== undefined && jsonText(told) === jsonText(now)) return;
    const before = told !== undefined && isUnderWay(told) ? told : undefined;
    this.#remember(run.runId, now);
    if (before === undefined) this.#outbox.send(startedMessage(run, now.data).frame);
    if (!isUnderWay(now)) {
      const from = this.#subscriptions.get(run.runId)?.eventsFrom ?? null;
      if (from !== null && now.hasEvents) this.#streams.start(run, from);
      this.#finish(completedMessage(run, now.data, now.progress));
    } else if (before === undefined || now.progress.progress > before.progress.progress) {
      this.#outbox.sendProgress(progressMessage(run, now.progress).frame);
    }
  }

  #remember(runId: string, now: FinishedRun): void {
    this.#told.delete(runId);
    this.#told.set(runId, now);
    const [oldest] = this.#told.keys();
    if (this.#told.size > MAX_TOLD && oldest !== undefined) this.#told.delete(oldest);
  }

  #stopExpecting(runId: string): void {
    const expectation = this.#expected.get(runId);
    if (expectation !== undefined) this.#dependencies.expected.giveUp(expectation);
    this.#expected.delete(runId);
  }

  #replay(subscription: Subscription, { data, progress, hasEvents }: FinishedRun): void {
    const { run, eventsFrom } = subscription;
    if (eventsFrom !== null && !hasEvents)
      throw new ClientMessageError('this run was imported and has no events: leave events out', run.runId);

    if (!this.#begin(subscription)) return;
    this.#outbox.send(startedMessage(run, data).frame);
    if (eventsFrom !== null) this.#streams.start(run, eventsFrom);
    this.#finish(completedMessage(run, data, progress));
  }

  /** Returns false if the peer is gone. */
  #begin(subscription: Subscription): boolean {
    if (this.#hasEnded) return false;
    const { run, eventsFrom } = subscription;
    this.#stopExpecting(run.runId);
    this.#told.delete(run.runId);
    this.#ending.delete(run.runId);
    this.#started.delete(run.runId);
    if (eventsFrom !== null || this.#all?.events !== true) this.#streams.stop(run.runId);
    this.#subscriptions.set(run.runId, subscription);
    this.#outbox.send(subscribedFrame(run.runId));
    return true;
  }

  #startEvents(run: NamedRun): void {
    if (this.#streams.done(run.runId) !== undefined) return;
    const ofAll = this.#all?.events === true && run.stepIndex === null ? 0 : null;
    const from = this.#subscriptions.get(run.runId)?.eventsFrom ?? ofAll;
    if (from !== null) this.#streams.start(run, from);
  }

  /** Sends the end of a run, after its last event. */
  #finish(message: RunMessage): void {
    const { runId } = message.run;
    const finish = (): void => {
      if (this.#ending.get(runId) !== message) return;
      this.#outbox.send(message.frame);
      this.#forget(runId);
    };
    this.#ending.set(runId, message);
    const events = this.#streams.done(runId);
    if (events === undefined) finish();
    else void events.then(finish);
  }

  #drop(runId: string): void {
    const run = this.#subscriptions.get(runId)?.run;
    this.#subscriptions.delete(runId);
    this.#stopExpecting(runId);
    if (this.#all?.events !== true) this.#streams.stop(runId);
    if (this.#all !== null) return;
    this.#ending.delete(runId);
    if (run !== undefined && this.#runIdsOf(run.jobId).length === 0) this.#dependencies.watches.ignore(run.jobId, this);
  }

  #dropAll(): void {
    this.#all = null;
    for (const runId of this.#onlyOfAll()) {
      if (this.#subscriptions.has(runId)) this.#streams.stop(runId);
      else this.#forget(runId);
    }
    const jobIds = new Set([...this.#subscriptions.values()].map(({ run }) => run.jobId));
    this.#dependencies.foreign.ignore(this);
    this.#dependencies.watches.ignoreAll(this, (jobId) => jobIds.has(jobId));
  }

  #forget(runId: string): void {
    this.#stopExpecting(runId);
    this.#started.delete(runId);
    this.#streams.stop(runId);
    this.#ending.delete(runId);
    this.#subscriptions.delete(runId);
  }

  #runIdsOf(jobId: string): readonly string[] {
    return [...this.#subscriptions].filter(([, { run }]) => run.jobId === jobId).map(([runId]) => runId);
  }

  /** Runs whose events are sent only because of `*`. */
  #onlyOfAll(): readonly string[] {
    return this.#streams.runIds.filter((runId) => (this.#subscriptions.get(runId)?.eventsFrom ?? null) === null);
  }
}

function isLive(job: Job | undefined, run: NamedRun): job is Job {
  return job !== undefined && !isSettled(job.status) && mayHaveRun(job, run);
}
