import { batchFrom, encodeEvents, type EventBatch, eventsOf } from '../../src/domain/event-batch.ts';
import { type Job, moveJob } from '../../src/domain/job.ts';
import { summaryDocument } from '../../src/domain/job-manifest.ts';
import type { JobStore } from '../../src/domain/job-store.ts';
import type { Runner } from '../../src/domain/runner.ts';
import type { SimulatedDisk } from './disk/simulated-disk.ts';

/** A fault that is put around the production code, to see whether the schedules find it. */
export interface Plant {
  readonly name: string;
  readonly what: string;
  /** Changes the disk under the store. */
  readonly disk?: (disk: SimulatedDisk) => void;
  /** Wraps the store of a server. */
  readonly store?: (store: JobStore) => JobStore;
  /** Wraps the runner of a server. */
  readonly runner?: (runner: Runner) => Runner;
}

export const PLANTS: readonly Plant[] = [
  {
    name: 'unsynced-events',
    what: 'events are published without a sync of their log',
    disk: (disk) => syncOnly(disk, (kind, syscall) => kind === 'folder' || syscall === 'fsync'),
  },
  {
    name: 'unsynced-documents',
    what: 'a manifest or summary takes its place without a sync of what is in it',
    disk: (disk) => syncOnly(disk, (kind, syscall) => kind === 'folder' || syscall === 'fdatasync'),
  },
  {
    name: 'unsynced-names',
    what: 'a rename is not followed by a sync of the folder',
    disk: (disk) => syncOnly(disk, (kind) => kind === 'file'),
  },
  {
    name: 'torn-lines-kept',
    what: 'what a failed write left of a line is not cut off',
    disk: (disk) => (disk.truncate = () => undefined),
  },
  { name: 'published-before-written', what: 'readers are given events while they are being written', store: eagerAppend },
  { name: 'end-told-before-written', what: 'a job is shown as ended while its end is being written', store: eagerFinish },
  { name: 'success-repeated', what: 'a job that goes on makes a successful trial again', runner: forgetfulRunner },
];

function syncOnly(disk: SimulatedDisk, isSynced: (kind: 'file' | 'folder', syscall: string) => boolean): void {
  const sync = disk.sync.bind(disk);
  disk.sync = (node, syscall) => {
    if (isSynced(node.kind, syscall)) sync(node, syscall);
  };
}

function eagerAppend(store: JobStore): JobStore {
  const unwritten: { readonly jobId: string; readonly batch: EventBatch }[] = [];
  let writing: Promise<unknown> = Promise.resolve();
  return wrapped(store, {
    async append(jobId, batch) {
      const entry = { jobId, batch };
      unwritten.push(entry);
      writing = writing
        .then(() => store.append(jobId, batch))
        .catch(() => undefined)
        .finally(() => unwritten.splice(unwritten.indexOf(entry), 1));
    },
    async *read(jobId, fromSeq) {
      let next = fromSeq;
      const known = unwritten.filter((entry) => entry.jobId === jobId).map(({ batch }) => batch);
      for await (const batch of store.read(jobId, fromSeq)) {
        yield batch;
        next = batch.firstSeq + batch.count;
      }
      for (const batch of known) {
        if (batch.firstSeq + batch.count <= next || batch.firstSeq > next) continue;
        yield batchFrom(batch, next);
        next = batch.firstSeq + batch.count;
      }
    },
    async finish(...end) {
      await writing;
      return store.finish(...end);
    },
  });
}

function eagerFinish(store: JobStore): JobStore {
  const ended = new Map<string, { readonly job: Job; readonly summary: object | null }>();
  return wrapped(store, {
    async finish(jobId, { status, ...change }, summary) {
      const before = await store.find(jobId);
      if (before === undefined) return store.finish(jobId, { status, ...change }, summary);
      const job = moveJob(before, status, change);
      const writing = store.finish(jobId, { status, ...change }, summary);
      ended.set(jobId, { job, summary: summary && summaryDocument(job, summary) });
      writing.finally(() => ended.delete(jobId)).catch(() => undefined);
      return job;
    },
    find: async (jobId) => ended.get(jobId)?.job ?? store.find(jobId),
    summary: async (jobId) => ended.get(jobId)?.summary ?? store.summary(jobId),
  });
}

function forgetfulRunner(runner: Runner): Runner {
  return wrapped(runner, {
    async prepare(...asked) {
      const prepared = await runner.prepare(...asked);
      return wrapped(prepared, {
        start: (jobId, signal, kept) =>
          prepared.start(jobId, signal, kept && { ...kept, read: (fromSeq) => withoutATrial(kept.read(fromSeq)) }),
      });
    },
  });
}

async function* withoutATrial(batches: AsyncIterable<EventBatch>): AsyncGenerator<EventBatch> {
  for await (const batch of batches) {
    const events = [...eventsOf(batch)];
    const at = events.findIndex(({ type, payload }) => type === 'trial' && 'output' in payload);
    const event = events[at];
    if (event !== undefined) events[at] = { ...event, type: 'error', payload: { message: 'forgotten' } };
    yield encodeEvents(events);
  }
}

/** The same, but for these methods. */
function wrapped<Wrapped extends object>(whole: Wrapped, changes: Partial<Wrapped>): Wrapped {
  return new Proxy(whole, {
    get(target, name) {
      const own: unknown = Reflect.get(target, name);
      const change: unknown = Reflect.get(changes, name);
      return change ?? (typeof own === 'function' ? (own.bind(target) as unknown) : own);
    },
  });
}
