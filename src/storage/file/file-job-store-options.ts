import type { AssayIndex } from '../index/assay-index.ts';
import type { JobTable } from '../index/job-table.ts';
import type { JobLogIndex } from './job-log-index.ts';

export interface FileJobStoreOptions {
  /** How often an end that could not be written is tried again. */
  readonly retryMs?: number;
  /** Of this process alone, in memory, without it. */
  readonly index?: AssayIndex;
  /** The jobs of this projects root in the index. */
  readonly table?: JobTable;
  readonly logIndex?: JobLogIndex;
  /** Whether the folders are a copy of what another store has, which this process alone writes with `replicate`: nothing in them is ever lost. */
  readonly isReplica?: boolean;
}
