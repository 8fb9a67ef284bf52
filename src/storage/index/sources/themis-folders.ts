import { join } from 'node:path';
import { sql, type SqlBool } from 'kysely';
import { errorCode } from '../../../files/error-code.ts';
import { inParallel } from '../../../files/in-parallel.ts';
import { PolledFolder, QuietCheck } from '../../../files/polled-folder.ts';
import { SingleFlight } from '../../../files/single-flight.ts';
import { query } from '../index-schema.ts';
import { type FolderRig, FolderWatch } from './folder-watch.ts';
import type { HiddenRuns } from './hidden-runs.ts';
import { localZone, type ThemisFolder, themisFolder, themisStamp } from './themis-folder.ts';

const READERS = 8;

/**
 * Runs that Themis 1.x wrote, read as they are and never changed; the index is kept in step with them. A run that may go on is
 * looked at each time, one that has ended every few seconds.
 */
export class ThemisFolders {
  readonly #root: string;
  readonly #rig: FolderRig;
  readonly #hidden: HiddenRuns;
  readonly #watch: FolderWatch;
  readonly #known = new Map<string, PolledFolder>();
  readonly #refresh = new SingleFlight(() => this.#look());
  readonly #quietCheck = new QuietCheck(() => this.#checkAll(this.#seenFolders));
  #seenFolders: readonly ThemisFolder[] = [];

  /** `root` is the folder that has `experiments`. */
  constructor(root: string, hidden: HiddenRuns, rig: FolderRig) {
    this.#root = root;
    this.#rig = rig;
    this.#hidden = hidden;
    const zone = localZone();
    this.#watch = new FolderWatch('themis', rig, (run) => run.digest === zone);
  }

  /**
   * Looks for folders that are new, changed or gone, and has them built. Resolves when the builder has them: `settled` says
   * when they are in the index, and when those that it knew before have been looked at again after a start.
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

  /** What Themis wrote stays; the run is not shown any more until its files change. Returns whether there was one. */
  async hide(runId: string): Promise<boolean> {
    const run = this.#rig.index.read((database) =>
      database.first(
        query
          .selectFrom('runs')
          .select(['hide_key', 'stamp'])
          .where('scope', '=', '')
          .where('source', '=', 'themis')
          .where('run_id', '=', runId)
          .where(sql<SqlBool>`not exists (select 1 from hidden where hide_key = runs.hide_key and stamp in ('', runs.stamp))`),
      ),
    );
    if (run === undefined) return false;
    await this.#hidden.add(run.hide_key, runId, run.stamp);
    return true;
  }

  /** Ends what runs in the background. What is not built yet is found missing the next time. */
  async close(): Promise<void> {
    this.#watch.close();
    await this.#quietCheck.close();
  }

  async #look(): Promise<void> {
    const isFirst = this.#watch.seed();
    const folders = await this.#folders();
    this.#watch.retain(new Set(folders.map(({ origin }) => origin)), (origin) => join(this.#root, origin));
    const restless = folders.filter(({ origin }) => this.#watch.isRestless(origin));
    if (isFirst) this.#watch.track(this.#checkAll(folders.filter((folder) => !restless.includes(folder))));
    await this.#checkAll(restless);
    this.#seenFolders = folders;
    if (folders.length > 0) this.#quietCheck.startIfDue();
  }

  /** Sorted by experiment and name. */
  async #folders(): Promise<readonly ThemisFolder[]> {
    const folders: ThemisFolder[] = [];
    const experiments = join(this.#root, 'experiments');
    for (const experiment of await this.#names(experiments)) {
      for (const name of await this.#names(join(experiments, experiment, 'runs')))
        folders.push(themisFolder(this.#root, experiment, name));
    }
    return folders;
  }

  /** None where the folder can't be read. */
  async #names(path: string): Promise<readonly string[]> {
    const folder = this.#known.get(path) ?? new PolledFolder(path, (entry) => entry.isDirectory());
    this.#known.set(path, folder);
    try {
      const names = await folder.names();
      this.#watch.note(path, '');
      return names;
    } catch (error) {
      this.#watch.note(path, `what Themis wrote in ${path} can't be read: ${String(error)}`);
      return [];
    }
  }

  async #checkAll(folders: readonly ThemisFolder[]): Promise<void> {
    await inParallel(folders, READERS, async ({ origin, path }) => {
      // What can't be looked at is built all the same: that says what is wrong with it.
      this.#watch.check(origin, path, await themisStamp(path).catch((error: unknown) => errorCode(error) ?? 'unknown'));
    });
  }
}
