import { createHash, randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import type { BenchmarkSource } from '../domain/benchmark.ts';
import { replaceFile } from '../files/durable-file.ts';
import { PUBLIC_FILE } from '../files/private-mode.ts';
import { isMissing } from '../files/error-code.ts';
import { readRegularFile } from '../files/regular-file.ts';
import { PAGE_ROWS, pageLength } from './rows-page.ts';
import { jsonText } from '../evaluation/json-text.ts';

const STATE = 'state.json';
const HASH_DIGITS = 16;
const ATTEMPTS = 5;

const schema = z.object({
  server: z.string(),
  dataset: z.string(),
  config: z.string(),
  split: z.string(),
  revision: z.string().nullable(),
  total: z.int().min(1),
  page_rows: z.literal(PAGE_ROWS),
});

/** What all pages of one fetch have in common. */
export interface FetchedState {
  readonly revision: string | null;
  readonly total: number;
}

/**
 * The pages of a fetch that is not complete: `partial/state.json` and one file a page, in the data's own form. A page's name
 * holds the hash of its fetch and of its content, so that fetches do not mix, and a torn page is none. Processes that fetch the
 * same at once share the pages; one that finishes, or begins anew, may take them from under another, which fetches them again.
 */
export class PartialPages {
  readonly #folder: string;
  readonly #pages = new Map<number, string>();
  #key = '';
  #total = 0;

  constructor(folder: string) {
    this.#folder = folder;
  }

  /** Rows of the pages that are here. */
  get rows(): number {
    return this.#pages.keys().reduce((rows, index) => rows + pageLength(index * PAGE_ROWS, this.#total), 0);
  }

  /** Pages that are not here, in order. */
  get missing(): readonly number[] {
    const all = Array.from({ length: Math.ceil(this.#total / PAGE_ROWS) }, (_, index) => index);
    return all.filter((index) => !this.#pages.has(index));
  }

  /** Takes up what an earlier fetch of the same left here; `undefined` where there is nothing to go on with. */
  async resume(server: string, source: BenchmarkSource): Promise<FetchedState | undefined> {
    const state = await this.#readState();
    if (state?.revision === undefined || state.revision === null) return undefined;
    const { dataset, config, split } = source;
    const isSame = state.server === server && state.dataset === dataset && state.config === config && state.split === split;
    if (!isSame) return undefined;
    this.#enter(server, source, state);
    for (const name of await this.#names()) await this.#takeUp(name);
    return this.#pages.size > 0 ? state : undefined;
  }

  /** Begins anew; pages of other fetches are removed. */
  async begin(server: string, source: BenchmarkSource, state: FetchedState): Promise<void> {
    this.#enter(server, source, state);
    const others = (await this.#names()).filter((name) => !name.startsWith(this.#key) && !name.startsWith(STATE));
    for (const name of others) await rm(join(this.#folder, name), { force: true });
    const { dataset, config, split } = source;
    const document = { server, dataset, config, split, revision: state.revision, total: state.total, page_rows: PAGE_ROWS };
    await persistently(async () => {
      await mkdir(this.#folder, { recursive: true });
      await replaceFile(join(this.#folder, STATE), `${jsonText(document, 2)}\n`, PUBLIC_FILE);
    });
  }

  /** Keeps the lines of a page. */
  async save(index: number, lines: string): Promise<void> {
    const name = `${this.#key}-${index}-${hashOf(lines)}.jsonl`;
    await persistently(() => this.#write(name, lines));
    this.#pages.set(index, name);
  }

  /** The lines of a page; `undefined` where it was lost or torn, and is missing from now on. */
  async read(index: number): Promise<string | undefined> {
    const name = this.#pages.get(index);
    const lines = name === undefined ? undefined : await this.#whole(name);
    if (lines === undefined) this.#pages.delete(index);
    return lines;
  }

  /** What can't be removed does no harm: another fetch may be writing there. */
  async remove(): Promise<void> {
    this.#pages.clear();
    await rm(this.#folder, { recursive: true, force: true, maxRetries: ATTEMPTS }).catch(() => undefined);
  }

  async #names(): Promise<readonly string[]> {
    return readdir(this.#folder).catch(() => []);
  }

  #enter(server: string, { dataset, config, split }: BenchmarkSource, { revision, total }: FetchedState): void {
    this.#pages.clear();
    this.#key = hashOf(JSON.stringify([server, dataset, config, split, revision, total, PAGE_ROWS]));
    this.#total = total;
  }

  async #readState(): Promise<z.infer<typeof schema> | undefined> {
    try {
      return schema.parse(JSON.parse((await readRegularFile(join(this.#folder, STATE))).toString('utf8')));
    } catch {
      return undefined;
    }
  }

  async #takeUp(name: string): Promise<void> {
    const [key, index = ''] = name.split('-');
    if (key !== this.#key || !/^\d+$/.test(index) || (await this.#whole(name)) === undefined) return;
    this.#pages.set(Number(index), name);
  }

  async #whole(name: string): Promise<string | undefined> {
    const lines = await readRegularFile(join(this.#folder, name)).then(String).catch(absent);
    return lines !== undefined && name.endsWith(`-${hashOf(lines)}.jsonl`) ? lines : undefined;
  }

  async #write(name: string, lines: string): Promise<void> {
    const draft = join(this.#folder, `${name}.${randomUUID()}.tmp`);
    await mkdir(this.#folder, { recursive: true });
    try {
      await writeFile(draft, lines, { flag: 'wx' });
      await rename(draft, join(this.#folder, name));
    } catch (error) {
      await rm(draft, { force: true });
      throw error;
    }
  }
}

function absent(error: unknown): undefined {
  if (!isMissing(error)) throw error;
}

/** Where the folder is taken away in the middle, it is made again. */
async function persistently(write: () => Promise<void>): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await write();
      return;
    } catch (error) {
      if (!isMissing(error) || attempt === ATTEMPTS) throw error;
    }
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, HASH_DIGITS);
}
