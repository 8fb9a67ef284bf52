import type { Clock } from '../../domain/clock.ts';
import { placeOfJob, type Job } from '../../domain/job.ts';
import { newestFirst } from '../../domain/newest-first.ts';
import { fileState } from '../../files/file-state.ts';
import { inParallel } from '../../files/in-parallel.ts';
import { PolledFolder, QuietCheck } from '../../files/polled-folder.ts';
import { SingleFlight } from '../../files/single-flight.ts';
import { isJobId, jobFolder } from './job-folder.ts';
import { brokenJob, type JobRecord, readRecord } from './job-record.ts';

const READERS = 16;

/**
 * All jobs of the jobs folder, in memory. A look costs one `stat` while nothing happens: the folder is read again when
 * it has changed, a manifest when its job may still move, and those of settled jobs every few seconds in the background.
 */
export class JobIndex {
  readonly #jobsRoot: string;
  readonly #projectsRoot: string;
  readonly #clock: Clock;
  readonly #records = new Map<string, JobRecord>();
  readonly #notes = new Map<string, Readonly<Record<string, string>>>();
  /** The jobs of the records, as they are shown: with the notes. */
  readonly #jobs = new Map<string, Job>();
  readonly #own = new Set<string>();
  readonly #refresh = new SingleFlight(() => this.#look());
  readonly #folder: PolledFolder;
  /** Even a settled job may be resumed, edited or broken by hand. */
  readonly #quietCheck = new QuietCheck(() => this.#checkAll(this.#where((record) => record.isQuiet)));
  #seenNames: readonly string[] = [];
  #sorted: readonly Job[] | undefined;

  constructor(jobsRoot: string, projectsRoot: string, clock: Clock) {
    this.#jobsRoot = jobsRoot;
    this.#projectsRoot = projectsRoot;
    this.#clock = clock;
    this.#folder = new PolledFolder(jobsRoot, (entry) => entry.isDirectory() && isJobId(entry.name));
  }

  /** All jobs, newest first. The same array, with the same jobs, until something changes. */
  async list(): Promise<readonly Job[]> {
    await this.#refresh.run();
    this.#sorted ??= Object.freeze(newestFirst(this.#jobs.values(), placeOfJob));
    return this.#sorted;
  }

  async find(jobId: string): Promise<Job | undefined> {
    await this.#check(jobId);
    return this.#jobs.get(jobId);
  }

  /** Takes a job that this process runs: what it says about it is true from now on, whatever the files say. */
  own(job: Job): void {
    this.#own.add(job.id);
    this.#notes.delete(job.id);
    this.#put(job.id, { stamp: '', stored: job, job, isQuiet: true });
  }

  /** Lets the files speak for a job again; as they are now they say `job`. */
  async disown(job: Job): Promise<void> {
    const manifest = await fileState(jobFolder(this.#jobsRoot, job.id).manifest);
    this.#put(job.id, { stamp: manifest?.stamp ?? '', stored: job, job, isQuiet: true });
    this.#own.delete(job.id);
  }

  /** Lets the files speak for a job again, whatever they say. */
  release(jobId: string): void {
    const record = this.#records.get(jobId);
    this.#own.delete(jobId);
    if (record) this.#put(jobId, { ...record, stamp: '', isQuiet: false });
  }

  /** Adds to what a job says about itself: what is wrong with one of its files. */
  note(jobId: string, file: string, text: string): void {
    const record = this.#records.get(jobId);
    const notes = this.#notes.get(jobId);
    if (record && notes?.[file] !== text) {
      this.#notes.set(jobId, { ...notes, [file]: text });
      this.#put(jobId, record);
    }
  }

  forget(jobId: string): void {
    this.#own.delete(jobId);
    this.#notes.delete(jobId);
    this.#records.delete(jobId);
    this.#jobs.delete(jobId);
    this.#sorted = undefined;
  }

  /** Waits for what runs in the background. */
  async close(): Promise<void> {
    await this.#quietCheck.close();
  }

  async #look(): Promise<void> {
    await this.#lookForFolders();
    await this.#checkAll(this.#where((record) => !record.isQuiet));
    this.#quietCheck.startIfDue();
  }

  async #lookForFolders(): Promise<void> {
    const before = [...this.#records.keys()];
    const names = await this.#folder.names();
    if (names === this.#seenNames) return;
    const present = new Set(names);
    for (const jobId of before) if (!present.has(jobId) && !this.#own.has(jobId)) this.forget(jobId);

    await this.#checkAll(names.filter((jobId) => !this.#records.has(jobId)));
    this.#seenNames = names;
  }

  #where(condition: (record: JobRecord) => boolean): string[] {
    return [...this.#records].filter(([, record]) => condition(record)).map(([jobId]) => jobId);
  }

  async #checkAll(jobIds: Iterable<string>): Promise<void> {
    await inParallel(jobIds, READERS, (jobId) => this.#check(jobId));
  }

  /** Looks at one folder. What became of the job in the meantime here counts more than what was seen there. */
  async #check(jobId: string): Promise<void> {
    if (this.#own.has(jobId)) return;
    const previous = this.#records.get(jobId);
    const nowMs = Date.parse(this.#clock.now());
    const record = await this.#readRecord(jobId, nowMs, previous);
    if (record === previous || this.#own.has(jobId) || this.#records.get(jobId) !== previous) return;
    if (record === undefined) this.forget(jobId);
    else this.#put(jobId, record);
  }

  async #readRecord(jobId: string, nowMs: number, previous: JobRecord | undefined): Promise<JobRecord | undefined> {
    const folder = jobFolder(this.#jobsRoot, jobId);
    try {
      return await readRecord(folder, this.#projectsRoot, nowMs, previous);
    } catch (error) {
      const job = brokenJob(jobId, this.#projectsRoot, this.#clock.now(), `the folder can't be read: ${String(error)}`);
      return { stamp: '', stored: job, job, isQuiet: true };
    }
  }

  #put(jobId: string, record: JobRecord): void {
    this.#records.set(jobId, record);
    this.#sorted = undefined;
    const notes = Object.values(this.#notes.get(jobId) ?? {});
    if (record.job === undefined) this.#jobs.delete(jobId);
    else if (notes.length === 0) this.#jobs.set(jobId, record.job);
    else this.#jobs.set(jobId, { ...record.job, error: [record.job.error ?? [], notes].flat().join('; ') });
  }
}
