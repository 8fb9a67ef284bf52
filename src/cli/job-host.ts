import type { JobEvent } from '../domain/job-event.ts';
import type { JobKind, JobRequestFields } from '../domain/job-fields.ts';
import type { JobDocument } from './api-client.ts';

/** Where a job of the command line runs: in this process, or on a server. */
export interface JobHost {
  /** Checks everything that the fields name, starts the job and returns its id. */
  start(kind: JobKind, fields: JobRequestFields): Promise<string>;

  job(jobId: string): Promise<JobDocument>;

  /** Every event from the first on, in order, each once; ends when the job has ended, or after `interrupt`. */
  events(jobId: string): AsyncIterable<JobEvent>;

  /** What the first Ctrl-C does while there is no job: a fetch of data that `start` waits for is ended, and fails. */
  giveUpData(): void;

  /** What the first Ctrl-C does. */
  interrupt(): void;

  /** What the second one does; gives up what is under way, in no more than a moment. */
  abandon(): Promise<void>;

  /** Whether the job goes on after `interrupt`. */
  readonly outlivesUs: boolean;

  /** Sentences that say where the job can be seen, the folder of its archive first. */
  whereabouts(jobId: string, projectsRoot: string): readonly string[];

  close(): Promise<void>;
}
