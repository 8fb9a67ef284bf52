export const JOB_QUEUE = Symbol('JobQueue');

/** Decides when a job runs. */
export interface JobQueue {
  /** Whether another job would be taken now, to run or to wait. */
  hasRoom(): boolean;

  /**
   * Takes a job, or throws `busy` when all places to run and to wait are taken.
   * Says whether it starts at once (`running`) or waits (`queued`); `work` is called when its turn comes.
   */
  enqueue(jobId: string, work: () => Promise<void>): 'running' | 'queued';

  /** Forgets a job that still waits; `false` when it does not. */
  remove(jobId: string): boolean;

  /** Takes no more, drops what waits, and resolves when what runs has ended. */
  close(): Promise<void>;
}
