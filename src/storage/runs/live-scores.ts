import type { JobStore } from '../../domain/job-store.ts';
import type { Job } from '../../domain/job.ts';
import { JOB_RUNS_VERSION, jobRunDocument, type JobRunsDocument } from './job-run-document.ts';
import { JobScores } from './job-scores.ts';

/** The scores of a job that may still go on: each look reads only what came since the last. */
export class LiveScores {
  readonly scores: JobScores;
  readonly #jobs: JobStore;
  readonly #jobId: string;
  #turn: Promise<unknown> = Promise.resolve();
  #document: { readonly seq: number; readonly document: JobRunsDocument } | undefined;

  constructor(jobs: JobStore, job: Job) {
    this.#jobs = jobs;
    this.#jobId = job.id;
    this.scores = new JobScores(job);
  }

  /** Catches up with the job, then does something while nothing is added. */
  async withLatest<Result>(work: (scores: JobScores) => Promise<Result> | Result): Promise<Result> {
    const result = this.#turn.then(async () => {
      for await (const batch of this.#jobs.read(this.#jobId, this.scores.nextSeq)) this.scores.add(batch);
      return work(this.scores);
    });
    this.#turn = result.catch(() => undefined);
    return result;
  }

  /** What there is by now. */
  async document(): Promise<JobRunsDocument> {
    return this.withLatest((scores) => {
      const seq = scores.nextSeq;
      if (this.#document?.seq !== seq) {
        this.#document = {
          seq,
          document: { version: JOB_RUNS_VERSION, stamp: liveStamp(scores), steps: scores.runs.map(jobRunDocument) },
        };
      }

      return this.#document.document;
    });
  }
}

export function liveStamp({ nextSeq }: JobScores): string {
  return `v${JOB_RUNS_VERSION}|live:${nextSeq}`;
}
