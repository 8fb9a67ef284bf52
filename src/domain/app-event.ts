import type { EventBatch } from './event-batch.ts';
import type { Job } from './job.ts';

/** What the bus carries. Each is published after the store has it. */
export type AppEvent =
  | { readonly type: 'job.created'; readonly job: Job }
  | { readonly type: 'job.started'; readonly job: Job }
  | { readonly type: 'job.events'; readonly jobId: string; readonly batch: EventBatch }
  | { readonly type: 'job.settled'; readonly job: Job }
  /** This process runs the job no more; it goes on in another one. */
  | { readonly type: 'job.left'; readonly job: Job }
  /** Another process may have written to the job. */
  | { readonly type: 'job.stored'; readonly jobId: string }
  | { readonly type: 'comparison.stored'; readonly comparisonId: string }
  | { readonly type: 'comparison.states'; readonly comparisonId: string; readonly batch: EventBatch }
  | { readonly type: 'comparison.settled'; readonly comparisonId: string };
