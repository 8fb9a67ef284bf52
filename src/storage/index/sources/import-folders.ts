import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Clock } from '../../../domain/clock.ts';
import { AssayError } from '../../../domain/errors.ts';
import type { ImportedRun, RunImport } from '../../../domain/run-store.ts';
import type { NewRun } from '../../../domain/run.ts';
import { canonicalJson } from '../../../evaluation/canonical-json.ts';
import { syncFolder } from '../../../files/durable-file.ts';
import { errorCode, isMissing } from '../../../files/error-code.ts';
import { fileState } from '../../../files/file-state.ts';
import { inParallel } from '../../../files/in-parallel.ts';
import { makeFolder } from '../../../files/make-folder.ts';
import { PRIVATE_FOLDER } from '../../../files/private-mode.ts';
import { PolledFolder, QuietCheck } from '../../../files/polled-folder.ts';
import { SingleFlight } from '../../../files/single-flight.ts';
import { folderName } from './folder-name.ts';
import { type FolderRig, FolderWatch } from './folder-watch.ts';
import type { ForeignRun } from './foreign-run.ts';
import {
  type ImportDocument,
  importedRun,
  importStamp,
  readImportDocument,
  runOfImport,
  samplesFile,
} from './import-document.ts';
import { writeImport } from './import-writer.ts';
import { unlist } from './run-draft.ts';

const DRAFT = '.new-';
const DELETED = '.deleted-';
const READERS = 16;

/** A draft untouched for this long belongs to an import that died. */
const DRAFT_MS = 60 * 60_000;

/** Imports never change, unless somebody edits their files by hand. */
const QUIET_MS = 10_000;

/** Imported runs, each in its folder below a root: these are the truth, and the index is kept in step with them. */
export class ImportFolders {
  readonly #root: string;
  readonly #rig: FolderRig;
  readonly #clock: Clock;
  readonly #watch: FolderWatch;
  readonly #folders: PolledFolder;
  readonly #refresh = new SingleFlight(() => this.#look());
  readonly #quietCheck = new QuietCheck(() => this.#checkAll(this.#seenNames), QUIET_MS);
  #seenNames: readonly string[] = [];

  /** `root` is made by the first import. */
  constructor(root: string, clock: Clock, rig: FolderRig) {
    this.#root = root;
    this.#rig = rig;
    this.#clock = clock;
    this.#watch = new FolderWatch('import', rig);
    this.#folders = new PolledFolder(root, (entry) => entry.isDirectory() && !entry.name.startsWith('.'));
  }

  /** Removes what a process left that died in the middle of an import or a removal. Call it once, at the start. */
  async recover(): Promise<void> {
    const nowMs = Date.parse(this.#clock.now());
    for (const name of await readdir(this.#root).catch(() => [])) {
      const path = join(this.#root, name);
      const touched = (await fileState(samplesFile(path))) ?? (await fileState(path));
      const isOldDraft = name.startsWith(DRAFT) && nowMs - (touched?.modifiedMs ?? nowMs) > DRAFT_MS;
      if (isOldDraft || name.startsWith(DELETED)) await rm(path, { recursive: true, force: true });
    }
  }

  /**
   * Looks for folders that are new or gone, and has them built. It costs one `stat` while nothing happens. Resolves when the
   * builder has them: `settled` says when they are in the index, and when those that it knew before have been looked at again
   * after a start.
   */
  async look(): Promise<void> {
    await this.#refresh.run();
  }

  /** Whether the index has all that was found so far. */
  get isSettled(): boolean {
    return this.#watch.isSettled;
  }

  async settled(): Promise<void> {
    await this.#watch.settled();
  }

  /** Ends what runs in the background. What is not built yet is found missing the next time. */
  async close(): Promise<void> {
    this.#watch.close();
    await this.#quietCheck.close();
  }

  /**
   * Keeps runs; all of them, durably, or none. They are in the index when this resolves, unless the index takes nothing now.
   * Throws what the batches throw, and `already_exists` where another import has the id of one.
   */
  async importAll(imports: readonly RunImport[]): Promise<readonly ImportedRun[]> {
    if (await makeFolder(this.#root)) await syncFolder(dirname(this.#root));
    const drafts: Draft[] = [];
    try {
      for (const one of imports) drafts.push(await this.#draft(one));
      const placed = await this.#placeAll(drafts);
      for (const { document } of placed) {
        const { runId } = document.run;
        await this.#watch.build(folderName(runId), this.#folder(runId));
      }
      return placed.map(({ document, isNew }) => ({ run: runOfImport(document), isNew }));
    } finally {
      for (const { folder } of drafts) await rm(folder, { recursive: true, force: true });
    }
  }

  /** Removes a run with its files. Returns whether there was one. */
  async remove(runId: string): Promise<boolean> {
    const origin = folderName(runId);
    const folder = this.#folder(runId);
    const document = await readImportDocument(folder).catch(() => undefined);
    if (document?.run.runId !== runId) return false;
    const hidden = join(this.#root, `${DELETED}${randomUUID()}`);
    try {
      await rename(folder, hidden);
    } catch (error) {
      // Somebody else has removed it by now.
      if (isMissing(error)) return false;
      throw error;
    }
    this.#folders.forget();
    const isUnlisted = this.#rig.index.write((database) => {
      unlist(database, { source: 'import', origin });
    });
    const forgotten = this.#watch.forget(origin, folder);
    if (!isUnlisted) await forgotten;
    await syncFolder(this.#root);
    await rm(hidden, { recursive: true, force: true });
    return true;
  }

  #headerOf(newRun: NewRun): ForeignRun {
    const { runId = randomUUID(), experimentId, status, createdAt = this.#clock.now(), metadata } = newRun;
    return importedRun({ runId, experimentId, status, createdAt, metadata });
  }

  async #draft(one: RunImport): Promise<Draft> {
    const stamp = randomUUID();
    const folder = join(this.#root, `${DRAFT}${stamp}`);
    await mkdir(folder, { mode: PRIVATE_FOLDER });
    try {
      const header = this.#headerOf(one.run);
      return { folder, written: await writeImport(folder, header, { given: givenText(one.run), stamp }, one) };
    } catch (error) {
      await rm(folder, { recursive: true, force: true });
      throw error;
    }
  }

  /** Where one can't be placed, those that were placed before it are removed again. */
  async #placeAll(drafts: readonly Draft[]): Promise<readonly Placed[]> {
    const placed: Placed[] = [];
    try {
      for (const { folder, written } of drafts) placed.push(await this.#place(folder, written));
    } catch (error) {
      for (const { document, isNew } of placed) if (isNew) await this.remove(document.run.runId);
      throw error;
    }
    return placed;
  }

  /** Moves the folder into place as a whole, so that half a run is never seen. */
  async #place(draft: string, written: ImportDocument): Promise<Placed> {
    const { runId } = written.run;
    const folder = this.#folder(runId);
    await syncFolder(draft);
    const isFree = (await fileState(folder)) === undefined;
    if (isFree && (await rename(draft, folder).then(() => true, isTaken))) {
      this.#folders.forget();
      await syncFolder(this.#root);
      return { document: written, isNew: true };
    }
    const existing = await readImportDocument(folder).catch(() => undefined);
    if (existing?.run.runId === runId && existing.digest === written.digest) return { document: existing, isNew: false };
    throw new AssayError('already_exists', `a run ${runId} exists already, and it is another one: import under another run_id`);
  }

  async #look(): Promise<void> {
    const isFirst = this.#watch.seed();
    const names = await this.#names();
    if (isFirst || names !== this.#seenNames) {
      this.#watch.retain(new Set(names), (name) => join(this.#root, name));
      if (isFirst) this.#watch.track(this.#checkAll(names.filter((name) => this.#watch.has(name))));
      await this.#checkAll(names.filter((name) => !this.#watch.has(name)));
      this.#seenNames = names;
    }
    if (names.length > 0) this.#quietCheck.startIfDue();
  }

  /** As before where the root can't be looked at now. */
  async #names(): Promise<readonly string[]> {
    try {
      const names = await this.#folders.names();
      this.#watch.note('', '');
      return names;
    } catch (error) {
      this.#watch.note('', `the folder of imported runs ${this.#root} can't be read: ${String(error)}`);
      return this.#seenNames;
    }
  }

  async #checkAll(names: readonly string[]): Promise<void> {
    await inParallel(names, READERS, async (name) => {
      const path = join(this.#root, name);
      // What can't be looked at is built all the same: that says what is wrong with it.
      this.#watch.check(name, path, await importStamp(path).catch((error: unknown) => errorCode(error) ?? 'unknown'));
    });
  }

  #folder(runId: string): string {
    return join(this.#root, folderName(runId));
  }
}

/** A run that is written, and not yet where it is to stay. */
interface Draft {
  readonly folder: string;
  readonly written: ImportDocument;
}

interface Placed {
  readonly document: ImportDocument;
  /** `false` where the same run was there already. */
  readonly isNew: boolean;
}

/** What was asked for, beside the samples: the id and what the server added are no part of it. */
function givenText({ experimentId, status, createdAt, metadata }: NewRun): string {
  return canonicalJson({ experimentId, status, createdAt: createdAt ?? null, metadata });
}

function isTaken(error: unknown): false {
  if (['ENOTEMPTY', 'EEXIST'].includes(errorCode(error) ?? '')) return false;
  throw error;
}
