import type { EarlyStop } from './early-stop.ts';
import type { EngineEvent, EventSink } from './event.ts';
import { scoringPayload, trialPayload } from './event-payloads.ts';
import type { DatasetRow } from './example.ts';
import type { KeptTrials, OpenTrial } from './kept-work.ts';
import { JobFold } from './job-fold.ts';
import { type Metric, type NamedMetric, scoringsPerTrial } from './metric.ts';
import { runTrial, type TrialSetup } from './run-trial.ts';
import { makeScorer, type Scorer } from './scorer.ts';
import type { Scoring } from './scoring.ts';
import { TaskPool } from './task-pool.ts';
import type { TrialToScore } from './trial.ts';
import { trialId } from './trial-id.ts';

/** Everything an evaluation needs. */
export interface EvaluationPlan extends TrialSetup {
  /** Each name once. */
  readonly metrics: readonly NamedMetric[];
  /** The dataset, read while the trials run. */
  readonly rows: () => AsyncIterable<DatasetRow> | Iterable<DatasetRow>;
  /** Trials an example. */
  readonly repeats: number;
  /** Trials and judgements in flight at once. */
  readonly workers: number;
  readonly stepIndex: number;
  /** What was done before, where the evaluation goes on; `rows` are the same then, in the same order. */
  readonly kept?: KeptTrials;
  /** Lets it be asked to end early. */
  readonly earlyStop?: EarlyStop;
}

/** Runs the program on every row and scores each trial. Everything sent has been counted into the result. See `runTrials`. */
export async function evaluate(plan: EvaluationPlan, sink: EventSink, signal: AbortSignal): Promise<JobFold> {
  const fold = newFold(plan, 'evaluate');
  const folding: EventSink = (event) => {
    fold.add({ step_index: event.stepIndex, type: event.type, payload: event.payload });
    return sink(event);
  };
  await runTrials(plan, folding, signal);
  return fold;
}

/**
 * An evaluation that counts nothing, for who reads no result but the events. The sink gets the events as they come, each trial before its
 * scorings: programmatic metrics score when the trial is done, judges wait for a place among the workers, before new trials.
 * A fault of a program or metric is a failed trial or scoring and stops nothing else; only the rows and the sink can make it
 * reject. When the signal aborts, it resolves at once. When `earlyStop` is asked to, it starts no trial and no judgement any more, and
 * resolves once those in flight have ended; programmatic metrics, which cost nothing, still score them.
 *
 * Resolves to whether all was done.
 */
export async function runTrials(plan: EvaluationPlan, sink: EventSink, signal: AbortSignal): Promise<boolean> {
  return new Evaluation(plan, sink).run(signal);
}

/** A fold for what the plan is about to send. */
export function newFold(
  { metrics, repeats }: Pick<EvaluationPlan, 'metrics' | 'repeats'>,
  kind: 'evaluate' | 'optimize',
): JobFold {
  return new JobFold({ kind, metrics: metrics.map(({ name }) => name), repeats });
}

/** Whether a look at a trial takes a place among the workers, as what asks a model does; else it is done with the trial. */
const NEEDS_WORKER: Readonly<Record<Metric['kind'], boolean>> = {
  programmatic: false,
  llm_judge: true,
  embedding: true,
};

/** One of the looks of a metric at a trial. */
interface Look {
  readonly metric: string;
  readonly scorer: Scorer;
  readonly replicate: number;
  readonly needsWorker: boolean;
}

/** One trial to do. */
interface NewTrial {
  readonly row: DatasetRow;
  readonly replicate: number;
}

type Assignment = NewTrial | OpenTrial;

class Evaluation {
  readonly #plan: EvaluationPlan;
  readonly #outlet: EventOutlet;
  readonly #pool: TaskPool;
  readonly #atOnce: readonly Look[];
  readonly #later: readonly Look[];
  readonly #stop = new AbortController();
  /** Whether something that was begun was not finished. */
  #isCut = false;

  constructor(plan: EvaluationPlan, sink: EventSink) {
    this.#plan = plan;
    this.#outlet = new EventOutlet(sink);
    this.#pool = new TaskPool(plan.workers);
    const looks = plan.metrics.flatMap((named) => looksOf(named, plan.trialTimeoutMs));
    this.#atOnce = looks.filter(({ needsWorker }) => !needsWorker);
    this.#later = looks.filter(({ needsWorker }) => needsWorker);
  }

  async run(signal: AbortSignal): Promise<boolean> {
    const forward = (): void => this.#stop.abort(signal.reason);
    if (signal.aborted) forward();
    signal.addEventListener('abort', forward);
    const release = this.#plan.earlyStop?.onAsked(() => this.#pool.drain());
    try {
      await this.#pool.run(assignments(this.#plan), (assignment) => this.#work(assignment), this.#stop.signal);
      return this.#pool.isDone && !this.#isCut && !signal.aborted;
    } catch (error) {
      this.#stop.abort(error);
      throw error;
    } finally {
      this.#outlet.close();
      signal.removeEventListener('abort', forward);
      release?.();
    }
  }

  async #work(assignment: Assignment): Promise<void> {
    if ('trial' in assignment) await this.#score(assignment.trial, (look) => assignment.isMissing(look.metric, look.replicate));
    else await this.#runTrial(assignment);
  }

  async #runTrial({ row, replicate }: NewTrial): Promise<void> {
    const trial = await runTrial(this.#plan, row, replicate, this.#stop.signal);
    if (trial === null) {
      this.#isCut = true;
      return;
    }
    await this.#outlet.send(() => ({ type: 'trial', stepIndex: this.#plan.stepIndex, payload: trialPayload(trial) }));
    await this.#score(trial, () => true);
  }

  async #score(trial: TrialToScore, isWanted: (look: Look) => boolean): Promise<void> {
    const scorings = this.#atOnce
      .filter(isWanted)
      .map(({ scorer, replicate }) => scorer.score(trial, replicate, this.#stop.signal));
    for (const scoring of scorings) await this.#sendScoring(await scoring);
    for (const { scorer, replicate } of this.#later.filter(isWanted))
      this.#pool.add(async () => this.#sendScoring(await scorer.score(trial, replicate, this.#stop.signal)));
  }

  async #sendScoring(scoring: Scoring | null): Promise<void> {
    if (scoring === null) {
      this.#isCut = true;
      return;
    }
    await this.#outlet.send(() => ({ type: 'scoring', stepIndex: this.#plan.stepIndex, payload: scoringPayload(scoring) }));
  }
}

function looksOf(named: NamedMetric, timeoutMs: number | null): Look[] {
  const scorer = makeScorer(named, timeoutMs);
  const needsWorker = NEEDS_WORKER[named.metric.kind];
  return Array.from({ length: scoringsPerTrial(named) }, (_, replicate) => ({
    metric: named.name,
    scorer,
    replicate,
    needsWorker,
  }));
}

async function* assignments({ rows, repeats, kept }: EvaluationPlan): AsyncGenerator<Assignment, void, undefined> {
  if (kept !== undefined) yield* kept.open();
  for await (const row of rows()) {
    for (let replicate = 0; replicate < repeats; replicate += 1) {
      const isKept = kept?.has(row.row, replicate, trialId(row.identity, replicate)) ?? false;
      if (!isKept) yield { row, replicate };
    }
  }
}

/** Hands events to a sink in order, one at a time: while the sink is busy, the next event and its sender wait. */
export class EventOutlet {
  readonly #sink: EventSink;
  #busy: Promise<void> | null = null;
  #isClosed = false;

  constructor(sink: EventSink) {
    this.#sink = sink;
  }

  /** Makes the event when its turn comes. A returned promise resolves when the sink has handled it. */
  send(make: () => EngineEvent): void | Promise<void> {
    const taken = this.#busy === null ? this.#hand(make) : this.#busy.then(() => this.#hand(make));
    if (taken === undefined) return;
    const busy = taken.then(() => {
      if (this.#busy === busy) this.#busy = null;
    });
    this.#busy = busy;
    return busy;
  }

  /** Drops every event that waits, and every later one. */
  close(): void {
    this.#isClosed = true;
  }

  #hand(make: () => EngineEvent): void | Promise<void> {
    return this.#isClosed ? undefined : this.#sink(make());
  }
}
