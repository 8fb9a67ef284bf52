import { open } from 'node:fs/promises';
import { errorCode } from '../files/error-code.ts';
import type { FileRow } from './file-row.ts';
import { DataImportError } from './import-fault.ts';
import { textRows } from './text-rows.ts';

const OPENING_FAULTS: Readonly<Record<string, string>> = {
  ENOENT: 'there is no such file',
  ENOTDIR: 'there is no such file',
  EACCES: 'it may not be read',
  EPERM: 'it may not be read',
  EISDIR: 'it is a folder: name the file in it',
};

const PARQUET = 'PAR1';
const GZIP = '1f8b';

/** The rows of a Parquet, JSON lines or JSON file, the latter two packed with gzip or not; told apart by what is in it. Throws an `DataImportError`. */
export async function* fileRows(path: string): AsyncGenerator<FileRow> {
  const { start, size } = await beginning(path);
  if (size === 0) throw new DataImportError('it is empty');
  if (start.toString('latin1', 0, 4) === PARQUET) {
    const { parquetRows } = await import('./parquet-rows.ts');
    yield* parquetRows(path, size);
  } else {
    yield* textRows(path, start.toString('hex', 0, 2) === GZIP);
  }
}

async function beginning(path: string): Promise<{ start: Buffer; size: number }> {
  const handle = await open(path, 'r').catch((error: unknown) => {
    throw openingFault(error);
  });
  try {
    const found = await handle.stat();
    if (found.isDirectory()) throw openingFault({ code: 'EISDIR' });
    if (!found.isFile()) throw new DataImportError('it is no regular file');
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(4), 0, 4, 0);
    return { start: buffer.subarray(0, bytesRead), size: found.size };
  } finally {
    await handle.close();
  }
}

function openingFault(error: unknown): DataImportError {
  const code = errorCode(error) ?? 'unknown error';
  return new DataImportError(OPENING_FAULTS[code] ?? `it can't be opened (${code})`);
}
