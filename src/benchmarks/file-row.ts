/** A row of a file that is imported. */
export interface FileRow {
  /** Such as `line 7`. */
  readonly place: string;
  /** Throws a `RowError` where it can't be read. */
  readonly value: () => unknown;
}
