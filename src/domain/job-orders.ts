import type { CancelReason } from './job.ts';
import type { JobProgress } from './job-progress.ts';
import type { Decision } from './job-stopper.ts';

export const JOB_PEERS = Symbol('JobPeers');

/** What somebody asks of a job that another process has. */
export type JobOrder =
  { readonly kind: 'cancel'; readonly reason: CancelReason } | { readonly kind: 'decide'; readonly decision: Decision };

/** What runs the jobs of this process, for those who ask from elsewhere. */
export interface JobHolder {
  /** How far a job is that runs here; `null` for any other. */
  progress(jobId: string): JobProgress | null;
  /** Does as another process asks; it may ask the same again. */
  obey(jobId: string, order: JobOrder): void;
  /** Stops a job that another process has taken; nothing of it may be written any more. */
  lose(jobId: string): void;
}

/**
 * The other processes that run jobs of the same store, on whatever machine. Methods throw `unavailable` while what they share is away.
 */
export interface JobPeers {
  /** Whether a job that ran in one process may go on in another. */
  readonly isShared: boolean;

  /** Has this process heard of, and hear, the others from now on. Called once. */
  attend(holder: JobHolder): void;

  /** Leaves word for whoever has a job, or will have it. */
  order(jobId: string, order: JobOrder): Promise<void>;

  /** How far a job is that another process has, as it said last, some seconds ago at most; `null` where none has it. */
  progressOf(jobId: string): Promise<JobProgress | null>;

  /** Lets go of a job of this process that ran or was to run: it waits again, with all its events, for whoever takes it next. */
  giveBack(jobId: string): Promise<void>;

  /**
   * Lets go of a job that this process can't run as it was asked for, such as by other code, and takes it no more. Resolves to `null` where another
   * process may run it, and otherwise to why none can; then the job is still this process's, to be ended.
   */
  refuse(jobId: string, reason: string): Promise<string | null>;
}

/** There are none: jobs end where they began. */
export const NO_PEERS: JobPeers = {
  isShared: false,
  attend: () => undefined,
  order: async () => undefined,
  progressOf: async () => null,
  giveBack: () => Promise.reject(new Error('there is nobody to give a job to')),
  refuse: (_jobId, reason) => Promise.resolve(reason),
};
