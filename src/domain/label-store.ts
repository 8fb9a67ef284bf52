export const LABEL_STORE = Symbol('LabelStore');

/** Labels that one set may have. */
export const MOST_LABELS = 100_000;

/** What a person says of one sample of a run. */
export interface HumanLabel {
  readonly sampleId: string;
  readonly row: number;
  readonly replicate: number;
  readonly value: number;
  readonly note: string | null;
}

/** A label as it is given: its sample by id, by row, or by both; the first replicate unless one is named. */
export interface NewLabel {
  readonly sampleId: string | null;
  readonly row: number | null;
  readonly replicate: number | null;
  readonly value: number;
  readonly note: string | null;
}

export interface NewLabels {
  readonly description: string | null;
  readonly labels: readonly NewLabel[];
}

/** A set of labels, as a list has it. */
export interface LabelSummary {
  readonly name: string;
  readonly description: string | null;
  /** ISO 8601. */
  readonly createdAt: string;
  readonly count: number;
  /** Of the labels' values. */
  readonly mean: number;
}

export interface LabelSet extends LabelSummary {
  /** In the order in which they were given. */
  readonly labels: readonly HumanLabel[];
}

export interface KeptLabels {
  readonly summary: LabelSummary;
  /** `false` where they took the place of others of that name. */
  readonly isNew: boolean;
}

/**
 * People's labels beside the runs that they are of: of jobs, steps of jobs, imports and what Themis wrote. They go when their run goes.
 * All methods throw `run_not_found`.
 *
 * A port, though it has one adapter: shared storage is to be the second.
 */
export interface LabelStore {
  /** The sets of a run, ascending by name. One that can't be read is left out. */
  list(runId: string): Promise<readonly LabelSummary[]>;

  /** Throws `labels_not_found`, and `unusable_request` for a set that can't be read. */
  find(runId: string, name: string): Promise<LabelSet>;

  /**
   * Keeps a set, durably and as a whole, in place of the one of that name. Throws `unusable_request`, and keeps nothing, where a sample is
   * not there or has two labels.
   */
  put(runId: string, name: string, labels: NewLabels): Promise<KeptLabels>;

  /** Throws `labels_not_found`. */
  delete(runId: string, name: string): Promise<void>;
}
