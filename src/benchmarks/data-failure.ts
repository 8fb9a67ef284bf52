import { dirname } from 'node:path';
import type { Benchmark, BenchmarkSource, FetchProgress } from '../domain/benchmark.ts';
import { AssayError, UnavailableError } from '../domain/errors.ts';
import { errorCode } from '../files/error-code.ts';
import { SourceRequestError } from './source-faults.ts';

const WRITE_FAULTS: Readonly<Record<string, string>> = {
  // Node says so where a folder can't be made on a disk that is read only.
  ENOENT: "this folder can't be made",
  ENOSPC: 'the disk is full',
  EDQUOT: 'the quota of the disk is used up',
  EFBIG: 'the file would be larger than is allowed here',
  EACCES: 'this folder may not be written to',
  EPERM: 'this folder may not be written to',
  EROFS: 'this disk may not be written to',
  ENOTDIR: 'there is a file where a folder should be',
  EEXIST: 'there is a file where a folder should be',
  EISDIR: 'there is a folder where the file should be',
  EMFILE: 'too many files are open',
  ENFILE: 'too many files are open',
};

/** What a failed fetch is for the person who wanted the data: what happened, and what to do. */
export function fetchFailure(
  error: unknown,
  benchmark: Benchmark,
  server: string,
  path: string,
  progress: FetchProgress = { rows: 0, total: null },
): unknown {
  if (error instanceof AssayError || benchmark.source === null) return error;
  if (error instanceof SourceRequestError) return unfetched(error, benchmark.name, benchmark.source, server, progress);
  return writeFailure(error, benchmark, path);
}

/** What a system error means where data could not be put into its place. Other errors stay as they are. */
export function writeFailure(error: unknown, { name }: Benchmark, path: string): unknown {
  const code = errorCode(error);
  if (code === undefined || !/^E[A-Z0-9]+$/.test(code)) return error;
  const cause = WRITE_FAULTS[code] ?? `the system says ${code}`;
  const advice = 'Put that right, or set ASSAY_BENCHMARKS_DIR to another folder, and try again';
  return new UnavailableError(`The data of ${name} can't be kept in ${dirname(path)}: ${cause} (${code}). ${advice}.`, {
    cause: error,
  });
}

function unfetched(
  fault: SourceRequestError,
  name: string,
  source: BenchmarkSource,
  server: string,
  progress: FetchProgress,
): UnavailableError {
  const kept =
    progress.rows > 0
      ? ` ${progress.rows} of ${progress.total ?? 0} rows are kept, and the next try continues from there.`
      : '';
  return new UnavailableError(
    `The data of ${name} is not on this machine and could not be fetched from ${server}: ${fault.message}.${kept} ` +
      `${fault.advice}, or download ${source.url} elsewhere and run: assay benchmark import ${name} FILE ` +
      `(a .parquet, .jsonl or .json file of the split ${source.split})`,
    { cause: fault },
  );
}
