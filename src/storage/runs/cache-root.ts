import { access, constants, mkdir, mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where files are kept that can be made again: in the storage folder, or for this process alone where that can't be written. */
export class CacheRoot {
  readonly #preferred: string;
  #chosen: Promise<string> | undefined;

  constructor(preferred: string) {
    this.#preferred = preferred;
  }

  /** The folder of these names, made where it is missing. */
  async folder(...names: readonly string[]): Promise<string> {
    const folder = join(await this.path(), ...names);
    await mkdir(folder, { recursive: true });
    return folder;
  }

  /** Without making anything that is not needed to know. */
  path(): Promise<string> {
    this.#chosen ??= choose(this.#preferred);
    return this.#chosen;
  }
}

async function choose(preferred: string): Promise<string> {
  try {
    await mkdir(preferred, { recursive: true });
    await access(preferred, constants.W_OK);
    return preferred;
  } catch {
    return mkdtemp(join(tmpdir(), 'assay-cache-'));
  }
}
