import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Comparison } from '../../domain/comparison.ts';
import type { ComparisonPage, ComparisonQuery, ComparisonStore } from '../../domain/comparison-store.ts';
import { AssayError, ComparisonNotFoundError } from '../../domain/errors.ts';
import type { EventBatch } from '../../domain/event-batch.ts';
import { readDocument, replaceFile, syncFolder, writeDocument } from '../../files/durable-file.ts';
import { errorCode, isMissing } from '../../files/error-code.ts';
import { makeFolder } from '../../files/make-folder.ts';
import { PRIVATE_FOLDER } from '../../files/private-mode.ts';
import type { KeptComparison } from '../../statistics/live/live-comparison.ts';
import type { LiveSetup } from '../../statistics/live/live-setup.ts';
import { fromDocument, toDocument } from './comparison-document.ts';
import { comparisonPage } from './comparison-page.ts';
import { StateLog } from './state-log.ts';

const COMPARISON_ID = /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/;
const DELETED = '.deleted-';

/**
 * Comparisons in folders of `<storage>/comparisons/`: `comparison.json` is the record, `setup.json` what it is about, `states.jsonl` what was said, and
 * `kept.json` how far it is. A folder whose record is missing or can't be read is no comparison.
 */
export class FileComparisonStore implements ComparisonStore {
  readonly #root: string;
  /** Of the comparisons to which this process has appended. */
  readonly #logs = new Map<string, StateLog>();

  constructor(storageDir: string) {
    this.#root = join(storageDir, 'comparisons');
  }

  async create(comparison: Comparison, setup: LiveSetup): Promise<void> {
    const { id } = comparison;
    await makeFolder(this.#root);
    await mkdir(join(this.#root, id), { mode: PRIVATE_FOLDER }).catch((error: unknown) => {
      throw errorCode(error) === 'EEXIST' ? new AssayError('already_exists', `comparison ${id} exists already`) : error;
    });
    await replaceFile(this.#path(id, 'setup.json'), JSON.stringify(setup));
    await replaceFile(this.#path(id, 'states.jsonl'), '');
    // The record comes last: without one, the comparison was never made.
    await writeDocument(this.#path(id, 'comparison.json'), toDocument(comparison));
    await syncFolder(this.#root);
  }

  async find(comparisonId: string): Promise<Comparison | undefined> {
    if (!COMPARISON_ID.test(comparisonId)) return undefined;
    return fromDocument(await readDocument(this.#path(comparisonId, 'comparison.json')).catch(() => undefined));
  }

  async list(query: ComparisonQuery = {}): Promise<ComparisonPage> {
    const names = await readdir(this.#root).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
    const found = await Promise.all(names.map((name) => this.find(name)));
    return comparisonPage(
      found.filter((comparison) => comparison !== undefined),
      query,
    );
  }

  async setup(comparisonId: string): Promise<LiveSetup> {
    const setup = await this.#in(comparisonId, () => readDocument(this.#path(comparisonId, 'setup.json')));
    if (setup === undefined) throw new ComparisonNotFoundError(comparisonId);
    return setup as LiveSetup;
  }

  async update(comparison: Comparison): Promise<void> {
    await this.#in(comparison.id, () => writeDocument(this.#path(comparison.id, 'comparison.json'), toDocument(comparison)));
  }

  async appendStates(comparisonId: string, batch: EventBatch): Promise<void> {
    await this.#in(comparisonId, async () => {
      const log = this.#logs.get(comparisonId) ?? (await this.#log(comparisonId));
      await log.append(batch);
      this.#logs.set(comparisonId, log);
    });
  }

  async *readStates(comparisonId: string, fromSeq: number): AsyncGenerator<EventBatch> {
    const states = await this.#in(comparisonId, async () => {
      const log = this.#logs.get(comparisonId) ?? (await this.#log(comparisonId));
      return log.read(fromSeq);
    });
    if (states !== undefined) yield states;
  }

  async keep(comparisonId: string, kept: KeptComparison): Promise<void> {
    await this.#in(comparisonId, () => replaceFile(this.#path(comparisonId, 'kept.json'), JSON.stringify(kept)));
  }

  async kept(comparisonId: string): Promise<KeptComparison | null> {
    const path = this.#path(comparisonId, 'kept.json');
    const kept = await this.#in(comparisonId, () => readDocument(path).catch(() => undefined));
    return (kept as KeptComparison | undefined) ?? null;
  }

  async delete(comparisonId: string): Promise<void> {
    const deleted = join(this.#root, `${DELETED}${randomUUID()}`);
    await this.#in(comparisonId, () => rename(join(this.#root, comparisonId), deleted));
    this.#logs.delete(comparisonId);
    await syncFolder(this.#root);
    await rm(deleted, { recursive: true, force: true });
  }

  #log(comparisonId: string): Promise<StateLog> {
    return StateLog.open(this.#path(comparisonId, 'states.jsonl'));
  }

  #path(comparisonId: string, file: string): string {
    return join(this.#root, comparisonId, file);
  }

  /** In the folder of a comparison that is there, and may be deleted meanwhile; never in another folder. */
  async #in<Result>(comparisonId: string, work: () => Promise<Result>): Promise<Result> {
    if (!COMPARISON_ID.test(comparisonId)) throw new ComparisonNotFoundError(comparisonId);
    try {
      return await work();
    } catch (error) {
      if (isMissing(error)) throw new ComparisonNotFoundError(comparisonId);
      throw error;
    }
  }
}
