import { type EventSink, scoringPayload, trialPayload } from './event.ts';
import { EventOutlet } from './event-outlet.ts';
import type { DatasetRow } from './example.ts';
import { JobTally } from './job-tally.ts';
import { makeScorer } from './make-scorer.ts';
import { type NamedMetric, scoringsPerTrial } from './named-metric.ts';
import { runTrial, type TrialSetup } from './run-trial.ts';
import type { Scorer } from './scorer.ts';
import type { Scoring } from './scoring.ts';
import { StepTally } from './step-tally.ts';
import { TaskPool } from './task-pool.ts';
import type { Trial } from './trial.ts';
import { trialId } from './trial-id.ts';

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

/** How an evaluation came out: `step.summary` for a step, `job.summary()` for the job. */
export interface EvaluationOutcome {
  readonly step: StepTally;
  readonly job: JobTally;
}

/**
 * Runs the program on every row and scores each trial. The sink gets the events as they come, each trial before its
 * scorings: programmatic metrics score when the trial is done, judges wait for a place among the workers, before new trials.
 * What a program or a metric does wrong is a failed trial or scoring and stops nothing; only the rows and the sink can make
 * it reject. When the signal aborts, it resolves at once with what there is.
 */
export async function evaluate(plan: EvaluationPlan, sink: EventSink, signal: AbortSignal): Promise<EvaluationOutcome> {
  return new Evaluation(plan, sink).run(signal);
}

/** One trial to do. */
interface Assignment {
  readonly row: DatasetRow;
  readonly exampleKey: string;
  readonly replicate: number;
}

class Evaluation {
  readonly #plan: EvaluationPlan;
  readonly #outlet: EventOutlet;
  readonly #pool: TaskPool;
  readonly #scorers: readonly Scorer[];
  readonly #judges: readonly { readonly scorer: Scorer; readonly repeats: number }[];
  readonly #outcome: EvaluationOutcome;
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
    const names = plan.metrics.map(({ name }) => name);
    this.#outcome = { step: new StepTally(names), job: new JobTally(names) };
  }

  async run(signal: AbortSignal): Promise<EvaluationOutcome> {
    const forward = (): void => this.#stop.abort(signal.reason);
    if (signal.aborted) forward();
    signal.addEventListener('abort', forward);
    try {
      await this.#pool.run(assignments(this.#plan), (assignment) => this.#runTrial(assignment), this.#stop.signal);
      return this.#outcome;
    } catch (error) {
      this.#stop.abort(error);
      throw error;
    } finally {
      this.#outlet.close();
      signal.removeEventListener('abort', forward);
    }
  }

  async #runTrial({ row, exampleKey, replicate }: Assignment): Promise<void> {
    const trial = await runTrial(this.#plan, row, replicate, this.#stop.signal);
    if (trial === null) return;
    await this.#outlet.send(() => {
      this.#outcome.step.addTrial(trial);
      this.#outcome.job.addTrial(trial);
      return { type: 'trial', stepIndex: this.#plan.stepIndex, payload: trialPayload(trial) };
    });
    const scorings = this.#scorers.map((scorer) => scorer.score(trial, 0, this.#stop.signal));
    for (const scoring of scorings) await this.#sendScoring(exampleKey, await scoring);
    this.#callJudges(trial, exampleKey);
  }

  #callJudges(trial: Trial, exampleKey: string): void {
    for (const { scorer, repeats } of this.#judges) {
      for (let replicate = 0; replicate < repeats; replicate += 1)
        this.#pool.add(async () => this.#sendScoring(exampleKey, await scorer.score(trial, replicate, this.#stop.signal)));
    }
  }

  async #sendScoring(exampleKey: string, scoring: Scoring | null): Promise<void> {
    if (scoring === null) return;
    await this.#outlet.send(() => {
      this.#outcome.step.addScoring(exampleKey, scoring);
      this.#outcome.job.addScoring(scoring);
      return { type: 'scoring', stepIndex: this.#plan.stepIndex, payload: scoringPayload(scoring) };
    });
  }
}

async function* assignments({ rows, repeats }: EvaluationPlan): AsyncGenerator<Assignment, void, undefined> {
  for await (const row of rows()) {
    const exampleKey = trialId(row.identity, 0);
    for (let replicate = 0; replicate < repeats; replicate += 1) yield { row, exampleKey, replicate };
  }
}
