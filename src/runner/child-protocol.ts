import type { EventBatch } from '../domain/event-batch.ts';
import type { JobSpec } from '../domain/job-fields.ts';
import type { ProjectListing } from '../domain/project.ts';
import type { Summary } from '../evaluation/summary.ts';
import type { RetryPolicy } from '../models/retry-policy.ts';
import type { ProjectRoots } from './project-files.ts';

/** What a child must know beside the job, sent with its first order. */
export interface ChildSettings extends ProjectRoots {
  readonly trialTimeoutMs: number;
  readonly retryPolicy: RetryPolicy;
}

/** From the server to a child. */
export type Order =
  | { readonly type: 'inspect'; readonly settings: ChildSettings; readonly projects: readonly string[] }
  | { readonly type: 'prepare'; readonly settings: ChildSettings; readonly spec: JobSpec }
  | { readonly type: 'start'; readonly jobId: string }
  | { readonly type: 'acknowledge'; readonly chars: number }
  | { readonly type: 'stop' };

/** What a prepared child knows of its dataset. */
export interface PreparedInfo {
  readonly datasetPath: string;
  readonly datasetSha256: string;
  readonly exampleCount: number;
  readonly plannedTrials: number;
  readonly plannedScorings: number;
}

/** From a child to the server. */
export type Report =
  | { readonly type: 'ready' }
  | { readonly type: 'alive'; readonly rssBytes: number }
  | { readonly type: 'inspecting'; readonly project: string }
  | { readonly type: 'inspected'; readonly listing: ProjectListing }
  | { readonly type: 'preparing' }
  | { readonly type: 'loaded' }
  | { readonly type: 'prepared'; readonly info: PreparedInfo }
  | { readonly type: 'refused'; readonly message: string }
  /** All is well but for the data of a built-in project, which is not here yet. */
  | { readonly type: 'data_missing'; readonly project: string }
  | { readonly type: 'events'; readonly batch: EventBatch; readonly chars: number }
  | { readonly type: 'done'; readonly summary: Summary }
  | { readonly type: 'failed'; readonly message: string };
