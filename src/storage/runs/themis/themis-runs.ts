import { join, relative } from 'node:path';
import type { Clock } from '../../../domain/clock.ts';
import type { RunSummary } from '../../../domain/run.ts';
import { inParallel } from '../../../files/in-parallel.ts';
import { QuietCheck } from '../../../files/polled-folder.ts';
import { SingleFlight } from '../../../files/single-flight.ts';
import type { CacheRoot } from '../cache-root.ts';
import type { ColumnCache } from '../column-cache.ts';
import { folderName } from '../folder-name.ts';
import type { HiddenRuns } from '../hidden-runs.ts';
import type { FoundRun, RunPart } from '../run-part.ts';
import { type StoredRun, summaryOf } from '../stored-run.ts';
import { StoredRunReader } from '../stored-run-reader.ts';
import { storedThemisRun } from './stored-themis-run.ts';
import { type ThemisFolder, themisStamp } from './themis-folder.ts';
import { ThemisFolders } from './themis-folders.ts';

const READERS = 8;

interface ThemisRecord {
  readonly folder: ThemisFolder;
  readonly stamp: string;
  /** `null` where its metadata can't be read. */
  readonly stored: StoredRun | null;
}

export interface ThemisPlaces {
  /** The root that Themis wrote. */
  readonly root: string;
  readonly cache: CacheRoot;
  readonly columns: ColumnCache;
  readonly hidden: HiddenRuns;
}

/**
 * Runs that Themis 1.x wrote, read as they are and never changed. A run that may go on is looked at each time, one that has
 * ended every few seconds. Where two have one id, the first experiment's keeps it, the other is `<experiment>/<folder>`.
 */
export class ThemisRuns implements RunPart {
  readonly #places: ThemisPlaces;
  readonly #clock: Clock;
  readonly #onFault: (message: string) => void;
  readonly #folders: ThemisFolders;
  readonly #records = new Map<string, ThemisRecord>();
  readonly #quietCheck = new QuietCheck(() => this.#checkAll(this.#seenFolders));
  readonly #refresh = new SingleFlight(() => this.#look());
  #byId: ReadonlyMap<string, ThemisRecord> = new Map();
  #list: readonly RunSummary[] = [];
  #seenFolders: readonly ThemisFolder[] = [];
  #listedFor = '';
  #version = 0;

  constructor(places: ThemisPlaces, clock: Clock, onFault: (message: string) => void) {
    this.#places = places;
    this.#clock = clock;
    this.#onFault = onFault;
    this.#folders = new ThemisFolders(places.root);
  }

  async list(): Promise<readonly RunSummary[]> {
    await this.#refresh.run();
    return this.#list;
  }

  async find(runId: string): Promise<FoundRun | undefined> {
    await this.#refresh.run();
    const seen = this.#byId.get(runId);
    if (seen === undefined) return undefined;
    await this.#check(seen.folder);
    const stored = this.#records.get(seen.folder.path)?.stored;
    if (!stored) return undefined;
    const run = { ...stored.run, runId };
    const reader = new StoredRunReader(await this.#target(seen.folder), { ...stored, run }, this.#places.columns);
    return {
      run,
      samples: (range) => reader.samples(range),
      samplesOf: (ids) => reader.samplesOf(ids),
      scores: (clusterBy) => reader.scores(clusterBy),
    };
  }

  /** What Themis wrote stays; the run is not shown any more. */
  async delete(runId: string): Promise<boolean> {
    await this.#refresh.run();
    const record = this.#byId.get(runId);
    if (record === undefined) return false;
    await this.#places.hidden.add(this.#keyOf(record.folder), runId, this.#clock.now());
    return true;
  }

  /** Waits for what runs in the background. */
  async close(): Promise<void> {
    await this.#quietCheck.close();
  }

  async #look(): Promise<void> {
    const folders = await this.#folders.list();
    const paths = new Set(folders.map(({ path }) => path));
    for (const path of this.#records.keys()) if (!paths.has(path)) this.#remove(path);
    await this.#checkAll(folders.filter(({ path }) => !this.#isQuiet(path)));
    this.#seenFolders = folders;
    if (folders.length > 0) this.#quietCheck.startIfDue();
    const hidden = await this.#places.hidden.refresh();
    const state = `${this.#version}|${hidden}`;
    if (state !== this.#listedFor) this.#index(state);
  }

  #isQuiet(path: string): boolean {
    const record = this.#records.get(path);
    return record !== undefined && record.stored?.run.status !== 'in_progress';
  }

  async #checkAll(folders: readonly ThemisFolder[]): Promise<void> {
    await inParallel(folders, READERS, (folder) => this.#check(folder));
  }

  async #check(folder: ThemisFolder): Promise<void> {
    const known = this.#records.get(folder.path);
    try {
      const stamp = await themisStamp(folder);
      if (stamp === undefined) this.#remove(folder.path);
      else if (known?.stamp !== stamp) await this.#load(folder, stamp);
    } catch (error) {
      this.#onFault(`what Themis wrote in ${folder.path} can't be read now: ${String(error)}`);
    }
  }

  async #load(folder: ThemisFolder, stamp: string): Promise<void> {
    try {
      const stored = await storedThemisRun(folder, stamp, await this.#target(folder));
      this.#put({ folder, stamp, stored });
      const { faults } = stored.run.metadata;
      if (Array.isArray(faults)) this.#onFault(`run ${stored.run.runId} in ${folder.path}: ${faults.join('; ')}`);
    } catch (error) {
      this.#put({ folder, stamp, stored: null });
      this.#onFault(`what Themis wrote in ${folder.path} can't be read and is left out: ${String(error)}`);
    }
  }

  #put(record: ThemisRecord): void {
    this.#records.set(record.folder.path, record);
    this.#version += 1;
  }

  #remove(path: string): void {
    if (this.#records.delete(path)) this.#version += 1;
  }

  /** Gives every run its id and its place in the list. */
  #index(state: string): void {
    const records = [...this.#records.values()].sort((a, b) => (a.folder.path < b.folder.path ? -1 : 1));
    const byId = new Map<string, ThemisRecord>();
    const runs: RunSummary[] = [];
    for (const record of records) {
      if (record.stored === null || this.#places.hidden.has(this.#keyOf(record.folder))) continue;
      const { run } = record.stored;
      const runId = byId.has(run.runId) ? `${record.folder.experiment}/${record.folder.name}` : run.runId;
      byId.set(runId, record);
      runs.push(summaryOf({ ...run, runId }));
    }
    this.#byId = byId;
    this.#list = runs;
    this.#listedFor = state;
  }

  #keyOf(folder: ThemisFolder): string {
    return `themis:${relative(this.#places.root, folder.path)}`;
  }

  async #target(folder: ThemisFolder): Promise<string> {
    return join(await this.#places.cache.folder('themis'), folderName(`${folder.experiment}/${folder.name}`));
  }
}
