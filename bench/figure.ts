/** One line of the table. */
export interface Row {
  readonly what: string;
  readonly ours: string;
  /** The limit of the machine, measured in the same run. */
  readonly limit: string;
  readonly aim: string;
}

/** Something to measure, with the name that selects it. */
export interface Figure {
  readonly name: string;
  measure(): AsyncIterable<Row>;
  /** The same at small sizes, to see that it works, where the figure takes minutes. */
  readonly measureQuickly?: () => AsyncIterable<Row>;
}
