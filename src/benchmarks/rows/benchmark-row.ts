import type { JsonObject } from '../../evaluation/json.ts';

/** A row in the form that projects read: what the program gets, and the right answer. */
export interface BenchmarkRow {
  readonly inputs: JsonObject;
  readonly reference: string;
}

/** A row's line in the file. Equal rows are equal lines, wherever they came from. */
export function rowLine(row: BenchmarkRow): string {
  return `${JSON.stringify(row)}\n`;
}
