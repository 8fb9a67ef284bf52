import { randomUUID } from 'node:crypto';
import { appendFile, mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { JobNotFoundError } from '../../domain/errors.ts';
import type { EventBatch } from '../../domain/event-batch.ts';
import { isSettled, type Job } from '../../domain/job.ts';
import { inParallel } from '../../files/in-parallel.ts';
import { PRIVATE_FILE, PRIVATE_FOLDER } from '../../files/private-mode.ts';
import type { FileJobStore } from '../file/file-job-store.ts';
import { isJobId, jobFolder } from '../file/job-folder.ts';
import type { ChangedJob } from './change-log.ts';
import type { SharedJobs, StoredJob } from './shared-jobs.ts';

/** In the folder of a job that is complete: which state of the job in the database it is. */
const STATE_FILE = '.replica';
const READERS = 16;

/** What the replica has of a job. */
export interface CopiedJob {
  readonly generation: number;
  readonly version: number;
  readonly events: number;
}

export interface ReplicaJobsParts {
  readonly jobsRoot: string;
  readonly local: FileJobStore;
  readonly shared: SharedJobs;
}

/** Copies jobs from the database into the folders of a replica, each in its order and one change of a job at a time. */
export class ReplicaJobs {
  readonly #parts: ReplicaJobsParts;
  readonly #copied: Map<string, CopiedJob>;
  readonly #underWay = new Map<string, Promise<unknown>>();

  /** `copied` is what an earlier process has left, as `recoverJobs` found it. */
  constructor(parts: ReplicaJobsParts, copied: ReadonlyMap<string, CopiedJob>) {
    this.#parts = parts;
    this.#copied = new Map(copied);
  }

  /** Jobs that were copied and that the database has no more. */
  async retain(jobIds: ReadonlySet<string>): Promise<void> {
    for (const jobId of this.#copied.keys()) if (!jobIds.has(jobId)) await this.#inTurn(jobId, () => this.#discard(jobId));
  }

  /** Brings a job in step with the database. Returns whether anything of it has changed. */
  async copy(changed: ChangedJob): Promise<boolean> {
    const known = this.#copied.get(changed.id);
    if (known === undefined ? changed.isDeleted : isSame(known, changed)) return false;
    return this.copyById(changed.id);
  }

  /** The same of a job of which it is not known whether it has changed. */
  async copyById(jobId: string): Promise<boolean> {
    return this.#inTurn(jobId, () => this.#copyNow(jobId));
  }

  /** Events that this process has just put into the database: they need not be read from there. */
  async appended(jobId: string, batch: EventBatch): Promise<void> {
    await this.#inTurn(jobId, async () => {
      const known = this.#copied.get(jobId);
      if (known?.events === batch.firstSeq && this.#parts.local.copies.isOpen(jobId)) await this.#append(jobId, known, batch);
    });
  }

  async #inTurn<Result>(jobId: string, work: () => Promise<Result>): Promise<Result> {
    const turn = (this.#underWay.get(jobId) ?? Promise.resolve()).then(work, work);
    this.#underWay.set(jobId, turn);
    try {
      return await turn;
    } finally {
      if (this.#underWay.get(jobId) === turn) this.#underWay.delete(jobId);
    }
  }

  /** The record is read before the events: those of a job that has ended are then all there. */
  async #copyNow(jobId: string): Promise<boolean> {
    const { local, shared } = this.#parts;
    const stored = await shared.find(jobId);
    if (stored === undefined) return this.#discard(jobId);
    const known = await this.#ofGeneration(jobId, stored.generation);
    if (known !== undefined && isSame(known, stored)) return false;
    try {
      if (known === undefined && isSettled(stored.job.status)) await this.#writeWhole(stored);
      else await this.#goOn(stored, known);
    } catch (error) {
      if (!(error instanceof JobNotFoundError)) throw error;
      return this.#discard(jobId);
    }
    await local.find(jobId);
    return true;
  }

  /** Another job of the same id is removed first. */
  async #ofGeneration(jobId: string, generation: number): Promise<CopiedJob | undefined> {
    const known = this.#copied.get(jobId);
    if (known === undefined || known.generation === generation) return known;
    await this.#discard(jobId);
    return undefined;
  }

  async #goOn({ job, summary, version, generation, events }: StoredJob, known: CopiedJob | undefined): Promise<void> {
    const { local, shared } = this.#parts;
    const state = { generation, version: 0, events: known?.events ?? 0 };
    if (!local.copies.isOpen(job.id)) {
      await rm(join(this.#parts.jobsRoot, job.id, STATE_FILE), { force: true });
      await local.copies.put(isSettled(job.status) ? running(job) : job, null);
      this.#copied.set(job.id, state);
    }
    let copied: CopiedJob = this.#copied.get(job.id) ?? state;
    if (!isSettled(job.status) || copied.events < events)
      for await (const batch of shared.read(job.id, copied.events)) copied = await this.#append(job.id, copied, batch);
    if (known?.version !== version) await local.copies.put(job, summary === null ? null : (JSON.parse(summary) as object));
    copied = { ...copied, version };
    this.#copied.set(job.id, copied);
    if (isSettled(job.status)) await writeState(join(this.#parts.jobsRoot, job.id), copied);
  }

  async #append(jobId: string, { generation, version }: CopiedJob, batch: EventBatch): Promise<CopiedJob> {
    await this.#parts.local.append(jobId, batch);
    const copied = { generation, version, events: batch.firstSeq + batch.count };
    this.#copied.set(jobId, copied);
    return copied;
  }

  /** A job that has ended is written as a folder, which then takes its place. */
  async #writeWhole({ job, manifest, summary, generation, version }: StoredJob): Promise<void> {
    const { jobsRoot, shared } = this.#parts;
    const draft = jobFolder(jobsRoot, job.id, join(jobsRoot, `.new-${randomUUID()}`));
    await mkdir(draft.path, { mode: PRIVATE_FOLDER, recursive: true });
    try {
      let events = 0;
      await writeFile(draft.events, '', { mode: PRIVATE_FILE });
      for await (const batch of shared.read(job.id, 0)) {
        await appendFile(draft.events, batch.bytes);
        events += batch.count;
      }
      if (summary !== null) await writeFile(draft.summary, summary, { mode: PRIVATE_FILE });
      await writeFile(draft.manifest, manifest, { mode: PRIVATE_FILE });
      const state = { generation, version, events };
      await writeState(draft.path, state);
      await rename(draft.path, join(jobsRoot, job.id));
      this.#copied.set(job.id, state);
    } catch (error) {
      await rm(draft.path, { recursive: true, force: true });
      throw error;
    }
  }

  async #discard(jobId: string): Promise<boolean> {
    if (!this.#copied.delete(jobId)) return false;
    await this.#parts.local.copies.remove(jobId);
    return true;
  }
}

/** Finds what an earlier process has copied to its end, and removes the rest. Call it before the folders are read. */
export async function recoverJobs(jobsRoot: string): Promise<ReadonlyMap<string, CopiedJob>> {
  const copied = new Map<string, CopiedJob>();
  const names = await readdir(jobsRoot).catch(() => []);
  await inParallel(names, READERS, async (name) => {
    const state = isJobId(name) ? await stateIn(join(jobsRoot, name)) : undefined;
    if (state === undefined) await rm(join(jobsRoot, name), { recursive: true, force: true });
    else copied.set(name, state);
  });
  return copied;
}

function isSame(known: CopiedJob, { generation, version, events }: CopiedJob): boolean {
  return known.generation === generation && known.version === version && known.events >= events;
}

/** A job as it was before it ended. */
function running(job: Job): Job {
  return { ...job, status: 'running', finishedAt: null, error: null, stopped: null };
}

async function stateIn(folder: string): Promise<CopiedJob | undefined> {
  const text = await readFile(join(folder, STATE_FILE), 'utf8').catch(() => '');
  const [generation, version, events] = text.split(' ').map(Number);
  if (generation === undefined || version === undefined || events === undefined) return undefined;
  return { generation, version, events };
}

async function writeState(folder: string, { generation, version, events }: CopiedJob): Promise<void> {
  await writeFile(join(folder, STATE_FILE), `${generation} ${version} ${events}`, { mode: PRIVATE_FILE });
}
