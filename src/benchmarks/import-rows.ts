import type { Benchmark } from '../domain/benchmark.ts';
import { UnusableRequestError } from '../domain/errors.ts';
import type { DurableFile } from '../files/durable-file.ts';
import type { FileRow } from './file-row.ts';
import { fileRows } from './file-rows.ts';
import { DataImportError } from './import-fault.ts';
import { rowLine } from './rows/benchmark-row.ts';
import { RowError } from './rows/row-fault.ts';
import { benchmarkOfRow, rowFormOf } from './rows/row-forms.ts';

const NAMED = 5;

/** Writes the rows of a file into a draft. Throws `unusable_request` that names the file and its first faults. */
export async function importRows(path: string, benchmark: Benchmark, draft: DurableFile, signal: AbortSignal): Promise<void> {
  const form = rowFormOf(benchmark.name);
  const faults: string[] = [];
  let otherBenchmark: string | undefined;
  let rows = 0;
  try {
    for await (const row of fileRows(path)) {
      signal.throwIfAborted();
      rows += 1;
      try {
        await draft.append(rowLine(form.read(row.value())), 1);
      } catch (error) {
        if (!(error instanceof RowError)) throw error;
        faults.push(`${row.place}: ${error.message}`);
        if (rows === 1) otherBenchmark = benchmarkOf(row);
      }
    }
  } catch (error) {
    throw error instanceof DataImportError ? unusable(path, benchmark, error.message) : error;
  }
  if (rows === 0) throw unusable(path, benchmark, 'it has no rows');
  if (otherBenchmark !== undefined) throw unusable(path, benchmark, `it is the data of ${otherBenchmark}`);
  if (faults.length > 0) throw unusable(path, benchmark, listed(faults, rows));
}

function benchmarkOf({ value }: FileRow): string | undefined {
  try {
    return benchmarkOfRow(value());
  } catch (error) {
    if (error instanceof RowError) return undefined;
    throw error;
  }
}

function listed(faults: readonly string[], rows: number): string {
  const rest = faults.length > NAMED ? `; and ${faults.length - NAMED} more` : '';
  return `${faults.length} of its ${rows} rows can't be used: ${faults.slice(0, NAMED).join('; ')}${rest}`;
}

function unusable(path: string, { name }: Benchmark, what: string): UnusableRequestError {
  return new UnusableRequestError(`${path} can't be imported as the data of ${name}: ${what}`);
}
