import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import tar from 'tar-stream';
import { PRIVATE_FILE } from '../files/private-mode.ts';
import { checkedName } from './archive-name.ts';
import { ImportFaultError } from './import-fault.error.ts';
import { diskFile, type ImportLimits, MOST_FILES, mostUnpacked, type ResultFile } from './result-file.ts';

const GZIP = Buffer.from([0x1f, 0x8b]);
const TAR_MAGIC = 'ustar';
const TAR_MAGIC_AT = 257;

/** Whether a file begins like gzip, or like tar. */
export function isTar(head: Buffer): boolean {
  return isGzip(head) || head.subarray(TAR_MAGIC_AT, TAR_MAGIC_AT + TAR_MAGIC.length).toString('latin1') === TAR_MAGIC;
}

/**
 * The files of a tar archive, packed by gzip or not, by name. They are unpacked into an empty folder, under names of our own, which the caller
 * removes. Throws an `ImportFaultError` for an archive that is damaged, or holds links or more than is taken.
 */
export async function unpackedTar(
  file: ResultFile,
  head: Buffer,
  folder: string,
  limits: ImportLimits,
): Promise<ReadonlyMap<string, ResultFile>> {
  const mostBytes = mostUnpacked(file.size, limits);
  const extract = tar.extract();
  const files = new Map<string, ResultFile>();
  const read = pipeline(bounded(file, isGzip(head), mostBytes), extract);
  // Awaited below, once the entries are read.
  read.catch(() => undefined);
  try {
    for await (const entry of extract) {
      const name = checkedName(entry.header.name);
      if (files.size >= MOST_FILES) throw new ImportFaultError('', `has more than ${MOST_FILES} files`);
      if (entry.header.type === 'file') {
        const path = join(folder, `file-${files.size}`);
        await pipeline(entry, createWriteStream(path, { flags: 'wx', mode: PRIVATE_FILE }));
        files.set(name, diskFile(path, name, entry.header.size));
      } else if (entry.header.type === 'directory') {
        entry.resume();
      } else {
        throw new ImportFaultError(name, 'is a link or a device, and only files and folders are taken from an archive');
      }
    }
    await read;
  } catch (error) {
    extract.destroy();
    await read.catch(() => undefined);
    if (error instanceof ImportFaultError) throw error;
    throw new ImportFaultError('', `is a damaged archive: ${error instanceof Error ? error.message : String(error)}`);
  }
  return files;
}

function isGzip(head: Buffer): boolean {
  return head.subarray(0, 2).equals(GZIP);
}

function bounded(file: ResultFile, isPacked: boolean, mostBytes: number): Readable {
  const raw = Readable.from(file.chunks(), { objectMode: false });
  const bytes: AsyncIterable<Uint8Array> = isPacked ? gunzipped(raw) : (raw as AsyncIterable<Uint8Array>);
  return Readable.from(atMost(bytes, mostBytes), { objectMode: false });
}

async function* gunzipped(raw: Readable): AsyncGenerator<Uint8Array> {
  const gunzip = createGunzip();
  const piped = pipeline(raw, gunzip);
  piped.catch(() => undefined);
  yield* gunzip as AsyncIterable<Uint8Array>;
  await piped;
}

async function* atMost(chunks: AsyncIterable<Uint8Array>, most: number): AsyncGenerator<Uint8Array> {
  let bytes = 0;
  for await (const chunk of chunks) {
    bytes += chunk.length;
    if (bytes > most) throw new ImportFaultError('', `unpacks to more than ${most} bytes, which is more than is taken`);
    yield chunk;
  }
}
