import { z } from 'zod';
import type { BenchmarkSource } from '../domain/benchmark.ts';
import { shapeFault } from './rows/row-form.ts';
import { SourceRequestError } from './source-faults.ts';

/** Rows that the datasets server gives at once, at most. */
export const PAGE_ROWS = 100;
const MAX_ROWS = 10_000_000;

/** What `GET /rows` answers, as far as it matters. */
export const rowsAnswer = z.object({
  rows: z.array(z.object({ row_idx: z.int(), row: z.record(z.string(), z.unknown()), truncated_cells: z.array(z.string()) })),
  num_rows_total: z.int().min(1).max(MAX_ROWS),
  partial: z.boolean().optional(),
});

export interface RowsPage {
  /** As the source has them. */
  readonly rows: readonly unknown[];
  /** Of the whole split. */
  readonly total: number;
  /** Git commit of the dataset; `null` when the server does not say. */
  readonly revision: string | null;
}

/** How many rows the page at an offset has. */
export function pageLength(offset: number, total: number): number {
  return Math.min(PAGE_ROWS, total - offset);
}

/** The rows of an answer: all that were asked for, whole. Throws a `SourceRequestError` that names dataset and row. */
export function checkedPage(body: unknown, offset: number, revision: string | null, { dataset }: BenchmarkSource): RowsPage {
  const result = rowsAnswer.safeParse(body, { reportInput: true });
  if (!result.success) throw wrongAnswer(`of ${dataset} from row ${offset} on: ${shapeFault(result.error, body)}`);
  const { rows, num_rows_total: total, partial } = result.data;
  if (partial === true) throw wrongAnswer(`of ${dataset}: it has only a part of the dataset`);
  const expected = pageLength(offset, total);
  if (rows.length !== expected)
    throw wrongAnswer(`of ${dataset} from row ${offset} on: ${rows.length} rows instead of ${expected}, of ${total}`);

  rows.forEach(({ row_idx: index, truncated_cells: cut }, at) => {
    if (index !== offset + at) throw wrongAnswer(`of ${dataset}: row ${index} where row ${offset + at} should be`);
    if (cut.length > 0) throw wrongAnswer(`of ${dataset}, row ${index}: ${cut.join(', ')} cut short`);
  });
  return { rows: rows.map(({ row }) => row), total, revision };
}

function wrongAnswer(what: string): SourceRequestError {
  const advice = 'Try again later, or see whether ASSAY_DATASETS_SERVER names the right server';
  return new SourceRequestError(`it gives a wrong answer ${what}`, { advice });
}
