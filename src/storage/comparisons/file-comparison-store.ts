import { randomUUID } from 'node:crypto';
import { mkdir, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Comparison } from '../../domain/comparison.ts';
import type { ComparisonPage, ComparisonQuery, ComparisonStore } from '../../domain/comparison-store.ts';
import { AssayError, ComparisonNotFoundError } from '../../domain/errors.ts';
import type { Clock } from '../../domain/clock.ts';
import type { EventBatch } from '../../domain/event-batch.ts';
import { readDocument, replaceFile, syncFolder, writeDocument } from '../../files/durable-file.ts';
import { errorCode, isMissing } from '../../files/error-code.ts';
import { makeFolder } from '../../files/make-folder.ts';
import { PRIVATE_FOLDER } from '../../files/private-mode.ts';
import type { KeptComparison } from '../../statistics/live/live-comparison.ts';
import type { LiveSetup } from '../../statistics/live/live-setup.ts';
import { type JobFolder, isJobId, jobFolder } from '../file/job-folder.ts';
import { HeldLeases, leaseState } from '../file/lease.ts';
import { fromDocument, toDocument } from './comparison-document.ts';
import { comparisonPage } from './comparison-page.ts';
import { StateLog } from './state-log.ts';

const DELETED = '.deleted-';

/**
 * Comparisons in folders of `<storage>/comparisons/`: `comparison.json` is the record, `setup.json` what it is about, `states.jsonl` what was said, and
 * `kept.json` how far it is. A folder whose record is missing or can't be read is no comparison.
 */
export class FileComparisonStore implements ComparisonStore {
  readonly #root: string;
  readonly #clock: Clock;
  readonly #leases: HeldLeases;
  /** Of the comparisons to which this process has appended. */
  readonly #logs = new Map<string, StateLog>();

  constructor(storageDir: string, clock: Clock) {
    this.#root = join(storageDir, 'comparisons');
    this.#clock = clock;
    this.#leases = new HeldLeases(clock);
  }

  async create(comparison: Comparison, setup: LiveSetup): Promise<void> {
    const { id } = comparison;
    await makeFolder(this.#root);
    await mkdir(join(this.#root, id), { mode: PRIVATE_FOLDER }).catch((error: unknown) => {
      throw errorCode(error) === 'EEXIST' ? new AssayError('already_exists', `comparison ${id} exists already`) : error;
    });
    await this.#hold(id);
    await replaceFile(this.#path(id, 'setup.json'), JSON.stringify(setup));
    await replaceFile(this.#path(id, 'states.jsonl'), '');
    // The record comes last: without one, the comparison was never made.
    await writeDocument(this.#path(id, 'comparison.json'), toDocument(comparison));
    await syncFolder(this.#root);
  }

  async find(comparisonId: string): Promise<Comparison | undefined> {
    if (!isJobId(comparisonId)) return undefined;
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

  async left(): Promise<readonly Comparison[]> {
    return (await this.list()).comparisons.filter(({ ended }) => ended === null);
  }

  async claim(comparisonId: string): Promise<boolean> {
    return this.#in(comparisonId, async () => {
      if ((await this.#leases.confirm(comparisonId)) === 'held') return true;
      const { state } = await leaseState(this.#folder(comparisonId), Date.parse(this.#clock.now()));
      if (state === 'live') return false;
      await this.#hold(comparisonId);
      this.#logs.delete(comparisonId);
      return true;
    });
  }

  async setup(comparisonId: string): Promise<LiveSetup> {
    const setup = await this.#in(comparisonId, () => readDocument(this.#path(comparisonId, 'setup.json')));
    if (setup === undefined) throw new ComparisonNotFoundError(comparisonId);
    return setup as LiveSetup;
  }

  async update(comparison: Comparison): Promise<void> {
    const { id, ended } = comparison;
    await this.#asWriter(id, () => writeDocument(this.#path(id, 'comparison.json'), toDocument(comparison)));
    if (ended !== null) await this.#leases.release(this.#folder(id));
  }

  async appendStates(comparisonId: string, batch: EventBatch): Promise<void> {
    await this.#asWriter(comparisonId, async () => {
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
    await this.#asWriter(comparisonId, () => replaceFile(this.#path(comparisonId, 'kept.json'), JSON.stringify(kept)));
  }

  async kept(comparisonId: string): Promise<KeptComparison | null> {
    if (!isJobId(comparisonId)) return null;
    const kept = await readDocument(this.#path(comparisonId, 'kept.json')).catch(() => undefined);
    return (kept as KeptComparison | undefined) ?? null;
  }

  async delete(comparisonId: string): Promise<void> {
    const deleted = join(this.#root, `${DELETED}${randomUUID()}`);
    await this.#in(comparisonId, () => rename(join(this.#root, comparisonId), deleted));
    this.#logs.delete(comparisonId);
    this.#leases.abandon(comparisonId);
    await syncFolder(this.#root);
    await rm(deleted, { recursive: true, force: true });
  }

  async close(): Promise<void> {
    this.#leases.close();
  }

  #log(comparisonId: string): Promise<StateLog> {
    return StateLog.open(this.#path(comparisonId, 'states.jsonl'));
  }

  #path(comparisonId: string, file: string): string {
    return join(this.#root, comparisonId, file);
  }

  #folder(comparisonId: string): JobFolder {
    return { ...jobFolder(this.#root, comparisonId), manifest: this.#path(comparisonId, 'comparison.json') };
  }

  async #hold(comparisonId: string): Promise<void> {
    const folder = this.#folder(comparisonId);
    await this.#leases.write(folder);
    this.#leases.hold(folder);
  }

  async #asWriter<Result>(comparisonId: string, work: () => Promise<Result>): Promise<Result> {
    const standing = await this.#leases.confirm(comparisonId);
    if (standing === 'taken')
      throw new AssayError('illegal_move', `comparison ${comparisonId} is not written by this process, or not any more`);
    return this.#in(comparisonId, work);
  }

  /** In the folder of a comparison that is there, and may be deleted meanwhile; never in another folder. */
  async #in<Result>(comparisonId: string, work: () => Promise<Result>): Promise<Result> {
    if (!isJobId(comparisonId)) throw new ComparisonNotFoundError(comparisonId);
    try {
      return await work();
    } catch (error) {
      if (isMissing(error)) throw new ComparisonNotFoundError(comparisonId);
      throw error;
    }
  }
}
