import { Chance } from './chance.ts';
import { PROJECTS } from './project.ts';

export const FAULTS = [
  'kill',
  'power loss',
  'stop',
  'kill child',
  'cancel',
  'delete',
  'resume',
  'full disk',
  'failing syncs',
  'slow disk',
] as const;
export type FaultKind = (typeof FAULTS)[number];

/** Something that happens to a job or to the machine. */
export interface Fault {
  readonly kind: FaultKind;
  readonly atMs: number;
  /** How long it lasts, or how long the server stays down. */
  readonly forMs: number;
}

/** A client's request to run a job. */
export interface Request {
  readonly id: string;
  readonly project: number;
  readonly atMs: number;
  readonly readers: number;
}

/** All that is decided before a schedule begins. What is left to chance within it comes from the seed too. */
export interface Schedule {
  readonly seed: number;
  readonly requests: readonly Request[];
  readonly faults: readonly Fault[];
  readonly maxRunning: number;
  readonly maxQueued: number;
  /**
   * Whether a second server, which runs nothing, serves readers of the same folders. It shows what the first has written, a moment before
   * that is durable: so only where the disk is not at fault.
   */
  readonly hasViewer: boolean;
}

const DISK_FAULTS: ReadonlySet<FaultKind> = new Set(['power loss', 'full disk', 'failing syncs']);

const LENGTH_MS = 3_000;

export function scheduleOf(seed: number): Schedule {
  const chance = new Chance(seed);
  const requests = Array.from({ length: 1 + chance.whole(3) }, (_, index) => ({
    id: `job-${index + 1}`,
    project: chance.whole(PROJECTS),
    atMs: index === 0 ? 0 : chance.whole(LENGTH_MS / 2),
    readers: chance.whole(3),
  }));
  const faults = Array.from({ length: chance.whole(7) }, () => ({
    kind: chance.pick(FAULTS),
    atMs: chance.whole(LENGTH_MS),
    forMs: chance.whole(chance.isTrue(0.1) ? 60_000 : 1_500),
  }));
  return {
    ...{ seed, requests, faults: faults.sort((one, other) => one.atMs - other.atMs) },
    ...{
      maxRunning: 1 + chance.whole(2),
      maxQueued: chance.whole(3),
      hasViewer: chance.isTrue(0.5) && !faults.some(({ kind }) => DISK_FAULTS.has(kind)),
    },
  };
}
