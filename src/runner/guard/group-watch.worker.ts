import { parentPort } from 'node:worker_threads';
import type { WatchOrder, WatchReport } from './process-guard.ts';
import { isAbandoned, MARK_VARIABLE } from './job-mark.ts';
import { descendantsOf, isRunning, knownProcess, type KnownProcess, memoryOf, processesWith } from './process-table.ts';

// A thread that looks at the processes of jobs from outside, also while they or the server don't pause.

/** So often that a program which takes memory as fast as it can gets little above its limit. */
const LOOK_MS = 20;
/** Every so many looks, the processes that a program has started are looked for. */
const LOOKS_A_SEARCH = 10;

interface Watched {
  readonly pid: number;
  readonly limitBytes: number;
  /** Set before the kill, so that whoever hears of the end knows the reason. */
  readonly isOver: Int32Array;
  started: readonly KnownProcess[];
}

const watched = new Map<string, Watched>();
let timer: NodeJS.Timeout | undefined;
let looks = 0;

function look(): void {
  looks += 1;
  for (const group of watched.values()) {
    if (looks % LOOKS_A_SEARCH === 0) group.started = startedBy(group);
    if (memoryOfAll(group) <= group.limitBytes) continue;
    Atomics.store(group.isOver, 0, 1);
    killGroup(group.pid);
    for (const process of group.started) kill(process);
  }
}

/** Those that are running now, and those seen before that may have lost their parent. */
function startedBy({ pid, started }: Watched): KnownProcess[] {
  const known = new Map(started.filter(isRunning).map((process) => [process.pid, process]));
  for (const found of descendantsOf(pid)) {
    const process = known.get(found) ?? knownProcess(found);
    if (process !== undefined) known.set(found, process);
  }
  return [...known.values()];
}

function memoryOfAll({ pid, started }: Watched): number {
  return started.reduce((bytes, process) => bytes + (memoryOf(process.pid) ?? 0), memoryOf(pid) ?? 0);
}

/** Ends what is left of a job: its group, what was seen of its descendants, and what carries its mark. */
function endAll(mark: string, pid: number): void {
  const group = watched.get(mark);
  const started = group === undefined ? [] : startedBy(group);
  forget(mark);
  killGroup(pid);
  for (const process of started) kill(process);
  endMarked((found) => found === mark);
}

function endMarked(isMeant: (mark: string) => boolean): void {
  for (const [pid, mark] of processesWith(MARK_VARIABLE)) {
    const known = isMeant(mark) ? knownProcess(pid) : undefined;
    if (known !== undefined) kill(known);
  }
}

function kill(known: KnownProcess): void {
  if (isRunning(known)) signal(known.pid);
}

function killGroup(pid: number): void {
  signal(-pid);
}

function signal(target: number): void {
  try {
    process.kill(target, 'SIGKILL');
  } catch {
    // It has gone meanwhile.
  }
}

function forget(mark: string): void {
  watched.delete(mark);
  if (watched.size > 0) return;
  clearInterval(timer);
  timer = undefined;
}

function report(message: WatchReport): void {
  parentPort?.postMessage(message);
}

parentPort?.on('message', (order: WatchOrder) => {
  switch (order.type) {
    case 'watch':
      watched.set(order.mark, { ...order, started: startedBy({ ...order, started: [] }) });
      timer ??= setInterval(look, LOOK_MS);
      return;
    case 'end':
      endAll(order.mark, order.pid);
      report({ ended: order.mark });
      return;
    case 'end_abandoned':
      endMarked(isAbandoned);
      return;
    default:
      order satisfies never;
  }
});
