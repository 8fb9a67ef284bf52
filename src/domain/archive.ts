export const ARCHIVE = Symbol('Archive');

/** A job that has ended, or an import: what can be deleted as a whole. */
export interface ArchivedItem {
  readonly kind: 'job' | 'import';
  readonly id: string;
  /** What a person calls it. */
  readonly name: string;
  /** When the job ended, or the import was made; ISO 8601. */
  readonly endedAt: string;
  /** Of all its files. */
  readonly bytes: number;
  /** Whether it has labels by people, which are nowhere else. */
  readonly isLabelled: boolean;
}

/**
 * What is kept for good until somebody deletes it, with its size. Jobs that run or wait are not in it.
 *
 * A port, though it has one adapter: shared storage is to be the second.
 */
export interface Archive {
  /** All of it, the oldest first. Costs a look at each file. */
  items(): Promise<readonly ArchivedItem[]>;

  /**
   * Deletes one with its runs and labels. Throws `job_not_found` and `run_not_found` where it is gone, `illegal_move` where the job goes on
   * again, and the system's error.
   */
  delete(item: Pick<ArchivedItem, 'kind' | 'id'>): Promise<void>;
}
