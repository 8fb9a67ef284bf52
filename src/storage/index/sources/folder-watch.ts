import { SingleFlight } from '../../../files/single-flight.ts';
import type { AssayIndex } from '../assay-index.ts';
import { query, type RunsTable } from '../index-schema.ts';
import type { FolderOutcome, FolderTask } from './folder-task.ts';

/** Has a task done where it holds up nobody, such as in another thread: by `runFolderTask`. Somebody waits for an urgent one. */
export type BuildFolder = (task: FolderTask, options: { readonly isUrgent: boolean }) => Promise<FolderOutcome>;

/** What the folders of runs need. */
export interface FolderRig {
  readonly index: AssayIndex;
  readonly build: BuildFolder;
  /** Told in a sentence what is damaged. */
  readonly onFault: (message: string) => void;
}

interface KnownFolder {
  readonly stamp: string;
  readonly isInProgress: boolean;
}

interface AskedBuild {
  /** The state in which the folder was seen. */
  readonly seen: string;
  readonly isUrgent: boolean;
}

/** What the index knew of a folder when it was opened. */
export type SeededRun = Pick<RunsTable, 'origin' | 'stamp' | 'digest' | 'status'>;

/** Which folders of one source the index is in step with; has those built that it is not. */
export class FolderWatch {
  readonly #source: FolderTask['source'];
  readonly #rig: FolderRig;
  readonly #isCurrent: (run: SeededRun) => boolean;
  readonly #known = new Map<string, KnownFolder>();
  readonly #flights = new Map<string, SingleFlight>();
  readonly #working = new Set<Promise<void>>();
  /** What was said of each folder last. */
  readonly #notes = new Map<string, string>();
  #isSeeded = false;
  #isClosed = false;

  /** `isCurrent`: whether what the index has of a folder is right as long as its files stay. */
  constructor(source: FolderTask['source'], rig: FolderRig, isCurrent: (run: SeededRun) => boolean = () => true) {
    this.#source = source;
    this.#rig = rig;
    this.#isCurrent = isCurrent;
    rig.index.onRemade(() => {
      this.#isSeeded = false;
      this.#known.clear();
    });
  }

  /** Takes what the index knows, at the first look since it was opened or made anew. Returns whether this was that. */
  seed(): boolean {
    if (this.#isSeeded) return false;
    this.#isSeeded = true;
    for (const run of this.#seeds()) {
      this.#known.set(run.origin, {
        stamp: this.#isCurrent(run) ? run.stamp : '',
        isInProgress: run.status === 'in_progress',
      });
    }
    return true;
  }

  has(origin: string): boolean {
    return this.#known.has(origin);
  }

  /** Whether a folder is not known, or may go on. */
  isRestless(origin: string): boolean {
    return this.#known.get(origin)?.isInProgress !== false;
  }

  /** Takes the state of a folder, `undefined` where it holds no run, and has it built where the index has another. */
  check(origin: string, path: string, stamp: string | undefined): void {
    const known = this.#known.get(origin);
    if (stamp === undefined && known !== undefined) this.#start('forget', origin, path, '');
    else if (stamp !== undefined && known?.stamp !== stamp) this.#start('index', origin, path, stamp);
  }

  /** Forgets the folders that are not among these. */
  retain(origins: ReadonlySet<string>, pathOf: (origin: string) => string): void {
    for (const origin of this.#known.keys()) if (!origins.has(origin)) this.#start('forget', origin, pathOf(origin), '');
  }

  /** Resolves when the index is in step with a folder, or can't be. */
  async build(origin: string, path: string): Promise<void> {
    await this.#run('index', origin, path, { seen: '', isUrgent: true });
  }

  async forget(origin: string, path: string): Promise<void> {
    await this.#run('forget', origin, path, { seen: '', isUrgent: false });
  }

  /** Takes work that `settled` is to wait for. It must not reject. */
  track(work: Promise<void>): void {
    const tracked = work.finally(() => {
      this.#working.delete(tracked);
    });
    this.#working.add(tracked);
  }

  /** Says what can't be read, unless it was the last that was said of it. */
  note(origin: string, message: string): void {
    if (this.#notes.get(origin) === message) return;
    this.#notes.set(origin, message);
    if (message !== '' && !this.#isClosed) this.#rig.onFault(message);
  }

  /** Whether the index has all that was found so far. */
  get isSettled(): boolean {
    return this.#working.size === 0;
  }

  /** Resolves when all that was found so far is in the index. */
  async settled(): Promise<void> {
    while (this.#working.size > 0) await Promise.all(this.#working);
  }

  /** Says no more: what is not built yet is given up. */
  close(): void {
    this.#isClosed = true;
  }

  #seeds(): readonly SeededRun[] {
    return this.#rig.index.read((database) =>
      database.all(
        query
          .selectFrom('runs')
          .select(['origin', 'stamp', 'digest', 'status'])
          .where('scope', '=', '')
          .where('source', '=', this.#source),
      ),
    );
  }

  #start(kind: FolderTask['kind'], origin: string, path: string, seen: string): void {
    void this.#run(kind, origin, path, { seen, isUrgent: false });
  }

  #run(kind: FolderTask['kind'], origin: string, path: string, asked: AskedBuild): Promise<void> {
    const key = `${kind} ${String(asked.isUrgent)} ${origin}`;
    const task: FolderTask = { kind, source: this.#source, origin, path };
    const flight =
      this.#flights.get(key) ?? new SingleFlight(() => this.#build(task, asked).finally(() => this.#flights.delete(key)));
    this.#flights.set(key, flight);
    const work = flight.run();
    this.track(work);
    return work;
  }

  async #build(task: FolderTask, { seen, isUrgent }: AskedBuild): Promise<void> {
    try {
      const outcome = await this.#rig.build(task, { isUrgent });
      this.#take(task, outcome, seen);
    } catch (error) {
      this.note(task.origin, `the index can't take the run in ${task.path} now: ${String(error)}`);
    }
  }

  #take({ origin, path }: FolderTask, { state, stamp, faults, isInProgress }: FolderOutcome, seen: string): void {
    if (state === 'gone') {
      this.#known.delete(origin);
      this.#notes.delete(origin);
      return;
    }
    this.#known.set(origin, { stamp: stamp === '' ? seen : stamp, isInProgress });
    const what = state === 'listed' ? 'is shown without what can’t be read of it' : 'can’t be read and is left out';
    // A run that is listed with its faults already was spoken of when it was built.
    if (faults.length > 0) this.note(origin, `the run in ${path} ${what}: ${faults.join('; ')}`);
    else if (state === 'listed') this.#notes.delete(origin);
  }
}
