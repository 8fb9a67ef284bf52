/** One line of the table. */
export interface Row {
  readonly what: string;
  readonly ours: string;
  /** What the machine can do at best, measured in the same run. */
  readonly limit: string;
  readonly aim: string;
}

/** Something that is measured, with a name to ask for it. */
export interface Figure {
  readonly name: string;
  measure(): AsyncIterable<Row>;
}
