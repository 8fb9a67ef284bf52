import { stat } from 'node:fs/promises';
import type { Benchmark } from '../domain/benchmark.ts';
import { UnusableRequestError } from '../domain/errors.ts';
import type { DurableFile } from '../files/durable-file.ts';
import { errorCode } from '../files/error-code.ts';
import { NoRegularFileError, openRegularFile } from '../files/regular-file.ts';
import { DataImportError, type FileRow } from './file-row.ts';
import { RowError, rowLine } from './rows/row-form.ts';
import { benchmarkOfRow, rowFormOf } from './rows/row-forms.ts';
import { textRows } from './text-rows.ts';

const PARQUET = 'PAR1';
const GZIP = '1f8b';
const OPENING_FAULTS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'it may not be read',
  EPERM: 'it may not be read',
  EISDIR: 'it is a folder: name the file in it',
};

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

/** The rows of a Parquet, JSON lines or JSON file, the latter two packed with gzip or not; told apart by what is in it. Throws a `DataImportError`. */
async function* fileRows(path: string): AsyncGenerator<FileRow> {
  const { start, size } = await beginning(path);
  if (size === 0) throw new DataImportError('it is empty');
  if (start.toString('latin1', 0, 4) === PARQUET) yield* parquetFileRows(path);
  else yield* textRows(path, start.toString('hex', 0, 2) === GZIP);
}

async function* parquetFileRows(path: string): AsyncGenerator<FileRow> {
  const { ParquetError, parquetRows } = await import('../files/parquet-rows.ts');
  let number = 0;
  try {
    for await (const row of parquetRows(path)) {
      number += 1;
      yield { place: `row ${number}`, value: () => row };
    }
  } catch (error) {
    throw error instanceof ParquetError ? new DataImportError(error.message, { cause: error }) : error;
  }
}

async function beginning(path: string): Promise<{ start: Buffer; size: number }> {
  const handle = await openRegularFile(path).catch(async (error: unknown) => {
    throw await openingFault(path, error);
  });
  try {
    const found = await handle.stat();
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return { start: buffer.subarray(0, bytesRead), size: found.size };
  } finally {
    await handle.close();
  }
}

async function openingFault(path: string, error: unknown): Promise<DataImportError> {
  if (error instanceof NoRegularFileError) {
    const isFolder = (await stat(path).catch(() => undefined))?.isDirectory() === true;
    return new DataImportError((isFolder && OPENING_FAULTS.EISDIR) || 'it is not a regular file');
  }
  const code = errorCode(error) ?? 'unknown error';
  return new DataImportError(OPENING_FAULTS[code] ?? `it can't be opened (${code})`);
}
