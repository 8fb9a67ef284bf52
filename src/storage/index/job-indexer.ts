import { type Insertable, sql } from 'kysely';
import { type EventBatch, eventLines, eventsOf } from '../../domain/event-batch.ts';
import type { Job } from '../../domain/job.ts';
import type { JobEvent } from '../../domain/job-event.ts';
import { workDone } from '../../domain/job-progress.ts';
import { newJobFold, runFiguresOf } from '../../domain/run-of-job.ts';
import { totalCost } from '../../evaluation/call-totals.ts';
import type { ScoringPayload, TrialPayload } from '../../evaluation/event.ts';
import type { JobFold } from '../../evaluation/job-fold.ts';
import type { StepFigures } from '../../evaluation/step-fold.ts';
import type { ScoredPlace, TrialPlace } from '../../evaluation/trial-index.ts';
import type { IndexDatabase } from './index-database.ts';
import { writeMarks } from './index-rows.ts';
import { type MarksTable, query } from './index-schema.ts';
import { type LogState, putRun, retireRuns, runRowOfJob, writeCounts } from './run-rows.ts';
import { type PlacedLine, StepRows } from './step-rows.ts';
import { storedFigures } from '../../domain/job-figures.ts';

/**
 * How far the figures go that are written: `exact` is all that there is, every sum done over again; `running` the means so far of a job
 * that goes on; `reading` the same of a log that has been read in part.
 */
export type Exactness = 'running' | 'reading' | 'exact';

/**
 * Turns the events of one job into rows of the index: its runs, their samples and scores. Add the events from the first on, in
 * their order, then write: what a write could not do is tried again by the next one.
 */
export class JobIndexer {
  readonly #scope: string;
  readonly #earlier: 'keep' | 'remove';
  readonly #fold: JobFold;
  readonly #steps = new Map<number, StepRows>();
  #marks: Insertable<MarksTable>[] = [];
  #hasWritten = false;
  #job: Job;
  /** The number of the next event. */
  nextSeq = 0;
  /** Bytes of the log up to there. */
  logBytes = 0;

  /** `earlier`: whether rows that an earlier reading of the log has left are of another log, and to be removed. */
  constructor(scope: string, job: Job, earlier: 'keep' | 'remove' = 'remove') {
    this.#scope = scope;
    this.#job = job;
    this.#earlier = earlier;
    this.#fold = newJobFold(job.spec);
  }

  get job(): Job {
    return this.#job;
  }

  /** Its status, its end and what else may change while its events stay. */
  set job(job: Job) {
    this.#job = job;
  }

  /** Rows that wait to be written. */
  get waiting(): number {
    return Array.from(this.#steps.values(), ({ rows }) => rows.size).reduce((sum, size) => sum + size, this.#marks.length);
  }

  /** Takes a batch of events; `offset` is where it begins in the log. Events that were taken before are left out. */
  add(batch: EventBatch, offset: number): void {
    const events = eventsOf(batch);
    let at = 0;
    let start = offset;
    for (const line of eventLines(batch)) {
      const event = events[at];
      if (event !== undefined && event.seq >= this.nextSeq) this.#add(event, { seq: event.seq, line, offset: start });
      at += 1;
      start += line.length + 1;
    }
    this.nextSeq = Math.max(this.nextSeq, batch.firstSeq + batch.count);
    this.logBytes = Math.max(this.logBytes, start);
  }

  /**
   * Writes what has come, in one transaction. Throws a `JobNotIndexedError` where the index does not have the job, and what the database
   * throws; then nothing is written and all is kept.
   */
  write(database: IndexDatabase, exactness: Exactness): void {
    database.transaction(() => {
      this.#writePlace(database);
      if (this.#earlier === 'remove' && !this.#hasWritten) this.#removeEarlier(database);
      for (const figures of this.#fold.steps) this.#writeStep(database, figures, exactness);
      writeMarks(database, this.#marks);
    });
    this.#hasWritten = true;
    for (const { rows } of this.#steps.values()) rows.clear();
    this.#marks = [];
  }

  #writePlace(database: IndexDatabase): void {
    const { nextSeq, logBytes } = this;
    const place =
      this.#earlier === 'remove'
        ? { next_seq: nextSeq, log_bytes: logBytes }
        : { next_seq: sql<number>`max(next_seq, ${nextSeq})`, log_bytes: sql<number>`max(log_bytes, ${logBytes})` };
    const ofJob = query.updateTable('jobs').where('scope', '=', this.#scope).where('job_id', '=', this.#job.id);
    if (database.run(ofJob.set({ ...place, ...this.#counted() })).changes === 0) throw new JobNotIndexedError(this.#job.id);
  }

  /** What the whole job has come to. */
  #counted(): Pick<LogState, 'trials' | 'failed_trials' | 'work' | 'cost' | 'best_step' | 'told_step'> {
    const { counts, bestStep, toldStep } = this.#fold;
    return {
      trials: counts.trials,
      failed_trials: counts.failedTrials,
      work: workDone(this.#fold),
      cost: totalCost(counts.calls),
      best_step: this.#isSearch ? (bestStep?.stepIndex ?? null) : null,
      told_step: this.#isSearch ? (toldStep?.stepIndex ?? null) : null,
    };
  }

  /** Marks, and the runs of steps, which the log need not have any more. */
  #removeEarlier(database: IndexDatabase): void {
    const ofJob = query.selectFrom('runs').select('run_no').where('scope', '=', this.#scope).where('source', '=', 'job');
    const steps = database.all(ofJob.where('origin', '=', this.#job.id).where('step_index', '>=', 0));
    retireRuns(
      database,
      steps.map(({ run_no: runNo }) => runNo),
    );
    database.run(query.deleteFrom('marks').where('scope', '=', this.#scope).where('job_id', '=', this.#job.id));
  }

  #add(event: JobEvent, place: PlacedLine): void {
    const trial = this.#fold.add(event);
    switch (event.type) {
      case 'trial':
        if (trial !== undefined && 'isAgain' in trial)
          this.#step(event.step_index).addTrial(event.payload as TrialPayload, trial, place);
        return;
      case 'scoring':
        this.#addScoring(event, trial, place);
        return;
      case 'proposal':
      case 'step':
      case 'error':
        this.#marks.push(this.#markOf(event, place));
        return;
      default:
        event.type satisfies never;
    }
  }

  #addScoring(event: JobEvent, trial: TrialPlace | ScoredPlace | undefined, place: PlacedLine): void {
    if (trial !== undefined && 'score' in trial)
      this.#step(event.step_index).addScoring(event.payload as ScoringPayload, trial, place);
  }

  #markOf({ seq, step_index: stepIndex, type }: JobEvent, { line, offset }: PlacedLine): Insertable<MarksTable> {
    return { scope: this.#scope, job_id: this.#job.id, seq, step_index: stepIndex, type, offset, length: line.length };
  }

  /** What was written of a step that has ended stays, unless its job changes. */
  #writeStep(database: IndexDatabase, figures: StepFigures, exactness: Exactness): void {
    const step = this.#step(figures.stepIndex);
    if (figures.isFinished && step.writtenFor === this.#job && step.rows.size === 0) return;
    const isExact = exactness === 'exact' || figures.isFinished;
    if (step.runNo !== null && step.rowJob === this.#job && !isExact) {
      writeCounts(database, step.runNo, runFiguresOf(figures, false));
      step.rows.write(database, step.runNo);
      return;
    }
    const stepIndex = this.#isSearch ? figures.stepIndex : null;
    const row = runRowOfJob(this.#scope, this.#job, stepIndex, {
      counted: runFiguresOf(figures, isExact),
      figures: isExact ? JSON.stringify(storedFigures(figures)) : null,
      isBeingRead: exactness === 'reading',
    });
    const runNo = putRun(database, row, step.runNo === null ? this.#earlier : 'keep');
    step.rows.write(database, runNo);
    step.runNo = runNo;
    step.rowJob = this.#job;
    step.writtenFor = figures.isFinished ? this.#job : null;
  }

  /** The step of an event: a job without steps has one. */
  #step(stepIndex: number): StepRows {
    const index = this.#isSearch ? stepIndex : 0;
    let step = this.#steps.get(index);
    if (step === undefined) {
      step = new StepRows(this.#job.spec.repeats > 1);
      this.#steps.set(index, step);
    }
    return step;
  }

  get #isSearch(): boolean {
    return this.#job.spec.kind === 'optimize';
  }
}

/** The index does not have a job, or no longer: its events have no place in it. */
export class JobNotIndexedError extends Error {
  override readonly name = 'JobNotIndexedError';

  constructor(jobId: string) {
    super(`the index does not have job ${jobId}`);
  }
}
