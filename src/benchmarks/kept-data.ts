import { createHash } from 'node:crypto';
import { dirname, join, resolve } from 'node:path';
import { z } from 'zod';
import type { Benchmark, PresentData } from '../domain/benchmark.ts';
import { type DurableFile, removeStaleDrafts, replaceFile } from '../files/durable-file.ts';
import { PUBLIC_FILE } from '../files/private-mode.ts';
import { fileState, type FileState } from '../files/file-state.ts';
import { readRegularFile, regularFileChunks } from '../files/regular-file.ts';
import { jsonText } from '../evaluation/json-text.ts';

const NEWLINE = 10;
const CARRIAGE_RETURN = 13;
const SPACE = 32;
const TAB = 9;

/** `source.json`, beside the data: where it came from, and what the file was when it was written. */
const schema = z.object({
  origin: z.enum(['fetched', 'imported']),
  /** What the benchmark's data is, of the Hugging Face Hub. */
  dataset: z.string(),
  config: z.string(),
  split: z.string(),
  /** Base URL of the datasets server; null for an import. */
  server: z.string().nullable(),
  /** Git commit of the dataset, when the server says it. */
  revision: z.string().nullable(),
  /** Name of the imported file; null for a fetch. */
  file: z.string().nullable(),
  rows: z.int().min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  size: z.int(),
  modified_ms: z.int(),
  obtained_at: z.string(),
});

type SourceRecord = z.infer<typeof schema>;

/** What must be as it was recorded for a file to count as the one that was written. */
type FileStamp = Pick<FileState, 'size' | 'modifiedMs'>;

/** Where data came from, as far as is known when it comes. */
export type Provenance = Omit<SourceRecord, 'rows' | 'sha256' | 'size' | 'modified_ms'>;

interface KnownDigest {
  readonly stamp: string;
  readonly digest: Promise<FileDigest | undefined>;
}

/** The data of benchmarks that is on this machine. */
export class KeptData {
  readonly #folders: DataFolders;
  readonly #onNotice: (text: string) => void;
  readonly #digests = new Map<string, KnownDigest>();
  /** Between its two steps, a change of ours would look like one made by hand. */
  readonly #placing = new Map<string, Promise<void>>();

  constructor(folders: DataFolders, onNotice: (text: string) => void) {
    this.#folders = folders;
    this.#onNotice = onNotice;
  }

  pathOf(benchmark: Benchmark): string {
    return dataPath(this.#folders, benchmark);
  }

  /** `undefined` when there is none. A file that is empty or can't be read does not count. */
  async find(benchmark: Benchmark): Promise<PresentData | undefined> {
    const path = this.pathOf(benchmark);
    await this.#placing.get(path);
    const stamp = await stampOf(path);
    if (stamp === undefined || stamp.size === 0) return undefined;
    const record = benchmark.source === null ? undefined : await readRecord(recordPath(path));
    if (record?.size === stamp.size && record.modified_ms === stamp.modifiedMs) return recorded(path, record);
    const isNew = this.#digests.get(path)?.stamp !== stampText(stamp);
    const digest = await this.#digest(path, stamp);
    if (digest === undefined || digest.rows === 0) return undefined;
    if (record?.sha256 === digest.sha256) return recorded(path, record);
    if (benchmark.source === null) return { ...of(path, digest), origin: 'bundled', obtainedAt: null };
    if (isNew) this.#onNotice(strangeFile(benchmark, path, record !== undefined));
    return { ...of(path, digest), origin: 'imported', obtainedAt: new Date(stamp.modifiedMs).toISOString() };
  }

  /**
   * Puts a draft in the data's place. The record is written first: a crash between the two leaves data absent, or the old
   * data, which then differs from the record; it never leaves new data of unknown origin.
   */
  async take(benchmark: Benchmark, draft: DurableFile, provenance: Provenance): Promise<PresentData> {
    const path = this.pathOf(benchmark);
    const { lines, sha256, size, modifiedMs } = await draft.complete();
    const record = { ...provenance, rows: lines, sha256, size, modified_ms: modifiedMs };
    const placing = writeRecord(recordPath(path), record).then(() => draft.place());
    this.#placing.set(
      path,
      placing.catch(() => undefined),
    );
    await placing;
    await removeStaleDrafts(dirname(path));
    if (lines !== benchmark.size) this.#onNotice(otherSize(benchmark, lines));
    return recorded(path, record);
  }

  /** `undefined` where the file can't be read now. */
  async #digest(path: string, stamp: FileStamp): Promise<FileDigest | undefined> {
    const known = this.#digests.get(path);
    if (known?.stamp === stampText(stamp)) return known.digest;
    const digest = fileDigest(path).catch(() => {
      this.#digests.delete(path);
      return undefined;
    });
    this.#digests.set(path, { stamp: stampText(stamp), digest });
    return digest;
  }
}

function recordPath(path: string): string {
  return join(dirname(path), 'source.json');
}

async function stampOf(path: string): Promise<FileStamp | undefined> {
  const found = await fileState(path).catch(() => undefined);
  return found?.isFile ? found : undefined;
}

function stampText({ size, modifiedMs }: FileStamp): string {
  return `${size}:${modifiedMs}`;
}

function of(path: string, { rows, sha256 }: FileDigest): Pick<PresentData, 'state' | 'path' | 'rows' | 'sha256' | 'revision'> {
  return { state: 'present', path, rows, sha256, revision: null };
}

function recorded(path: string, record: SourceRecord): PresentData {
  const { origin, revision, obtained_at: obtainedAt } = record;
  return { ...of(path, record), origin, revision, obtainedAt };
}

function strangeFile({ name }: Benchmark, path: string, isChanged: boolean): string {
  return isChanged
    ? `The data of ${name} is not what was fetched or imported: ${path} was changed. It is used as it is; to get the original back, remove its folder and fetch it.`
    : `Nothing says where the data of ${name} came from: ${path} has no source.json beside it. It is used as it is.`;
}

function otherSize({ name, size }: Benchmark, rows: number): string {
  return `The data of ${name} has ${rows} rows; it is known with ${size}. Results may not compare with published ones.`;
}

/** Where data is kept. */
interface DataFolders {
  /** Of the projects that come with Assay. */
  readonly bundled: string;
  /** Of what is fetched and imported. */
  readonly fetched: string;
}

/** Where the data of a benchmark is, or will be; absolute. */
export function dataPath(folders: DataFolders, { name, examples, source }: Benchmark): string {
  const file = `${examples}.jsonl`;
  return source === null ? resolve(folders.bundled, name, 'data', file) : resolve(folders.fetched, name, file);
}

/** `undefined` when it is missing or can't be understood. */
async function readRecord(path: string): Promise<SourceRecord | undefined> {
  try {
    return schema.parse(JSON.parse((await readRegularFile(path)).toString('utf8')));
  } catch {
    return undefined;
  }
}

async function writeRecord(path: string, record: SourceRecord): Promise<void> {
  await replaceFile(path, `${jsonText(record, 2)}\n`, PUBLIC_FILE);
}

interface FileDigest {
  /** Lines that are not blank. */
  readonly rows: number;
  /** Hex. */
  readonly sha256: string;
}

/** Reads a file of JSON lines for what it holds. */
async function fileDigest(path: string): Promise<FileDigest> {
  const hash = createHash('sha256');
  let rows = 0;
  let isBlank = true;
  for await (const chunk of regularFileChunks(path)) {
    hash.update(chunk);
    for (let start = 0; start < chunk.length;) {
      const newline = chunk.indexOf(NEWLINE, start);
      const end = newline === -1 ? chunk.length : newline;
      isBlank &&= isBlankBetween(chunk, start, end);
      if (newline !== -1) {
        rows += isBlank ? 0 : 1;
        isBlank = true;
      }
      start = end + 1;
    }
  }
  return { rows: rows + (isBlank ? 0 : 1), sha256: hash.digest('hex') };
}

function isBlankBetween(chunk: Buffer, start: number, end: number): boolean {
  for (let at = start; at < end; at++) {
    const byte = chunk[at];
    if (byte !== SPACE && byte !== CARRIAGE_RETURN && byte !== TAB) return false;
  }
  return true;
}
