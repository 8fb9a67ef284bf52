/** Rows of a job are of another log than the one that is there now: its log has to be read anew. */
export class StaleRowsError extends Error {
  override readonly name = 'StaleRowsError';

  constructor(message = 'a line of the log is another one than the index has noted: the log was replaced') {
    super(message);
  }
}
