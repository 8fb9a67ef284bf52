import type { z } from 'zod';
import type { BenchmarkRow } from './benchmark-row.ts';
import { RowError } from './row-fault.ts';
import { shapeFault } from './shape-fault.ts';

/** How the rows of one benchmark are read. */
export interface RowForm {
  /** Takes a row of the source, or one that is in Assay's form already. Throws a `RowError`. */
  readonly read: (value: unknown) => BenchmarkRow;
}

/**
 * `source` is what a row of the source must have (further columns are left out), `toRow` makes Assay's form of it, and `row`
 * checks that, with its keys in the order in which they are written.
 */
export function rowForm<Source>(
  source: z.ZodType<Source>,
  toRow: (row: Source) => BenchmarkRow,
  row: z.ZodType<BenchmarkRow>,
): RowForm {
  return {
    read: (value) => checked(row, isOwnForm(value) ? value : toRow(checked(source, value))),
  };
}

function isOwnForm(value: unknown): boolean {
  return typeof value === 'object' && value !== null && 'inputs' in value;
}

function checked<T>(schema: z.ZodType<T>, value: unknown): T {
  const result = schema.safeParse(value, { reportInput: true });
  if (result.success) return result.data;
  throw new RowError(shapeFault(result.error, value));
}
