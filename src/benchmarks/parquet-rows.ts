import { type FileHandle, open } from 'node:fs/promises';
import { type AsyncBuffer, type FileMetaData, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { DataImportError, type FileRow } from './file-row.ts';
import { oneLine } from './source-faults.ts';

/** The rows of a Parquet file, one group of rows in memory at a time. Whole numbers of 64 bits become numbers where they fit. */
export async function* parquetRows(path: string, size: number): AsyncGenerator<FileRow> {
  const handle = await open(path, 'r');
  try {
    const file = { byteLength: size, slice: (start: number, end = size) => slice(handle, start, end) };
    const metadata = await readable(() => parquetMetadataAsync(file));
    let rowStart = 0;
    for (const group of metadata.row_groups) {
      const rowEnd = rowStart + Number(group.num_rows);
      yield* groupRows(file, metadata, rowStart, rowEnd);
      rowStart = rowEnd;
    }
  } finally {
    await handle.close();
  }
}

async function* groupRows(
  file: AsyncBuffer,
  metadata: FileMetaData,
  rowStart: number,
  rowEnd: number,
): AsyncGenerator<FileRow> {
  const rows = await readable(() => parquetReadObjects({ file, metadata, compressors, rowStart, rowEnd }));
  for (const [at, row] of rows.entries()) yield { place: `row ${rowStart + at + 1}`, value: () => plain(row) };
}

async function readable<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const cause = error instanceof Error ? oneLine(error.message) : String(error);
    throw new DataImportError(`it is a damaged or unknown kind of Parquet file (${cause})`);
  }
}

async function slice(handle: FileHandle, start: number, end: number): Promise<ArrayBuffer> {
  const bytes = new Uint8Array(Math.max(0, end - start));
  for (let filled = 0; filled < bytes.length;) {
    const { bytesRead } = await handle.read(bytes, filled, bytes.length - filled, start + filled);
    if (bytesRead === 0) throw new Error('the file ends too early');
    filled += bytesRead;
  }
  return bytes.buffer;
}

function plain(value: unknown): unknown {
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : value;
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, plain(held)]));
}
