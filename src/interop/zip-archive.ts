import { pipeline } from 'node:stream';
import type { Readable } from 'node:stream';
import { promisify } from 'node:util';
import { crc32, createInflateRaw, createZstdDecompress } from 'node:zlib';
import yauzl from 'yauzl';
import { ImportFaultError } from './import-fault.error.ts';
import { type ImportLimits, MOST_FILES, mostUnpacked, type ResultFile } from './result-file.ts';
import { checkedName } from './archive-name.ts';

const STORED = 0;
const DEFLATED = 8;
const ZSTANDARD = 93;

/** The files of a zip archive, which are read where they are: stored, deflated, or with Zstandard, as Inspect writes them. */
export class ZipArchive {
  readonly #zip: yauzl.ZipFile;
  /** By name; of those with one name the last, as whatever appends to an archive means it. */
  readonly files: ReadonlyMap<string, ResultFile>;

  private constructor(zip: yauzl.ZipFile, files: ReadonlyMap<string, ResultFile>) {
    this.#zip = zip;
    this.files = files;
  }

  /** Throws an `ImportFaultError` for an archive that is damaged, or holds more than is taken. */
  static async open(path: string, size: number, limits: ImportLimits): Promise<ZipArchive> {
    const open = promisify<string, yauzl.Options, yauzl.ZipFile>(yauzl.open);
    let zip: yauzl.ZipFile;
    try {
      zip = await open(path, { autoClose: false, lazyEntries: true, decodeStrings: true, validateEntrySizes: true });
    } catch (error) {
      throw damaged(error);
    }
    try {
      return new ZipArchive(zip, await filesOf(zip, mostUnpacked(size, limits)));
    } catch (error) {
      zip.close();
      throw error;
    }
  }

  close(): void {
    this.#zip.close();
  }
}

async function filesOf(zip: yauzl.ZipFile, mostBytes: number): Promise<ReadonlyMap<string, ResultFile>> {
  if (zip.entryCount > MOST_FILES)
    throw new ImportFaultError('', `has ${zip.entryCount} files, and at most ${MOST_FILES} are taken from an archive`);
  const files = new Map<string, ResultFile>();
  let total = 0;
  for await (const entry of entriesOf(zip)) {
    const name = checkedName(entry.fileName);
    if (name.endsWith('/')) continue;
    total += entry.uncompressedSize;
    if (total > mostBytes)
      throw new ImportFaultError('', `unpacks to more than ${mostBytes} bytes, which is more than is taken`);
    files.set(name, { name, size: entry.uncompressedSize, chunks: (range) => unpacked(zip, entry, range) });
  }
  return files;
}

async function* entriesOf(zip: yauzl.ZipFile): AsyncGenerator<yauzl.Entry> {
  for (;;) {
    const { promise, resolve, reject } = Promise.withResolvers<yauzl.Entry | null>();
    const onEnd = (): void => resolve(null);
    zip.once('entry', resolve).once('end', onEnd).once('error', reject);
    zip.readEntry();
    try {
      const entry = await promise;
      if (entry === null) return;
      yield entry;
    } catch (error) {
      throw damaged(error);
    } finally {
      zip.off('entry', resolve).off('end', onEnd).off('error', reject);
    }
  }
}

async function* unpacked(
  zip: yauzl.ZipFile,
  entry: yauzl.Entry,
  { start = 0, end = Infinity }: { readonly start?: number; readonly end?: number } = {},
): AsyncGenerator<Uint8Array> {
  const { fileName: name, uncompressedSize: size } = entry;
  const fault = (message: string): ImportFaultError => new ImportFaultError(name, message);
  if (entry.isEncrypted()) throw fault('is encrypted');
  let bytes = 0;
  let checksum = 0;
  try {
    for await (const chunk of decoded(await rawStream(zip, entry), entry) as AsyncIterable<Buffer>) {
      if (bytes + chunk.length > size) throw fault('unpacks to more than the archive says');
      checksum = crc32(chunk, checksum);
      const from = Math.max(0, start - bytes);
      bytes += chunk.length;
      if (from < chunk.length) yield chunk.subarray(from);
      if (bytes >= end) return;
    }
  } catch (error) {
    throw error instanceof ImportFaultError ? error : fault(`can’t be unpacked: ${messageOf(error)}`);
  }
  if (bytes !== size) throw fault(`has ${bytes} bytes, where the archive says ${size}`);
  if (checksum !== entry.crc32) throw fault('is damaged: its checksum is another one than the archive says');
}

async function rawStream(zip: yauzl.ZipFile, entry: yauzl.Entry): Promise<Readable> {
  const { promise, resolve, reject } = Promise.withResolvers<Readable>();
  // Its types know only the older way to ask for bytes as they are.
  const asStored = { decodeFileData: false } as unknown as yauzl.ZipFileOptions;
  zip.openReadStream(entry, asStored, (error, stream) => {
    if (error) reject(error);
    else resolve(stream);
  });
  return promise;
}

function decoded(raw: Readable, { compressionMethod, fileName }: yauzl.Entry): Readable {
  if (compressionMethod === STORED) return raw;
  if (compressionMethod === DEFLATED) return through(raw, createInflateRaw());
  if (compressionMethod === ZSTANDARD) return through(raw, createZstdDecompress());
  throw new ImportFaultError(fileName, `is packed by method ${compressionMethod}; deflate and Zstandard are understood`);
}

function through(
  raw: Readable,
  decoder: ReturnType<typeof createInflateRaw> | ReturnType<typeof createZstdDecompress>,
): Readable {
  // An error of either ends the decoder, whose reader sees it.
  pipeline(raw, decoder, () => undefined);
  return decoder;
}

function damaged(error: unknown): ImportFaultError {
  return error instanceof ImportFaultError ? error : new ImportFaultError('', `is a damaged zip archive: ${messageOf(error)}`);
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
