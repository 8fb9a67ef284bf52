import { join } from 'node:path';
import { PolledFolder } from '../../../files/polled-folder.ts';
import type { ThemisFolder } from './themis-folder.ts';

/** The folders of runs below a root that Themis wrote. */
export class ThemisFolders {
  readonly #root: string;
  readonly #known = new Map<string, PolledFolder>();

  constructor(root: string) {
    this.#root = join(root, 'experiments');
  }

  /** Sorted by experiment and name. */
  async list(): Promise<readonly ThemisFolder[]> {
    const folders: ThemisFolder[] = [];
    for (const experiment of await this.#names(this.#root)) {
      const runs = join(this.#root, experiment, 'runs');
      for (const name of await this.#names(runs)) folders.push({ experiment, name, path: join(runs, name) });
    }
    return folders;
  }

  async #names(path: string): Promise<readonly string[]> {
    const folder = this.#known.get(path) ?? new PolledFolder(path, (entry) => entry.isDirectory());
    this.#known.set(path, folder);
    return folder.names();
  }
}
