import type { EventBatch } from './event-batch.ts';
import type { Job } from './job.ts';

/** What the bus carries. Each is published after the store has it. */
export type AppEvent =
  | { readonly type: 'job.created'; readonly job: Job }
  | { readonly type: 'job.started'; readonly job: Job }
  | { readonly type: 'job.events'; readonly jobId: string; readonly batch: EventBatch }
  | { readonly type: 'job.settled'; readonly job: Job }
  | { readonly type: 'comparison.states'; readonly comparisonId: string; readonly batch: EventBatch }
  | { readonly type: 'comparison.settled'; readonly comparisonId: string };
