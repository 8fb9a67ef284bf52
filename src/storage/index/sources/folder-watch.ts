import { SingleFlight } from '../../../files/single-flight.ts';
import type { AssayIndex } from '../assay-index.ts';
import { query, type RunsTable } from '../index-schema.ts';
import type { FolderOutcome, FolderTask } from './folder-task.ts';

/** Has a task done where it holds up nobody, such as in another thread: by `runFolderTask`. */
export type BuildFolder = (task: FolderTask) => Promise<FolderOutcome>;

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

  /** Whether this is the first look since the index was opened or made anew; takes what the index knows then. */
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
    if (stamp === undefined && known !== undefined) void this.#run('forget', origin, path, '');
    else if (stamp !== undefined && known?.stamp !== stamp) void this.#run('index', origin, path, stamp);
  }

  /** Forgets the folders that are not among these. */
  retain(origins: ReadonlySet<string>, pathOf: (origin: string) => string): void {
    for (const origin of this.#known.keys()) if (!origins.has(origin)) void this.#run('forget', origin, pathOf(origin), '');
  }

  /** Resolves when the index is in step with a folder, or can't be. */
  async build(origin: string, path: string): Promise<void> {
    await this.#run('index', origin, path, '');
  }

  async forget(origin: string, path: string): Promise<void> {
    await this.#run('forget', origin, path, '');
  }

  /** Says what can't be read, unless it was the last that was said of it. */
  note(origin: string, message: string): void {
    if (this.#notes.get(origin) === message) return;
    this.#notes.set(origin, message);
    if (message !== '') this.#rig.onFault(message);
  }

  /** Resolves when all that was found so far is in the index. */
  async settled(): Promise<void> {
    while (this.#working.size > 0) await Promise.all(this.#working);
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

  #run(kind: FolderTask['kind'], origin: string, path: string, seen: string): Promise<void> {
    const task: FolderTask = { kind, source: this.#source, origin, path };
    const key = `${kind} ${origin}`;
    const flight = this.#flights.get(key) ?? new SingleFlight(() => this.#done(task, seen));
    this.#flights.set(key, flight);
    const work = flight.run().finally(() => {
      this.#working.delete(work);
    });
    this.#working.add(work);
    return work;
  }

  async #done(task: FolderTask, seen: string): Promise<void> {
    try {
      const outcome = await this.#rig.build(task);
      this.#flights.delete(`${task.kind} ${task.origin}`);
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
