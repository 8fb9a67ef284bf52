import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { Clock } from '../../../domain/clock.ts';
import { writeDocument } from '../../../files/durable-file.ts';
import { type FileState, fileState } from '../../../files/file-state.ts';
import { inParallel } from '../../../files/in-parallel.ts';
import { makeFolder } from '../../../files/make-folder.ts';
import { readUtf8File } from '../../../files/utf8-text.ts';
import { SingleFlight } from '../../../files/single-flight.ts';
import type { AssayIndex } from '../assay-index.ts';
import type { IndexDatabase } from '../index-database.ts';
import { query } from '../index-schema.ts';
import { nameThemisRuns } from './themis-names.ts';

const READERS = 16;

const FILE = /^([0-9a-f]{64})\.json$/;

/** How long a run that was just hidden waits for an index that others write to. */
const PATIENCE_MS = 2_000;
const PAUSE_MS = 20;

/** A change this soon after the one that was seen may carry the same time of modification. */
const RACY_MS = 50;

interface HiddenFile {
  readonly state: string;
  /** Of what the run was made from, when it was hidden. */
  readonly stamp: string;
}

/**
 * Runs that were deleted while what they are made of stays: a small file for each says so, and the table `hidden` of the index
 * says the same. Where a file names the state of the run's own files, the run is shown again once they are in another.
 */
export class HiddenRuns {
  readonly #root: string;
  readonly #index: AssayIndex;
  readonly #clock: Clock;
  readonly #refresh = new SingleFlight(() => this.#look());
  #files = new Map<string, HiddenFile>();
  #state: string | undefined;
  #isMirrored = false;

  /** `root` is made when the first run is hidden. */
  constructor(root: string, index: AssayIndex, clock: Clock) {
    this.#root = root;
    this.#index = index;
    this.#clock = clock;
    index.onRemade(() => {
      this.#isMirrored = false;
    });
  }

  /** Takes a look at the files, and puts what has changed into the index. It costs one `stat` while nothing happens. */
  async refresh(): Promise<void> {
    await this.#refresh.run();
  }

  /**
   * Hides a run. `key` is its `hideKey`, and `stamp` the state of what it was made from, after whose end it is shown again;
   * empty to hide it for good.
   */
  async add(key: string, runId: string, stamp = ''): Promise<void> {
    await makeFolder(this.#root);
    await writeDocument(join(this.#root, `${key}.json`), { run_id: runId, deleted_at: this.#clock.now(), stamp });
    this.#state = undefined;
    await this.refresh();
    for (let waited = 0; !this.#isMirrored && waited < PATIENCE_MS; waited += PAUSE_MS) {
      await setTimeout(PAUSE_MS);
      await this.refresh();
    }
  }

  async #look(): Promise<void> {
    const folder = await fileState(this.#root).catch(() => undefined);
    const state = folder?.stamp ?? '';
    if (state !== this.#state) {
      this.#files = await this.#read();
      this.#isMirrored = false;
      this.#state = isRacy(folder) ? undefined : state;
    }
    if (!this.#isMirrored) this.#isMirrored = this.#index.write((database) => this.#mirror(database));
  }

  async #read(): Promise<Map<string, HiddenFile>> {
    const names = await readdir(this.#root).catch(() => []);
    const files = new Map<string, HiddenFile>();
    await inParallel(names, READERS, async (name) => {
      const key = FILE.exec(name)?.[1];
      if (key !== undefined) files.set(key, await this.#fileOf(key, join(this.#root, name)));
    });
    return files;
  }

  /** A file that can't be read hides its run all the same. */
  async #fileOf(key: string, path: string): Promise<HiddenFile> {
    const state = (await fileState(path).catch(() => undefined))?.stamp ?? '';
    const known = this.#files.get(key);
    if (known?.state === state && state !== '') return known;
    return {
      state,
      stamp: await readUtf8File(path)
        .then(stampIn)
        .catch(() => ''),
    };
  }

  #mirror(database: IndexDatabase): void {
    const listed = new Map(
      database.all(query.selectFrom('hidden').selectAll()).map(({ hide_key: key, stamp }) => [key, stamp]),
    );
    for (const key of listed.keys())
      if (!this.#files.has(key)) database.run(query.deleteFrom('hidden').where('hide_key', '=', key));
    for (const [key, { stamp }] of this.#files)
      if (listed.get(key) !== stamp) database.run(query.replaceInto('hidden').values({ hide_key: key, stamp }));
    nameThemisRuns(database);
  }
}

function isRacy(folder: FileState | undefined): boolean {
  return folder !== undefined && Date.now() - folder.modifiedMs < RACY_MS;
}

function stampIn(text: string): string {
  const document = JSON.parse(text) as { readonly stamp?: unknown } | null;
  return typeof document?.stamp === 'string' ? document.stamp : '';
}
