import { hash } from 'node:crypto';
import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { writeDocument } from '../../files/durable-file.ts';
import { fileState } from '../../files/file-state.ts';

/** Runs that were deleted while what they are made of stays: a small file for each says so. */
export class HiddenRuns {
  readonly #root: string;
  #names: ReadonlySet<string> = new Set();
  #stamp = '';

  constructor(root: string) {
    this.#root = root;
  }

  /** Takes a look at the files. The same value as before while nothing changes. */
  async refresh(): Promise<string> {
    const stamp = (await fileState(this.#root))?.stamp ?? '';
    if (stamp !== this.#stamp) {
      this.#names = new Set(await readdir(this.#root).catch(() => []));
      this.#stamp = stamp;
    }
    return this.#stamp;
  }

  /** As of the last look. `key` names the run among all of its source. */
  has(key: string): boolean {
    return this.#names.has(fileName(key));
  }

  async add(key: string, runId: string, deletedAt: string): Promise<void> {
    await mkdir(this.#root, { recursive: true });
    await writeDocument(join(this.#root, fileName(key)), { run_id: runId, deleted_at: deletedAt });
    this.#names = new Set([...this.#names, fileName(key)]);
    this.#stamp = 'added';
  }
}

function fileName(key: string): string {
  return `${hash('sha256', key)}.json`;
}
