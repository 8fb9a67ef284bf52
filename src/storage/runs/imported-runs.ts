import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Clock } from '../../domain/clock.ts';
import { AssayError } from '../../domain/errors.ts';
import { foreignLabels, type NewRun, type RunSummary, type Sample } from '../../domain/run.ts';
import type { ImportedRun } from '../../domain/run-store.ts';
import { canonicalJson } from '../../evaluation/canonical-json.ts';
import { syncFolder } from '../../files/durable-file.ts';
import { fileState } from '../../files/file-state.ts';
import { inParallel } from '../../files/in-parallel.ts';
import { PolledFolder } from '../../files/polled-folder.ts';
import { SingleFlight } from '../../files/single-flight.ts';
import type { ColumnCache } from './column-cache.ts';
import { folderName } from './folder-name.ts';
import type { FoundRun, RunPart } from './run-part.ts';
import { readStoredRun, type StoredRun, summaryOf } from './stored-run.ts';
import { StoredRunReader } from './stored-run-reader.ts';
import { type RunHeader, writeStoredRun } from './write-stored-run.ts';

const DRAFT = '.new-';
const DELETED = '.deleted-';
const READERS = 16;

/** A draft untouched for this long belongs to an import that died. */
const DRAFT_MS = 60 * 60_000;

/** Imported runs, each in its folder below `root`. They never change, so listing the root is enough to find them. */
export class ImportedRuns implements RunPart {
  readonly #root: string;
  readonly #clock: Clock;
  readonly #cache: ColumnCache;
  readonly #onFault: (message: string) => void;
  readonly #known = new Map<string, StoredRun | null>();
  readonly #summaries = new WeakMap<StoredRun, RunSummary>();
  readonly #refresh = new SingleFlight(() => this.#look());
  readonly #folders: PolledFolder;
  #seenNames: readonly string[] | undefined;
  #list: readonly RunSummary[] = [];

  constructor(root: string, clock: Clock, cache: ColumnCache, onFault: (message: string) => void) {
    this.#root = root;
    this.#folders = new PolledFolder(root, (entry) => entry.isDirectory() && !entry.name.startsWith('.'));
    this.#clock = clock;
    this.#cache = cache;
    this.#onFault = onFault;
  }

  /** Removes what a process left that died in the middle of an import or a removal. */
  async recover(): Promise<void> {
    const nowMs = Date.parse(this.#clock.now());
    for (const name of await readdir(this.#root).catch(() => [])) {
      const path = join(this.#root, name);
      const touched = (await fileState(join(path, 'samples.jsonl'))) ?? (await fileState(path));
      const isOldDraft = name.startsWith(DRAFT) && nowMs - (touched?.modifiedMs ?? nowMs) > DRAFT_MS;
      if (isOldDraft || name.startsWith(DELETED)) await rm(path, { recursive: true, force: true });
    }
  }

  async list(): Promise<readonly RunSummary[]> {
    await this.#refresh.run();
    return this.#list;
  }

  async find(runId: string): Promise<FoundRun | undefined> {
    const folder = this.#folder(runId);
    const stored = await this.#read(folderName(runId));
    if (stored?.run.runId !== runId) return undefined;
    const reader = new StoredRunReader(folder, stored, this.#cache);
    return {
      run: stored.run,
      samples: (range) => reader.samples(range),
      samplesOf: (ids) => reader.samplesOf(ids),
      scores: (clusterBy) => reader.scores(clusterBy),
    };
  }

  /** Throws `already_exists` where another run has the id. */
  async import(newRun: NewRun, batches: AsyncIterable<readonly Sample[]>): Promise<ImportedRun> {
    const run = this.#headerOf(newRun);
    const draft = join(this.#root, `${DRAFT}${randomUUID()}`);
    if (await mkdir(this.#root, { recursive: true })) await syncFolder(dirname(this.#root));
    await mkdir(draft);
    try {
      const header = { run, stamp: draft.slice(-36), given: givenText(newRun) };
      const stored = await writeStoredRun(draft, header, batches);
      return await this.#place(draft, stored);
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
  }

  async delete(runId: string): Promise<boolean> {
    if ((await this.find(runId)) === undefined) return false;
    const hidden = join(this.#root, `${DELETED}${randomUUID()}`);
    await rename(this.#folder(runId), hidden);
    this.#forget(folderName(runId));
    this.#cache.forget(runId);
    await syncFolder(this.#root);
    await rm(hidden, { recursive: true, force: true });
    return true;
  }

  #headerOf(newRun: NewRun): RunHeader['run'] {
    const { runId = randomUUID(), experimentId, status, createdAt = this.#clock.now(), metadata } = newRun;
    return { ...foreignLabels(runId), runId, experimentId, status, createdAt, source: 'import', metadata };
  }

  /** Moves the folder into place as a whole, so that half a run is never seen. */
  async #place(draft: string, stored: StoredRun): Promise<ImportedRun> {
    const { runId } = stored.run;
    const folder = this.#folder(runId);
    await syncFolder(draft);
    const isFree = (await fileState(folder)) === undefined;
    const isPlaced = isFree && (await rename(draft, folder).then(() => true, isTaken));
    if (isPlaced) {
      this.#forget(folderName(runId));
      await syncFolder(this.#root);
      return { run: stored.run, isNew: true };
    }
    const existing = await this.#read(folderName(runId));
    if (existing?.run.runId === runId && existing.digest === stored.digest) return { run: existing.run, isNew: false };
    throw new AssayError('already_exists', `a run ${runId} exists already, and it is another one: import under another run_id`);
  }

  async #look(): Promise<void> {
    const names = await this.#folders.names();
    if (names === this.#seenNames) return;
    for (const name of this.#known.keys()) if (!names.includes(name)) this.#known.delete(name);
    await inParallel(
      names.filter((name) => !this.#known.has(name)),
      READERS,
      async (name) => {
        await this.#read(name);
      },
    );
    this.#setList();
    this.#seenNames = names;
  }

  /** The same array, with the same runs, until something changes. */
  #setList(): void {
    const known = [...this.#known.values()].filter((stored) => stored !== null);
    const runs = known.map((stored) => {
      const summary = this.#summaries.get(stored) ?? summaryOf(stored.run);
      this.#summaries.set(stored, summary);
      return summary;
    });
    const isSame = runs.length === this.#list.length && runs.every((run, at) => run === this.#list[at]);
    if (!isSame) this.#list = runs;
  }

  async #read(name: string): Promise<StoredRun | undefined> {
    const known = this.#known.get(name);
    if (known) return (await fileState(join(this.#root, name))) === undefined ? undefined : known;
    try {
      const stored = await readStoredRun(join(this.#root, name));
      if (stored !== undefined) this.#known.set(name, stored);
      return stored;
    } catch (error) {
      if (known === undefined)
        this.#onFault(`the imported run in ${join(this.#root, name)} can't be read and is left out: ${String(error)}`);

      this.#known.set(name, null);
      return undefined;
    }
  }

  #forget(name: string): void {
    this.#known.delete(name);
    this.#folders.forget();
  }

  #folder(runId: string): string {
    return join(this.#root, folderName(runId));
  }
}

/** What was asked for, beside the samples: the id and what the server added are no part of it. */
function givenText({ experimentId, status, createdAt, metadata }: NewRun): string {
  return canonicalJson({ experimentId, status, createdAt: createdAt ?? null, metadata });
}

function isTaken(error: unknown): false {
  if (error instanceof Error && 'code' in error && ['ENOTEMPTY', 'EEXIST'].includes(String(error.code))) return false;
  throw error;
}
