import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Clock } from '../../domain/clock.ts';
import { RunNotFoundError } from '../../domain/errors.ts';
import type { ImportedRun, RunImport } from '../../domain/run-store.ts';
import type { AssayIndex } from './assay-index.ts';
import type { IndexBuilder } from './index-builder.ts';
import type { StoredRunRow } from './run-table.ts';
import type { FolderRig } from './sources/folder-watch.ts';
import { HiddenRuns } from './sources/hidden-runs.ts';
import { samplesFile } from './sources/import-document.ts';
import { ImportFolders } from './sources/import-folders.ts';
import { ThemisFolders } from './sources/themis-folders.ts';

export interface RunFoldersOptions {
  readonly storageDir: string;
  readonly index: AssayIndex;
  readonly builder: IndexBuilder;
  readonly clock: Clock;
  /** Told in a sentence what is damaged. */
  readonly onFault: (message: string) => void;
}

/** The runs of the storage folder, imports and what Themis wrote, and those that were deleted while their files stay. */
export class RunFolders {
  readonly #importsRoot: string;
  readonly #imports: ImportFolders;
  readonly #themis: ThemisFolders;
  readonly #hidden: HiddenRuns;

  constructor({ storageDir, index, builder, clock, onFault }: RunFoldersOptions) {
    const rig: FolderRig = { index, build: (task, options) => builder.run('buildFolder', task, options), onFault };
    this.#importsRoot = join(storageDir, 'runs');
    this.#hidden = new HiddenRuns(join(storageDir, '.hidden'), index, clock);
    this.#imports = new ImportFolders(this.#importsRoot, clock, rig);
    this.#themis = new ThemisFolders(storageDir, this.#hidden, rig);
  }

  /** Whether the index has all that was found so far. */
  get isSettled(): boolean {
    return this.#imports.isSettled && this.#themis.isSettled;
  }

  async recover(): Promise<void> {
    await this.#imports.recover();
  }

  /** Looks for what is new, changed or gone; resolves when the index is in step with it, or after some milliseconds. */
  async refresh(patienceMs: number): Promise<void> {
    await Promise.all([this.#hidden.refresh(), this.#imports.look(), this.#themis.look()]);
    if (!this.isSettled) await Promise.race([this.#settled(), delay(patienceMs, undefined, { ref: false })]);
  }

  /** The same, however long it takes. */
  async catchUp(): Promise<void> {
    await this.refresh(0);
    await this.#settled();
  }

  async importAll(imports: readonly RunImport[]): Promise<readonly ImportedRun[]> {
    return this.#imports.importAll(imports);
  }

  /** Removes an import; hides what Themis wrote and a step of a job. Throws `run_not_found`. */
  async delete({ source, run_id: runId, hide_key: hideKey }: StoredRunRow): Promise<void> {
    switch (source) {
      case 'import':
        if (!(await this.#imports.remove(runId))) throw new RunNotFoundError(runId);
        return;
      case 'themis':
        if (!(await this.#themis.hide(runId))) throw new RunNotFoundError(runId);
        return;
      case 'job':
        await this.#hidden.add(hideKey, runId);
    }
  }

  /** The file that has the samples of a run; `null` where the index has them itself. */
  samplesFile({ source, origin }: StoredRunRow): string | null {
    return source === 'import' ? samplesFile(join(this.#importsRoot, origin)) : null;
  }

  async close(): Promise<void> {
    await Promise.all([this.#imports.close(), this.#themis.close()]);
  }

  async #settled(): Promise<void> {
    await Promise.all([this.#imports.settled(), this.#themis.settled()]);
  }
}
