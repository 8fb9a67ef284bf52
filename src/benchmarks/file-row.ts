/** A row of a file that is imported. */
export interface FileRow {
  /** Such as `line 7`. */
  readonly place: string;
  /** Throws a `RowError` where it can't be read. */
  readonly value: () => unknown;
}

/** What is wrong with a file as a whole. The caller adds the file's name. */
export class DataImportError extends Error {
  override readonly name = 'DataImportError';
}
