import type { JsonObject, JsonValue } from './json.ts';

/** One row of a dataset: what the program gets, and what a metric may compare its output with. */
export interface Example {
  readonly inputs: JsonObject;
  /** `null` where the row has none. */
  readonly reference: JsonValue;
  /** What the dataset calls it; unique there. It is no part of the trial id, and neither are the next two. */
  readonly id?: string;
  /** What slices of results are made by. */
  readonly tags?: readonly string[];
  /** Examples of one cluster, such as questions about one document, depend on each other. */
  readonly cluster?: string;
}

/**
 * An example as it stands in its dataset.
 *
 * `identity` is the canonical JSON of inputs and reference (see `trial-id.ts`). Numbers of the example are as the dataset has them, with
 * `JsonNumber`s where a JavaScript number would be another one or be written in another way (`1.0` is not `1`).
 */
export interface DatasetRow {
  /** Its place in the dataset, counted from 0, whatever order it is read in. */
  readonly row: number;
  readonly example: Example;
  readonly identity: string;
}
