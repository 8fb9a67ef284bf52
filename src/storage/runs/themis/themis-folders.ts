import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileState } from '../../file/file-state.ts';
import type { ThemisFolder } from './themis-folder.ts';

/** A change within so long of the last look may carry the same time of modification. */
const RACY_MS = 50;

interface KnownFolder {
  readonly stamp: string;
  readonly names: readonly string[];
}

/** The folders of runs below a root that Themis wrote. A folder is listed again when it has changed. */
export class ThemisFolders {
  readonly #root: string;
  readonly #known = new Map<string, KnownFolder>();

  constructor(root: string) {
    this.#root = join(root, 'experiments');
  }

  /** By experiment and name. */
  async list(): Promise<readonly ThemisFolder[]> {
    const folders: ThemisFolder[] = [];
    for (const experiment of await this.#names(this.#root)) {
      const runs = join(this.#root, experiment, 'runs');
      for (const name of await this.#names(runs)) folders.push({ experiment, name, path: join(runs, name) });
    }
    return folders;
  }

  async #names(path: string): Promise<readonly string[]> {
    const state = await fileState(path);
    const known = this.#known.get(path);
    if (state === undefined) return [];
    if (known?.stamp === state.stamp) return known.names;
    const entries = await readdir(path, { withFileTypes: true }).catch(() => []);
    const names = entries
      .filter((entry) => entry.isDirectory())
      .map(({ name }) => name)
      .sort();
    const isRacy = Date.now() - state.modifiedMs < RACY_MS;
    this.#known.set(path, { stamp: isRacy ? '' : state.stamp, names });
    return names;
  }
}
