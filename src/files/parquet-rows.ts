import type { FileHandle } from 'node:fs/promises';
import { type AsyncBuffer, type FileMetaData, parquetMetadataAsync, parquetReadObjects, parquetSchema } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { openRegularFile } from './regular-file.ts';

/** A file is no Parquet file, or can't be read as one; the message says why, and the caller adds the file's name. */
export class ParquetError extends Error {
  override readonly name = 'ParquetError';
}

/** A row, its values by column: texts, numbers, bigints, dates, `null`, lists and objects of them. */
export type ParquetRow = Readonly<Record<string, unknown>>;

const MAX_CHARACTERS = 200;

/**
 * The rows of a Parquet file, one group of rows in memory at a time. Whole numbers of 64 bits become numbers where they fit. Texts that are not
 * UTF-8 are an error, as are damaged files and what is no regular file.
 */
export async function* parquetRows(path: string): AsyncGenerator<ParquetRow> {
  const handle = await openRegularFile(path);
  try {
    const { size } = await handle.stat();
    const file = { byteLength: size, slice: (start: number, end = size) => slice(handle, start, end) };
    const metadata = await readable(() => parquetMetadataAsync(file));
    refuseUnusedColumns(metadata);
    let rowStart = 0;
    for (const group of metadata.row_groups) {
      const rowEnd = rowStart + Number(group.num_rows);
      yield* await groupRows(file, metadata, rowStart, rowEnd);
      rowStart = rowEnd;
    }
  } finally {
    await handle.close();
  }
}

/**
 * A column that the schema does not have, or has once and the file twice, is read and then left alone: what is wrong with it would be a
 * rejection that nobody hears, which ends the process.
 */
function refuseUnusedColumns(metadata: FileMetaData): void {
  const known = new Set(parquetSchema(metadata).children.map(({ element }) => element.name));
  for (const { columns } of metadata.row_groups) {
    const paths = columns.map((column) => column.meta_data?.path_in_schema ?? []);
    const isUsed =
      paths.every(([name = '']) => known.has(name)) && new Set(paths.map((path) => JSON.stringify(path))).size === paths.length;
    if (!isUsed) throw new ParquetError('it is a damaged Parquet file (its columns are not those of its schema)');
  }
}

async function groupRows(
  file: AsyncBuffer,
  metadata: FileMetaData,
  rowStart: number,
  rowEnd: number,
): Promise<IteratorObject<ParquetRow>> {
  const rows = await readable(() => parquetReadObjects({ file, metadata, compressors, parsers, rowStart, rowEnd }));
  return rows.values().map((row) => plain(row) as ParquetRow);
}

const parsers = {
  stringFromBytes: (bytes?: Uint8Array): string | undefined => bytes && decoded(bytes),
  jsonFromBytes: (bytes?: Uint8Array): unknown => bytes && JSON.parse(decoded(bytes)),
};

const decoder = new TextDecoder('utf-8', { fatal: true });

function decoded(bytes: Uint8Array): string {
  try {
    return decoder.decode(bytes);
  } catch (error) {
    throw new ParquetError('a text in it is not UTF-8', { cause: error });
  }
}

async function readable<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof ParquetError) throw error;
    throw new ParquetError(`it is a damaged or unknown kind of Parquet file (${causeOf(error)})`, { cause: error });
  }
}

function causeOf(error: unknown): string {
  const line = (error instanceof Error ? error.message : String(error)).replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return line.length > MAX_CHARACTERS ? `${line.slice(0, MAX_CHARACTERS)}…` : line;
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
  if (typeof value !== 'object' || value === null || value instanceof Date || ArrayBuffer.isView(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, held]) => [key, plain(held)]));
}
