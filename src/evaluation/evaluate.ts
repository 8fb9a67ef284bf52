import { type EventSink, scoringPayload, trialPayload } from './event.ts';
import { EventOutlet } from './event-outlet.ts';
import type { DatasetRow } from './example.ts';
import { JobFold } from './job-fold.ts';
import { makeScorer } from './make-scorer.ts';
import { type NamedMetric, scoringsPerTrial } from './named-metric.ts';
import { runTrial, type TrialSetup } from './run-trial.ts';
import type { Scorer } from './scorer.ts';
import type { Scoring } from './scoring.ts';
import { TaskPool } from './task-pool.ts';
import type { Trial } from './trial.ts';

/** All that an evaluation needs to know. */
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
}

/**
 * Runs the program on every row and scores each trial. The sink gets the events as they come, each trial before its
 * scorings: programmatic metrics score when the trial is done, judges wait for a place among the workers, before new trials.
 * What a program or a metric does wrong is a failed trial or scoring and stops nothing; only the rows and the sink can make
 * it reject. When the signal aborts, it resolves at once. The result is `fold`, with all that was sent counted into it.
 */
export async function evaluate(
  plan: EvaluationPlan,
  sink: EventSink,
  signal: AbortSignal,
  fold: JobFold = newFold(plan, 'evaluate'),
): Promise<JobFold> {
  const folding: EventSink = (event) => {
    fold.add({ step_index: event.stepIndex, type: event.type, payload: event.payload });
    return sink(event);
  };
  await new Evaluation(plan, folding).run(signal);
  return fold;
}

/** A fold for what the plan is about to send. */
export function newFold(
  { metrics, repeats }: Pick<EvaluationPlan, 'metrics' | 'repeats'>,
  kind: 'evaluate' | 'optimize',
): JobFold {
  return new JobFold({ kind, metrics: metrics.map(({ name }) => name), repeats });
}

/** One trial to do. */
interface Assignment {
  readonly row: DatasetRow;
  readonly replicate: number;
}

class Evaluation {
  readonly #plan: EvaluationPlan;
  readonly #outlet: EventOutlet;
  readonly #pool: TaskPool;
  readonly #scorers: readonly Scorer[];
  readonly #judges: readonly { readonly scorer: Scorer; readonly repeats: number }[];
  readonly #stop = new AbortController();

  constructor(plan: EvaluationPlan, sink: EventSink) {
    this.#plan = plan;
    this.#outlet = new EventOutlet(sink);
    this.#pool = new TaskPool(plan.workers);
    const scorer = (named: NamedMetric): Scorer => makeScorer(named, plan.trialTimeoutMs);
    this.#scorers = plan.metrics.filter(({ metric }) => metric.kind === 'programmatic').map(scorer);
    this.#judges = plan.metrics
      .filter(({ metric }) => metric.kind === 'llm_judge')
      .map((named) => ({ scorer: scorer(named), repeats: scoringsPerTrial(named) }));
  }

  async run(signal: AbortSignal): Promise<void> {
    const forward = (): void => this.#stop.abort(signal.reason);
    if (signal.aborted) forward();
    signal.addEventListener('abort', forward);
    try {
      await this.#pool.run(assignments(this.#plan), (assignment) => this.#runTrial(assignment), this.#stop.signal);
    } catch (error) {
      this.#stop.abort(error);
      throw error;
    } finally {
      this.#outlet.close();
      signal.removeEventListener('abort', forward);
    }
  }

  async #runTrial({ row, replicate }: Assignment): Promise<void> {
    const trial = await runTrial(this.#plan, row, replicate, this.#stop.signal);
    if (trial === null) return;
    await this.#outlet.send(() => ({ type: 'trial', stepIndex: this.#plan.stepIndex, payload: trialPayload(trial) }));
    const scorings = this.#scorers.map((scorer) => scorer.score(trial, 0, this.#stop.signal));
    for (const scoring of scorings) await this.#sendScoring(await scoring);
    this.#callJudges(trial);
  }

  #callJudges(trial: Trial): void {
    for (const { scorer, repeats } of this.#judges) {
      for (let replicate = 0; replicate < repeats; replicate += 1)
        this.#pool.add(async () => this.#sendScoring(await scorer.score(trial, replicate, this.#stop.signal)));
    }
  }

  async #sendScoring(scoring: Scoring | null): Promise<void> {
    if (scoring === null) return;
    await this.#outlet.send(() => ({ type: 'scoring', stepIndex: this.#plan.stepIndex, payload: scoringPayload(scoring) }));
  }
}

async function* assignments({ rows, repeats }: EvaluationPlan): AsyncGenerator<Assignment, void, undefined> {
  for await (const row of rows()) for (let replicate = 0; replicate < repeats; replicate += 1) yield { row, replicate };
}
