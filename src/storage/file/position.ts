/** A place between two lines of an event log. */
export interface Position {
  /** The number that the next event has at least. */
  readonly seq: number;
  /** Bytes before it. */
  readonly offset: number;
  /** Lines before it. */
  readonly line: number;
}

export const LOG_START: Position = { seq: 0, offset: 0, line: 0 };
