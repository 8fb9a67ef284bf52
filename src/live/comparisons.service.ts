import { randomInt, randomUUID } from 'node:crypto';
import { setImmediate } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../domain/clock.ts';
import type { Comparison, ComparisonOptions } from '../domain/comparison.ts';
import type { Against, ComparisonStarter, JobToCompare } from '../domain/comparison-starter.ts';
import { COMPARISON_STORE, type ComparisonQuery, type ComparisonStore } from '../domain/comparison-store.ts';
import { ComparisonNotFoundError, RunNotFoundError, UnusableRequestError } from '../domain/errors.ts';
import type { JobSpec } from '../domain/job-fields.ts';
import { type Asked, KeyedRequests } from '../domain/keyed-requests.ts';
import { NAMES, type Names } from '../domain/names.ts';
import { START_KEYS, type StartKeys } from '../domain/start-keys.ts';
import { EventBus } from '../events/event-bus.ts';
import { OpenStreams } from '../events/open-streams.ts';
import { eventStream, PING_MS } from '../feed/event-stream.ts';
import { followComparison } from '../feed/follow-comparison.ts';
import { InvalidRequestError } from '../http/invalid-request.error.ts';
import { comparisonDocument, type ComparisonDocument, type StateDocument } from './comparison-wire.ts';
import { lastState } from './last-state.ts';
import { LiveComparisons } from './live-comparisons.ts';
import { SetupPlanner } from './setup-planner.ts';

/** Seeds are below it: a number that people can type. */
const SEEDS = 2 ** 31;

export interface DocumentPage {
  readonly comparisons: ComparisonDocument[];
  readonly next_cursor: string | null;
}

/** Live comparisons: begun, shown, streamed and deleted. */
@Injectable()
export class ComparisonsService implements ComparisonStarter {
  readonly #requests: KeyedRequests;
  /** What is to be done before the next one has its turn. */
  #last: Promise<unknown> = Promise.resolve();

  constructor(
    @Inject(COMPARISON_STORE) private readonly store: ComparisonStore,
    @Inject(NAMES) private readonly names: Names,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(START_KEYS) keys: StartKeys,
    private readonly planner: SetupPlanner,
    private readonly live: LiveComparisons,
    private readonly bus: EventBus,
    private readonly streams: OpenStreams,
  ) {
    this.#requests = new KeyedRequests(keys);
  }

  /**
   * Begins a comparison of two named runs, once with a key, and returns it. Throws `run_not_found`, `ambiguous_name`, and `unusable_request` and
   * `unsuitable_option` where they can't be compared.
   */
  async create(named: readonly [string, string], options: ComparisonOptions, asked: Asked): Promise<ComparisonDocument> {
    const id = await this.#requests.once(asked, {
      asks: { compares: [...named], ...jsonOf(options) },
      before: async () => ({ jobId: randomUUID() }),
      isOfNew: true,
      isUnderWay: async ({ jobId }) => (await this.store.find(jobId)) !== undefined,
      run: async (comparisonId) => this.#begin(comparisonId, await this.#ids(named), options),
    });
    return this.find(id);
  }

  /** Throws `comparison_not_found`. */
  async find(comparisonId: string): Promise<ComparisonDocument> {
    const comparison = await this.store.find(comparisonId);
    if (comparison === undefined) throw new ComparisonNotFoundError(comparisonId);
    return this.#document(comparison);
  }

  /** Of a run that is deleted, those are listed that name it by its id. Throws `ambiguous_name`. */
  async list(query: ComparisonQuery): Promise<DocumentPage> {
    const { comparisons, nextCursor } = await this.store.list(await this.#ofNamed(query));
    return {
      comparisons: await Promise.all(comparisons.map((comparison) => this.#document(comparison))),
      next_cursor: nextCursor,
    };
  }

  /** Its states as the bytes of an event stream. Throws `comparison_not_found` before the first byte, never after it. */
  async stream(comparisonId: string, fromSeq: number, signal: AbortSignal): Promise<AsyncGenerator<Buffer>> {
    await this.find(comparisonId);
    this.streams.track(signal);
    const source = { comparisons: this.store, bus: this.bus };
    return eventStream(followComparison(source, comparisonId, { fromSeq, signal, idleMs: PING_MS }));
  }

  /** Its runs stay as they are, and go on. Throws `comparison_not_found`. */
  async delete(comparisonId: string): Promise<void> {
    await this.find(comparisonId);
    await this.live.drop(comparisonId);
    await this.store.delete(comparisonId);
    this.bus.publish({ type: 'comparison.settled', comparisonId });
  }

  async named(against: Against): Promise<Against> {
    return { ...against, runId: await this.names.runId(against.runId) };
  }

  async seeded(spec: JobSpec, { runId }: Against): Promise<JobSpec> {
    const seed = await this.planner.seedOf(runId);
    if (seed !== null && spec.seed !== undefined && spec.seed !== seed) {
      throw new UnusableRequestError(
        `The baseline, ${runId}, runs with the seed ${seed}: leave the seed out, or give the same.`,
      );
    }
    return { ...spec, seed: seed ?? spec.seed ?? randomInt(SEEDS) };
  }

  async check(starting: JobToCompare, against: Against): Promise<void> {
    await this.#inTurn(() => this.planner.plan(['the new job', against.runId], against, { seed: 0, starting }));
  }

  async begin(jobId: string, against: Against): Promise<string> {
    const { comparisons } = await this.store.list({ runId: jobId });
    const begun = comparisons.find(({ runIds: [candidate, baseline] }) => candidate === jobId && baseline === against.runId);
    if (begun !== undefined) return begun.id;
    const id = randomUUID();
    await this.#begin(id, [jobId, against.runId], against);
    return id;
  }

  async #ofNamed({ runId: named, ...query }: ComparisonQuery): Promise<ComparisonQuery> {
    if (named === undefined) return query;
    const runId = await this.names.runId(named).catch((error: unknown) => {
      if (error instanceof RunNotFoundError) return named;
      throw error;
    });
    return { ...query, runId };
  }

  async #ids(named: readonly [string, string]): Promise<readonly [string, string]> {
    const [candidate, baseline] = [await this.names.runId(named[0]), await this.names.runId(named[1])];
    if (candidate !== baseline) return [candidate, baseline];
    const message = `${named.map((name) => JSON.stringify(name)).join(' and ')} both mean the run ${candidate}`;
    throw new InvalidRequestError(`A run can't be compared with itself: ${message}.`, [{ path: 'run_ids', message }]);
  }

  #begin(id: string, runIds: readonly [string, string], options: ComparisonOptions): Promise<void> {
    return this.#inTurn(() => this.#beginNow(id, runIds, options));
  }

  async #beginNow(id: string, runIds: readonly [string, string], options: ComparisonOptions): Promise<void> {
    const planned = await this.planner.plan(runIds, options, { seed: randomInt(SEEDS) });
    const { setup, seed } = planned;
    const comparison: Comparison = {
      id,
      runIds,
      metrics: setup.metrics.map(({ name }) => name),
      alpha: setup.alpha,
      margin: setup.margin,
      population: setup.population,
      stop: options.stop ?? false,
      maxSamples: setup.maxSamples,
      seed,
      createdAt: this.clock.now(),
      endedAt: null,
      ended: null,
      state: null,
    };
    await this.store.create(comparison, setup);
    await this.live.follow(comparison, planned);
  }

  /** Many that are asked for at once must not keep the event loop from its other work: each takes some milliseconds for some thousand rows. */
  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#last.then(() => setImmediate()).then(work);
    this.#last = done.catch(() => undefined);
    return done;
  }

  async #document(comparison: Comparison): Promise<ComparisonDocument> {
    const followed = this.live.get(comparison.id);
    if (comparison.ended !== null) return comparisonDocument(comparison, 'ended', comparison.state as StateDocument | null);
    const last = followed?.last ?? (await lastState(this.store, comparison.id));
    return comparisonDocument(comparison, followed?.isWaiting === true ? 'waiting' : 'running', last);
  }
}

/** What is not given makes no difference. */
function jsonOf({ ranges, ...options }: ComparisonOptions) {
  const told = ranges && Object.fromEntries(Array.from(ranges, ([metric, range]) => [metric, [...range]]));
  return JSON.parse(JSON.stringify({ ...options, ranges: told })) as Record<string, never>;
}
