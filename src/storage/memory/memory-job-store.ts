import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { AssayError, JobNotFoundError } from '../../domain/errors.ts';
import { batchFrom, type EventBatch } from '../../domain/event-batch.ts';
import { isSettled, type Job, type JobEnd, moveJob } from '../../domain/job.ts';
import { summaryDocument, toManifest } from '../../domain/job-manifest.ts';
import type { JobFile, JobStore, ModelUse } from '../../domain/job-store.ts';
import type { JobPage, JobQuery } from '../../domain/list-query.ts';
import { jsonText } from '../../evaluation/json-text.ts';
import type { Summary } from '../../evaluation/summary.ts';
import { AssayIndex } from '../index/assay-index.ts';
import { JobTable } from '../index/job-table.ts';

interface StoredJob {
  job: Job;
  summary: object | null;
  readonly batches: EventBatch[];
}

/** Jobs that live as long as the process: the adapter that tests run the features on. */
export class MemoryJobStore implements JobStore {
  readonly #jobs = new Map<string, StoredJob>();
  readonly #index = AssayIndex.inMemory();
  readonly #table = new JobTable(this.#index, 'memory');

  async recover(): Promise<void> {
    // No process leaves anything here.
  }

  async create(job: Job): Promise<void> {
    if (this.#jobs.has(job.id)) throw new AssayError('already_exists', `job ${job.id} exists already`);
    this.#jobs.set(job.id, { job, summary: null, batches: [] });
    this.#table.put(job, '');
  }

  async update(job: Job): Promise<void> {
    const stored = this.#existing(job.id);
    stored.summary = isSettled(job.status) ? stored.summary : null;
    stored.job = job;
    this.#table.put(job, '');
  }

  async append(jobId: string, batch: EventBatch): Promise<void> {
    const { batches } = this.#unsettled(jobId);
    const last = batches.at(-1);
    const next = last ? last.firstSeq + last.count : 0;
    if (batch.firstSeq !== next) throw new Error(`the next event is ${next}, not ${batch.firstSeq}`);
    if (batch.count > 0) batches.push(batch);
  }

  async finish(jobId: string, end: JobEnd, summary: Summary | null): Promise<Job> {
    const stored = this.#unsettled(jobId);
    const { status, ...change } = end;
    stored.job = moveJob(stored.job, status, change);
    stored.summary = summary && structuredClone(summaryDocument(stored.job, summary));
    this.#table.put(stored.job, '');
    return stored.job;
  }

  async list(asked: JobQuery = {}): Promise<JobPage> {
    return this.#table.page(asked);
  }

  async modelUses(): Promise<readonly ModelUse[]> {
    return this.#table.modelUses();
  }

  async find(jobId: string): Promise<Job | undefined> {
    return this.#jobs.get(jobId)?.job;
  }

  async inspect(jobId: string): Promise<Job | undefined> {
    return this.find(jobId);
  }

  async summary(jobId: string): Promise<object | null> {
    return this.#existing(jobId).summary;
  }

  async adopt(job: Job, files: readonly JobFile[]): Promise<void> {
    await this.create(job);
    const stored = this.#existing(job.id);
    const bytes = await bytesOf(files, 'events.jsonl');
    const count = bytes.toString('utf8').split('\n').length - 1;
    if (count > 0) stored.batches.push({ firstSeq: 0, count, bytes });
    const summary = (await bytesOf(files, 'summary.json')).toString('utf8');
    stored.summary = summary === '' ? null : (JSON.parse(summary) as object);
  }

  async files(jobId: string): Promise<readonly JobFile[]> {
    const { job, batches, summary } = this.#existing(jobId);
    return [
      fileOf('events.jsonl', Buffer.concat(batches.map(({ bytes }) => bytes))),
      fileOf('manifest.json', Buffer.from(jsonText(toManifest(job), 2))),
      ...(summary === null ? [] : [fileOf('summary.json', Buffer.from(jsonText(summary, 2)))]),
    ];
  }

  async *read(jobId: string, fromSeq: number): AsyncGenerator<EventBatch> {
    for (const batch of [...this.#existing(jobId).batches])
      if (batch.firstSeq + batch.count > fromSeq) yield batchFrom(batch, fromSeq);
  }

  async delete(jobId: string): Promise<void> {
    const { job } = this.#existing(jobId);
    if (!isSettled(job.status)) {
      throw new AssayError(
        'illegal_move',
        `job ${jobId} is ${job.status}: cancel it first, with assay cancel ${jobId} or POST /api/jobs/${jobId}/cancel`,
      );
    }

    this.#jobs.delete(jobId);
    this.#table.remove(jobId);
  }

  async close(): Promise<void> {
    this.#jobs.clear();
    this.#index.close();
  }

  #existing(jobId: string): StoredJob {
    const stored = this.#jobs.get(jobId);
    if (stored === undefined) throw new JobNotFoundError();
    return stored;
  }

  #unsettled(jobId: string): StoredJob {
    const stored = this.#existing(jobId);
    if (isSettled(stored.job.status)) throw new AssayError('illegal_move', `job ${jobId} is ${stored.job.status}`);
    return stored;
  }
}

function fileOf(name: string, bytes: Buffer): JobFile {
  return { name, size: bytes.length, chunks: () => Readable.from([bytes]) };
}

async function bytesOf(files: readonly JobFile[], name: string): Promise<Buffer> {
  const file = files.find((one) => one.name === name);
  return file === undefined ? Buffer.alloc(0) : buffer(file.chunks());
}
