import { Chance } from './chance.ts';
import { SimulatedDisk } from './disk/simulated-disk.ts';
import { outside, SimulatedProcess } from './simulated-process.ts';

const START_MS = Date.parse('2026-01-01T00:00:00.000Z');
const FIRST_PID = 4_000_000;
const MAX_STEPS = 400_000;

/** Nothing more can happen, or not soon, and what was waited for did not come. */
export class StuckError extends Error {
  override readonly name = 'StuckError';
}

/** Something that happens at a moment, in a process or outside. */
interface Occurrence {
  readonly atMs: number;
  readonly order: number;
  readonly process: SimulatedProcess | undefined;
  readonly happen: () => void;
  /** What a call of the system has done by the time its process is killed. */
  readonly whenKilled?: () => void;
}

/** How slow a call of the system is. */
export interface Speed {
  /** Milliseconds that most calls take, at most. */
  usualMs: number;
  /** How often one takes up to half a second. */
  slowShare: number;
}

const macrotask = setImmediate;

/**
 * The machine of one schedule: its clock, its disk and its processes. Time stands still while code runs, and goes on to the next
 * occurrence when all code waits, so a schedule takes as long as its code, and runs the same way each time.
 */
export class World {
  readonly chance: Chance;
  readonly disk: SimulatedDisk;
  readonly speed: Speed = { usualMs: 2, slowShare: 0.02 };
  /** What happened, as a reader of a failure needs it. */
  readonly history: string[] = [];
  /** Who holds a lock, by the path of its file. */
  readonly locks = new Map<string, SimulatedProcess>();
  readonly #processes = new Set<SimulatedProcess>();
  #nowMs = START_MS;
  #orders = 0;
  #steps = 0;
  #occurrences: Occurrence[] = [];

  constructor(seed: number) {
    this.chance = new Chance(seed);
    this.disk = new SimulatedDisk(this.chance, () => this.#nowMs);
  }

  get nowMs(): number {
    return this.#nowMs;
  }

  /** Milliseconds since the world began. */
  get age(): number {
    return this.#nowMs - START_MS;
  }

  note(text: string): void {
    this.history.push(`${(this.age / 1_000).toFixed(3).padStart(9)} s  ${text}`);
  }

  spawn(): SimulatedProcess {
    const process = new SimulatedProcess(FIRST_PID + this.#processes.size, this);
    this.#processes.add(process);
    return process;
  }

  /** Whether a process of this number lives. */
  isAlive(pid: number): boolean {
    return [...this.#processes].some((process) => process.pid === pid && process.isAlive);
  }

  losePower(): void {
    for (const process of this.#processes) process.kill();
    this.disk.losePower();
  }

  /** Has something happen later, unless the process that asks for it is dead by then. Returns what takes it back. */
  later(ms: number, happen: () => void, whenKilled?: () => void): () => void {
    const atMs = this.#nowMs + Math.max(0, ms);
    const process = SimulatedProcess.current;
    const occurrence = { atMs, order: this.#orders++, process, happen, ...(whenKilled === undefined ? {} : { whenKilled }) };
    if (process?.isAlive !== false) this.#occurrences.push(occurrence);
    return () => (this.#occurrences = this.#occurrences.filter((other) => other !== occurrence));
  }

  sleep(ms: number): Promise<void> {
    return new Promise((resolve) => this.later(ms, resolve));
  }

  /**
   * A call of the system: done after some time, and answered after some more. When its process is killed before it is done, it is done
   * or not, or in part where `part` says how.
   */
  call<Result>(apply: () => Result, part: () => void = apply): Promise<Result> {
    return new Promise((resolve, reject) => {
      const answer = (give: () => void): void => void this.later(this.#callMs(), give);
      const happen = (): void => {
        try {
          const result = apply();
          answer(() => resolve(result));
        } catch (error) {
          const fault = error instanceof Error ? error : new Error(String(error));
          answer(() => reject(fault));
        }
      };
      this.later(this.#callMs(), happen, () => this.#attempt(this.chance.pick([() => undefined, apply, part])));
    });
  }

  /** Lets time go on until the work is done. Throws what it throws, and a `StuckError` where it is not done by then. */
  async run<Result>(work: () => Promise<Result>, limitMs: number): Promise<Result> {
    const state = { isDone: false };
    const working = outside(work).finally(() => (state.isDone = true));
    working.catch(() => undefined);
    const endMs = this.#nowMs + limitMs;
    await settle();
    while (!state.isDone) {
      this.#step(endMs);
      await settle();
    }
    return working;
  }

  /** Takes back all that a dead process waits for. */
  drop(process: SimulatedProcess): void {
    const dropped = this.#occurrences.filter((occurrence) => occurrence.process === process);
    this.#occurrences = this.#occurrences.filter((occurrence) => occurrence.process !== process);
    for (const { whenKilled } of dropped) whenKilled?.();
  }

  #step(endMs: number): void {
    const next = this.#takeNext();
    if (next === undefined) throw new StuckError('nothing can happen any more');
    if (next.atMs > endMs || ++this.#steps > MAX_STEPS) throw new StuckError('it goes on for ever');
    this.#nowMs = Math.max(this.#nowMs, next.atMs);
    if (next.process === undefined) outside(next.happen);
    else next.process.run(next.happen);
  }

  #takeNext(): Occurrence | undefined {
    const next = this.#occurrences.reduce<Occurrence | undefined>(
      (first, other) => (first === undefined || isBefore(other, first) ? other : first),
      undefined,
    );
    if (next !== undefined) this.#occurrences.splice(this.#occurrences.indexOf(next), 1);
    return next;
  }

  #callMs(): number {
    const { usualMs, slowShare } = this.speed;
    return this.chance.isTrue(slowShare) ? this.chance.between(0, 500) : this.chance.between(0, usualMs);
  }

  #attempt(call: () => void): void {
    try {
      call();
    } catch {
      // Nobody is left to hear of it.
    }
  }
}

function isBefore(one: Occurrence, other: Occurrence): boolean {
  return one.atMs === other.atMs ? one.order < other.order : one.atMs < other.atMs;
}

/** Resolves when all code waits. */
function settle(): Promise<void> {
  return new Promise((resolve) => macrotask(resolve));
}
