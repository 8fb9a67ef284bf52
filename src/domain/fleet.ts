import type { Observable } from 'rxjs';

export const FLEET = Symbol('Fleet');

/** The jobs that have not ended, and who is there to run them. */
export interface Census {
  /** Jobs that other processes run, or are about to. */
  readonly runningElsewhere: readonly string[];
  /** Jobs that wait for any process. */
  readonly waiting: readonly string[];
  /** Processes that run jobs, this one among them if it does. */
  readonly workers: number;
}

/** The processes over one database that share the running of jobs. Methods throw `unavailable` while the database is away. */
export interface Fleet {
  /** Does some work while no other process does work of this kind. Work of the same process may run side by side. */
  exclusively<Result>(work: () => Promise<Result>): Promise<Result>;

  /** Whether this process is the one that has a duty: it keeps it until it is gone, then another has it. */
  hasDuty(duty: string): Promise<boolean>;

  census(): Promise<Census>;

  /** Says that a job waits, which was created before. */
  send(jobId: string): Promise<void>;

  /** The job whose turn it is, which is this process's from now on; `undefined` where none waits that it can run. */
  take(): Promise<string | undefined>;

  /** Takes a job that waits; `false` where it does not, or another process has it. */
  claim(jobId: string): Promise<boolean>;

  /** Tells that a job may wait, or that a place may be free. It may miss some. */
  readonly news: Observable<void>;

  /** Leaves the others. */
  close(): Promise<void>;
}
