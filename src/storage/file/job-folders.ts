import type { Clock } from '../../domain/clock.ts';
import { isSettled, type Job } from '../../domain/job.ts';
import { fileState } from '../../files/file-state.ts';
import { inParallel } from '../../files/in-parallel.ts';
import { PolledFolder, QuietCheck } from '../../files/polled-folder.ts';
import { SingleFlight } from '../../files/single-flight.ts';
import type { JobTable } from '../index/job-table.ts';
import { isJobId, jobFolder } from './job-folder.ts';
import { brokenJob, type JobRecord, readRecord } from './job-record.ts';

const READERS = 16;

/** Is told of every change of a job, after it is in the index. */
export type OnJobChange = (jobId: string, job: Job | undefined) => void;

/**
 * Keeps the jobs in the index in step with their folders. A look costs one `stat` while nothing happens: the folder of jobs is read
 * again when it has changed, a manifest when its job may still move, and those of settled jobs every few seconds in the background.
 */
export class JobFolders {
  readonly #jobsRoot: string;
  readonly #projectsRoot: string;
  readonly #clock: Clock;
  readonly #table: JobTable;
  readonly #onChange: OnJobChange;
  readonly #records = new Map<string, JobRecord>();
  /** What is wrong with files of a job, and stands in its error already. */
  readonly #notes = new Map<string, Set<string>>();
  readonly #own = new Set<string>();
  readonly #looking = new Map<string, { readonly flight: SingleFlight; callers: number }>();
  /** Jobs whose row the index could not take. */
  readonly #unwritten = new Set<string>();
  readonly #lookings = new SingleFlight(() => this.#look());
  readonly #folder: PolledFolder;
  /** Even a settled job may be resumed, edited or broken by hand. */
  readonly #quietCheck = new QuietCheck(() => this.#checkAll(this.#where((record) => record.isQuiet)));
  #seenNames: readonly string[] = [];
  #isSeeded = false;

  constructor(projectsRoot: string, jobsRoot: string, clock: Clock, table: JobTable, onChange: OnJobChange) {
    this.#jobsRoot = jobsRoot;
    this.#projectsRoot = projectsRoot;
    this.#clock = clock;
    this.#table = table;
    this.#onChange = onChange;
    this.#folder = new PolledFolder(jobsRoot, (entry) => entry.isDirectory() && isJobId(entry.name));
  }

  /** Resolves when the index has all jobs as their files were after the call. */
  async refresh(): Promise<void> {
    await this.#lookings.run();
    this.#quietCheck.startIfDue();
  }

  /** The jobs that have not ended, as their files were after the call. */
  async unsettled(): Promise<readonly Job[]> {
    await this.#lookings.run();
    const jobs = this.#where(({ job }) => job !== undefined && !isSettled(job.status)).map((jobId) => this.#shown(jobId));
    return jobs.filter((job) => job !== undefined);
  }

  /** A job as it is shown, looked at anew. */
  async find(jobId: string): Promise<Job | undefined> {
    this.#seed();
    await this.#check(jobId);
    return this.#shown(jobId);
  }

  /** Takes a job that this process runs: what it says about it is true from now on, whatever the files say. */
  own(job: Job): void {
    this.#seed();
    this.#own.add(job.id);
    this.#notes.delete(job.id);
    this.#put(job.id, { stamp: '', stored: job, job, isQuiet: true });
  }

  /** Lets the files speak for a job again; as they are now they say `job`. */
  async disown(job: Job): Promise<void> {
    const manifest = await fileState(jobFolder(this.#jobsRoot, job.id).manifest);
    this.#own.delete(job.id);
    this.#put(job.id, { stamp: manifest?.stamp ?? '', stored: job, job, isQuiet: true });
  }

  /** Lets the files speak for a job again, whatever they say. */
  release(jobId: string): void {
    const record = this.#records.get(jobId);
    this.#own.delete(jobId);
    if (record) this.#put(jobId, { ...record, stamp: '', isQuiet: false });
  }

  /** Adds to what a job says about itself: what is wrong with one of its files. */
  note(jobId: string, text: string): void {
    const record = this.#records.get(jobId);
    const job = this.#shown(jobId);
    if (record === undefined || job === undefined || this.#notes.get(jobId)?.has(text) === true) return;
    this.#notes.set(jobId, new Set([...(this.#notes.get(jobId) ?? []), text]));
    if (job.error?.includes(text) === true) return;
    const { stamp, stored = job, isQuiet } = record;
    this.#put(jobId, { stamp, stored, isQuiet, job: { ...job, error: [job.error ?? [], text].flat().join('; ') } });
  }

  forget(jobId: string): void {
    this.#own.delete(jobId);
    this.#notes.delete(jobId);
    this.#records.delete(jobId);
    this.#unwritten.delete(jobId);
    this.#table.remove(jobId);
    this.#onChange(jobId, undefined);
  }

  /** For an index that was made anew: all is put into it again. */
  reset(): void {
    this.#isSeeded = false;
    this.#seenNames = [];
    this.#folder.forget();
    for (const [jobId, record] of this.#records) {
      if (this.#own.has(jobId)) this.#put(jobId, record);
      else this.#records.delete(jobId);
    }
  }

  /** Waits for what runs in the background. */
  async close(): Promise<void> {
    await this.#quietCheck.close();
  }

  /** Takes what the index knows: those jobs need not be read again. */
  #seed(): void {
    if (this.#isSeeded) return;
    this.#isSeeded = true;
    for (const { jobId, status, stamp } of this.#table.known()) {
      if (this.#records.has(jobId)) continue;
      const isQuiet = isSettled(status) && stamp !== '';
      this.#records.set(jobId, { stamp, stored: undefined, job: undefined, isQuiet, isKept: true });
    }
  }

  async #look(): Promise<void> {
    this.#seed();
    await this.#lookForFolders();
    await this.#checkAll(this.#where((record) => !record.isQuiet));
    for (const jobId of this.#unwritten) this.#write(jobId);
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

  /**
   * Looks at one folder, one look at a time: a look may write the end of a lost job, which must not come late, over what became of it then.
   * What became of the job in the meantime here counts more than what was seen there.
   */
  async #check(jobId: string): Promise<void> {
    if (this.#own.has(jobId)) return;
    const looking = this.#looking.get(jobId) ?? { flight: new SingleFlight(() => this.#lookAt(jobId)), callers: 0 };
    this.#looking.set(jobId, looking);
    looking.callers += 1;
    try {
      await looking.flight.run();
    } finally {
      looking.callers -= 1;
      if (looking.callers === 0) this.#looking.delete(jobId);
    }
  }

  async #lookAt(jobId: string): Promise<void> {
    if (this.#own.has(jobId)) return;
    const previous = this.#records.get(jobId);
    const nowMs = Date.parse(this.#clock.now());
    const record = await this.#readRecord(jobId, nowMs, previous);
    if (record === previous || this.#own.has(jobId) || this.#records.get(jobId) !== previous) return;
    this.#notes.delete(jobId);
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
    this.#write(jobId);
  }

  /** Puts a job into the index, after which its record need not hold it, unless it may still move. */
  #write(jobId: string): void {
    this.#unwritten.delete(jobId);
    const record = this.#records.get(jobId);
    const shown = record && this.#shown(jobId);
    if (record === undefined) return;
    const isTaken =
      shown === undefined
        ? this.#table.remove(jobId)
        : this.#table.put(shown, this.#mayLetGo(jobId, record) ? record.stamp : '');
    if (!isTaken) this.#unwritten.add(jobId);
    else if (shown !== undefined && this.#mayLetGo(jobId, record))
      this.#records.set(jobId, { stamp: record.stamp, stored: undefined, job: undefined, isQuiet: true, isKept: true });
    this.#onChange(jobId, shown);
  }

  /** Whether its files say that it has ended, and are likely to stay. */
  #mayLetGo(jobId: string, { stamp, stored, isQuiet }: JobRecord): boolean {
    return stored !== undefined && isSettled(stored.status) && isQuiet && stamp !== '' && !this.#own.has(jobId);
  }

  #shown(jobId: string): Job | undefined {
    const record = this.#records.get(jobId);
    return record?.isKept === true ? this.#table.find(jobId) : record?.job;
  }
}
