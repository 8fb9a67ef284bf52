import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type Clock, systemClock } from '../../domain/clock.ts';
import { AssayError, JobNotFoundError, UnavailableError } from '../../domain/errors.ts';
import type { EventBatch } from '../../domain/event-batch.ts';
import { isSettled, type Job, type JobEnd, moveJob } from '../../domain/job.ts';
import { summaryDocument, toManifest } from '../../domain/job-manifest.ts';
import type { JobFile, JobStore, ModelUse } from '../../domain/job-store.ts';
import type { JobPage, JobQuery } from '../../domain/list-query.ts';
import type { Summary } from '../../evaluation/summary.ts';
import { readDocument, writeDocument } from '../../files/durable-file.ts';
import { AssayIndex } from '../index/assay-index.ts';
import { scopeOf } from '../index/index-file.ts';
import { JobTable } from '../index/job-table.ts';
import { damageNote } from './event-log.ts';
import { FileJobLine } from './file-job-line.ts';
import type { FileJobStoreOptions } from './file-job-store-options.ts';
import { JobCopies } from './job-copies.ts';
import { type EndOfJob, endToHold, HeldEnds, shownMeanwhile, writeEnd } from './held-ends.ts';
import { FileRestarts } from './file-restarts.ts';
import { FileStartKeys } from './file-start-keys.ts';
import { isJobId, jobFolder, type JobFolder, JobsRoot, makeJobFolder, removeJobFolder, removeLeftovers } from './job-folder.ts';
import { adoptFiles, filesIn } from './job-files.ts';
import { JobFolders } from './job-folders.ts';
import { type JobLogIndex, NO_LOG_INDEX } from './job-log-index.ts';
import { JobLogs } from './job-logs.ts';
import { HeldLeases, type Leases, NO_LEASES } from './lease.ts';
import { type RunningJob, RunningLog } from './running-log.ts';

/**
 * Jobs as folders, `<projectsRoot>/jobs/<job_id>/`, in the format of promptuna-server, whose folders it reads as they are.
 *
 * Other processes may use the same folders: a lease beside a running job says whose it is, and once it is void the job is
 * `interrupted`. A fault in a job's files is reported in that job's `error` and affects no other job.
 */
export class FileJobStore implements JobStore {
  /** What all processes over these folders run and have waiting. */
  readonly line: FileJobLine;
  readonly startKeys: FileStartKeys;
  readonly restarts: FileRestarts;
  /** Of a replica: writes what the other store has. */
  readonly copies: JobCopies;
  readonly #jobsRoot: string;
  readonly #root: JobsRoot;
  readonly #clock: Clock;
  readonly #folders: JobFolders;
  readonly #table: JobTable;
  readonly #logIndex: JobLogIndex;
  readonly #leases: Leases;
  readonly #isReplica: boolean;
  readonly #ends: HeldEnds;
  readonly #logs = new JobLogs();
  readonly #running = new Map<string, RunningJob>();

  constructor(projectsRoot: string, clock: Clock = systemClock, options: FileJobStoreOptions = {}) {
    const { index = AssayIndex.inMemory(), isReplica = false } = options;
    this.#jobsRoot = join(projectsRoot, 'jobs');
    this.#root = new JobsRoot(this.#jobsRoot);
    this.#clock = clock;
    this.#table = options.table ?? new JobTable(index, scopeOf(projectsRoot));
    this.#logIndex = options.logIndex ?? NO_LOG_INDEX;
    this.#folders = new JobFolders(projectsRoot, this.#jobsRoot, clock, this.#table, (jobId, job) =>
      this.#logIndex.changed(jobId, job),
    );
    index.onRemade(() => this.#folders.reset());
    this.#isReplica = isReplica;
    this.#leases = isReplica ? NO_LEASES : new HeldLeases(clock);
    this.#ends = new HeldEnds((end) => this.#writeHeld(end), options.retryMs);
    this.startKeys = new FileStartKeys(this.#jobsRoot, clock);
    this.restarts = new FileRestarts(this.#jobsRoot, clock);
    this.copies = new JobCopies({
      jobsRoot: this.#jobsRoot,
      root: this.#root,
      folders: this.#folders,
      logs: this.#logs,
      running: this.#running,
      begin: (job) => this.#logIndex.begin(job),
      run: this.#run.bind(this),
      settle: this.#settle.bind(this),
    });
    this.line = new FileJobLine({
      jobsRoot: this.#jobsRoot,
      clock,
      folders: this.#folders,
      leases: this.#leases,
      isHeld: (jobId) => this.#running.has(jobId),
      take: (job, folder) => void this.#run(job, folder),
    });
  }

  async recover(): Promise<void> {
    await this.#root.recover();
    await removeLeftovers(this.#jobsRoot, Date.parse(this.#clock.now()));
    await this.#folders.refresh();
  }

  async create(job: Job): Promise<void> {
    if (!isJobId(job.id))
      throw new AssayError('unusable_request', 'a job id has up to 128 letters, digits, hyphens and underscores');

    if (this.#ends.of(job.id)) throw new AssayError('already_exists', `job ${job.id} exists already`);
    await this.#root.make();
    await makeJobFolder(this.#jobsRoot, job, (draft) => this.#leases.write(draft));
    this.#logIndex.begin(job);
    this.#run(job, this.#folder(job.id));
  }

  async update(job: Job): Promise<void> {
    const running = this.#running.get(job.id);
    if (running === undefined) {
      await this.#takeOver(this.#folder(job.id), job);
      return;
    }
    await this.#confirmLease(running);
    await writeDocument(running.folder.manifest, toManifest(job));
    if (isSettled(job.status)) {
      await this.#settle(running, job);
    } else {
      running.job = job;
      this.#folders.own(job);
    }
  }

  async append(jobId: string, batch: EventBatch): Promise<void> {
    const running = await this.#owned(jobId);
    await this.#confirmLease(running);
    if (batch.count === 0) return;
    const offset = await running.log.append(batch);
    this.#logIndex.appended(jobId, batch, offset);
  }

  async finish(jobId: string, { status, ...change }: JobEnd, summary: Summary | null): Promise<Job> {
    const running = await this.#owned(jobId);
    const job = moveJob(running.job, status, change);
    const end = { folder: running.folder, job, summary: summary && summaryDocument(job, summary) };
    try {
      await this.#confirmLease(running);
      await writeEnd(end);
    } catch (cause) {
      if (!this.#running.has(jobId)) throw cause;
      return this.#hold(running, end, cause);
    }
    await this.#settle(running, job);
    return job;
  }

  async list(asked: JobQuery = {}): Promise<JobPage> {
    await this.#folders.refresh();
    return this.#table.page(asked);
  }

  async modelUses(): Promise<readonly ModelUse[]> {
    await this.#folders.refresh();
    return this.#table.modelUses();
  }

  async find(jobId: string): Promise<Job | undefined> {
    return isJobId(jobId) ? this.#folders.find(jobId) : undefined;
  }

  async inspect(jobId: string): Promise<Job | undefined> {
    const job = await this.find(jobId);
    if (job === undefined || !isSettled(job.status)) return job;
    await this.#noteDamage(this.#folder(jobId));
    return this.find(jobId);
  }

  async summary(jobId: string): Promise<object | null> {
    await this.#existing(jobId);
    const held = this.#ends.of(jobId);
    if (held) return held.summary;
    try {
      const document = await readDocument(this.#folder(jobId).summary);
      return typeof document === 'object' ? document : null;
    } catch (error) {
      this.#folders.note(jobId, `summary.json can't be read: ${messageOf(error)}`);
      return null;
    }
  }

  async adopt(job: Job, files: readonly JobFile[]): Promise<void> {
    await this.#root.make();
    await adoptFiles(this.#jobsRoot, job, files);
    await this.#folders.find(job.id);
  }

  async files(jobId: string): Promise<readonly JobFile[]> {
    await this.#existing(jobId);
    return filesIn(this.#folder(jobId).path);
  }

  async *read(jobId: string, fromSeq: number): AsyncGenerator<EventBatch> {
    const job = await this.#existing(jobId);
    const running = this.#running.get(jobId);
    if (running?.log.isOpen) {
      yield* running.log.read(fromSeq);
      return;
    }
    const { log, size } = await this.#logs.of(this.#folder(jobId));
    yield* log.read(fromSeq, size);
    if (isSettled(job.status)) await this.#noteDamage(this.#folder(jobId));
  }

  /** Says in the error of a job that has ended which lines of its events can't be read. */
  noteDamage(jobId: string, lines: readonly number[]): void {
    const note = damageNote(lines);
    if (note) this.#folders.note(jobId, note);
  }

  async delete(jobId: string): Promise<void> {
    const job = await this.#existing(jobId);
    if (!isSettled(job.status)) {
      throw new AssayError(
        'illegal_move',
        `job ${jobId} is ${job.status}: cancel it first, with assay cancel ${jobId} or POST /api/jobs/${jobId}/cancel`,
      );
    }

    await removeJobFolder(this.#jobsRoot, this.#folder(jobId));
    this.#ends.forget(jobId);
    this.#folders.forget(jobId);
    this.#logs.forget(jobId);
  }

  /** Jobs that still run keep that status in their files until another store finds that their lease is void. */
  async close(): Promise<void> {
    await this.#ends.close();
    this.#leases.close();
    await Promise.all([...this.#running.values()].map(({ log }) => log.close()));
    this.#running.clear();
    await this.#folders.close();
    this.#logs.clear();
  }

  #folder(jobId: string): JobFolder {
    return jobFolder(this.#jobsRoot, jobId);
  }

  async #existing(jobId: string): Promise<Job> {
    const job = await this.find(jobId);
    if (job === undefined) throw new JobNotFoundError();
    return job;
  }

  async #owned(jobId: string): Promise<RunningJob> {
    const running = this.#running.get(jobId);
    if (running) return running;
    const { status } = await this.#existing(jobId);
    throw new AssayError('illegal_move', `job ${jobId} is ${isSettled(status) ? status : 'run by another process'}`);
  }

  /** Throws when the job's folder is gone, or when the job is no longer ours: from then on its files have the say. */
  async #confirmLease(running: RunningJob): Promise<void> {
    const jobId = running.job.id;
    switch (await this.#leases.confirm(jobId)) {
      case 'held':
        return;
      case 'gone':
        throw new UnavailableError('the folder of the job is gone');
      case 'taken':
        this.#running.delete(jobId);
        this.#leases.abandon(jobId);
        this.#folders.release(jobId);
        await running.log.close();
        throw new AssayError('illegal_move', `job ${jobId} was taken over by another process`);
    }
  }

  /** Writes the record of a job that no process runs. If it is to go on, this process runs it. */
  async #takeOver(folder: JobFolder, job: Job): Promise<void> {
    const { status } = await this.#existing(job.id);
    if (!isSettled(status)) throw new AssayError('illegal_move', `job ${job.id} is run by another process`);
    await this.#ends.retry();
    if (this.#ends.of(job.id)) throw new UnavailableError(`the end of job ${job.id} is not on disk yet`);
    if (isSettled(job.status)) {
      await writeDocument(folder.manifest, toManifest(job));
      await this.#folders.disown(job);
      return;
    }
    await this.#leases.write(folder);
    await rm(folder.summary, { force: true });
    await writeDocument(folder.manifest, toManifest(job));
    this.#run(job, folder);
  }

  #run(job: Job, folder: JobFolder): RunningJob {
    const log = new RunningLog(async () => (await this.#logs.of(folder)).log, !this.#isReplica);
    const running = { job, folder, log };
    this.#running.set(job.id, running);
    this.#leases.hold(folder);
    this.#folders.own(job);
    return running;
  }

  /** For a job whose end is in its manifest. What fails here does no harm: a lease beside an ended job says nothing. */
  async #settle({ folder, log }: Pick<RunningJob, 'folder' | 'log'>, job: Job): Promise<void> {
    this.#running.delete(job.id);
    await log.close().catch(() => undefined);
    await this.#leases.release(folder).catch(() => undefined);
    await this.#logs.trust(folder).catch(() => undefined);
    await this.#folders.disown(job).catch(() => this.#folders.release(job.id));
  }

  /** Keeps an end that could not be written, and shows it with the cause. */
  async #hold({ log, job }: RunningJob, end: EndOfJob, cause: unknown): Promise<Job> {
    const held = await endToHold(end);
    this.#ends.hold(held);
    this.#running.delete(job.id);
    this.#leases.abandon(job.id);
    const shown = shownMeanwhile(held, cause);
    // Before anything is waited for: the end may be written meanwhile, and is then shown without the note.
    this.#folders.own(shown);
    await log.close().catch(() => undefined);
    return shown;
  }

  /** Says whether an end need no longer be held: it is written now, or another process has ended the job. */
  async #writeHeld(end: EndOfJob): Promise<boolean> {
    const { folder, job } = end;
    switch (await this.#leases.standing(folder)) {
      case 'gone':
        return false;
      case 'taken':
        this.#folders.release(job.id);
        return true;
      case 'held':
        await writeEnd(end);
        await this.#leases.release(folder).catch(() => undefined);
        await this.#folders.disown(job).catch(() => this.#folders.release(job.id));
        return true;
    }
  }

  async #noteDamage(folder: JobFolder): Promise<void> {
    if (await this.#logs.isNoFile(folder))
      this.#folders.note(folder.jobId, 'events.jsonl is not a regular file and was left out');
    else this.noteDamage(folder.jobId, await this.#logs.damage(folder));
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
