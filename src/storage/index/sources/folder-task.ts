import type { FolderPlace } from './run-draft.ts';

/** Work on the index that is too long for the main thread. A task can be sent to another thread, and done again at any time. */
export interface FolderTask extends FolderPlace {
  /** `forget` for a folder that is gone. */
  readonly kind: 'index' | 'forget';
  /** Where the folder is. */
  readonly path: string;
}

/** What became of a task. It can be sent to another thread. */
export interface FolderOutcome {
  /** The state of the folder that it is about; empty where the folder is gone or is no run. */
  readonly stamp: string;
  /** `left_out`: it can't be read, and `faults` says why. */
  readonly state: 'listed' | 'left_out' | 'gone';
  /** What of it can't be read, in sentences. */
  readonly faults: readonly string[];
  /** Whether it may go on. */
  readonly isInProgress: boolean;
}
