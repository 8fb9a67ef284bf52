import type { CancelReason } from './job.ts';
import type { Decision } from './job-stopper.ts';

/** What somebody asks of a job that another process has. */
export type JobOrder =
  { readonly kind: 'cancel'; readonly reason: CancelReason } | { readonly kind: 'decide'; readonly decision: Decision };
