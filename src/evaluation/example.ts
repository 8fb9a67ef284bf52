import type { JsonObject, JsonValue } from './json.ts';

/** One row of a dataset: what the program gets, and what a metric may compare its output with. */
export interface Example {
  readonly inputs: JsonObject;
  /** `null` where the row has none. */
  readonly reference: JsonValue;
}

/**
 * An example as it stands in its dataset.
 *
 * `identity` is the canonical JSON of inputs and reference (see `trial-id.ts`). It is made from the text of the row and
 * not from the parsed example, because parsing loses what the id must keep (`1.0` is not `1`).
 */
export interface DatasetRow {
  /** Its place in the dataset, counted from 0, whatever order it is read in. */
  readonly row: number;
  readonly example: Example;
  readonly identity: string;
}
