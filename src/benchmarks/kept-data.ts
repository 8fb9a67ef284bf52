import { dirname, join } from 'node:path';
import type { Benchmark, PresentData } from '../domain/benchmark.ts';
import { removeStaleDrafts, type DurableFile } from '../files/durable-file.ts';
import { fileState, type FileState } from '../files/file-state.ts';
import { type DataFolders, dataPath } from './data-path.ts';
import { fileDigest, type FileDigest } from './file-digest.ts';
import { readRecord, type SourceRecord, writeRecord } from './source-record.ts';

/** What must be as it was recorded for a file to count as the one that was written. */
type FileStamp = Pick<FileState, 'size' | 'modifiedMs'>;

/** Where data came from, as far as whoever got it knows. */
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
  /** Between its two steps, a change would look like somebody else's. */
  readonly #placing = new Map<string, Promise<void>>();

  constructor(folders: DataFolders, onNotice: (text: string) => void) {
    this.#folders = folders;
    this.#onNotice = onNotice;
  }

  pathOf(benchmark: Benchmark): string {
    return dataPath(this.#folders, benchmark);
  }

  /** `undefined` where there is none: a file that is empty or can't be read is none. */
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
   * data, which then differs from the record; it never leaves new data that nobody knows the origin of.
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
    ? `The data of ${name} is not what was fetched or imported: somebody changed ${path}. It is used as it is; to have the original again, remove its folder and fetch it.`
    : `Nothing tells where the data of ${name} came from: ${path} has no source.json beside it. It is used as it is.`;
}

function otherSize({ name, size }: Benchmark, rows: number): string {
  return `The data of ${name} has ${rows} rows; it is known with ${size}. Results may not compare with published ones.`;
}
