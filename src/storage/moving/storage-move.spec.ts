import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { SAMPLE_SETUP, sampleComparison, sampleStates } from '../../../test/contracts/comparison-store.contract.ts';
import { batchesOf } from '../../../test/contracts/run-store.contract.ts';
import { sampleBatch, sampleEnd, sampleJob, sampleSummary } from '../../../test/contracts/sample-job.ts';
import { TestPostgres } from '../../../test/fixtures/postgres.ts';
import { Storage } from '../open-storage.ts';
import { SharedStorage } from '../postgres/shared-storage.ts';
import { DatabaseDestination, replicaOf } from './database-destination.ts';
import { FolderDestination } from './folder-destination.ts';
import type { FolderPlace } from './moved-part.ts';
import { type MoveOutcome, moveStorage } from './storage-move.ts';

let server: TestPostgres;
let folder: string;
let url: string;
let closings: (() => Promise<unknown>)[];

beforeAll(async () => {
  server = await TestPostgres.start();
});

afterAll(async () => {
  await server.stop();
});

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-move-'));
  url = await server.newDatabase();
  closings = [];
});

afterEach(async () => {
  for (const close of closings.toReversed()) await close();
  await rm(folder, { recursive: true });
});

async function folders(name: string): Promise<FolderPlace> {
  const places = { projectsRoot: join(folder, name), storageDir: join(folder, name, 'storage') };
  const storage = await Storage.open({ ...places, hasThreads: false });
  closings.push(() => storage.close());
  return { ...places, storage, comparisons: storage.comparisons };
}

async function database(): Promise<SharedStorage> {
  const storageDir = await mkdtemp(join(folder, 'replica-'));
  const shared = await SharedStorage.open({ databaseUrl: url, role: 'api', storageDir, hasThreads: false });
  closings.push(() => shared.close());
  return shared;
}

const SAMPLE = { id: 's', prompt: 'p', response: 'r', scores: { m: 1 } };

async function fill({ storage }: FolderPlace): Promise<void> {
  for (const id of ['a', 'b']) {
    await storage.jobs.create(sampleJob(id));
    await storage.jobs.append(id, sampleBatch(id, 0, 5));
    await storage.jobs.finish(id, sampleEnd, id === 'a' ? sampleSummary : null);
  }
  await storage.runs.import({ runId: 'imported', experimentId: 'e', status: 'completed', metadata: {} }, batchesOf([SAMPLE]));
  const label = { sampleId: 's', row: null, replicate: 0, value: 1, note: null };
  await storage.labels.put('imported', 'us', { description: null, labels: [label] });
  await storage.comparisons.create(sampleComparison('c'), SAMPLE_SETUP);
  await storage.comparisons.appendStates('c', sampleStates(0, 3));
  const ended = { reason: 'complete', detail: null } as const;
  await storage.comparisons.update({ ...sampleComparison('c'), ended, endedAt: '2026-03-01T10:00:00.000Z' });
}

function summaryOf({ counts, left, different }: MoveOutcome) {
  return { counts: Object.fromEntries(counts), left, different };
}

const ignore = (): void => undefined;

describe('moving a storage', () => {
  it('brings all into a database and back into other folders, byte for byte, and nothing the second time', async () => {
    const from = await folders('from');
    await fill(from);
    const first = await moveStorage(from, new DatabaseDestination(await database()), ignore);
    const all = { jobs: 2, imports: 1, 'hidden runs': 0, labels: 1, comparisons: 1 };
    const moved = (isFirst: boolean) =>
      Object.fromEntries(Object.entries(all).map(([kind, count]) => [kind, { all: count, moved: isFirst ? count : 0 }]));
    expect(summaryOf(first)).toEqual({ counts: moved(true), left: [], different: [] });
    const again = await moveStorage(from, new DatabaseDestination(await database()), ignore);
    expect(summaryOf(again)).toEqual({ counts: moved(false), left: [], different: [] });
    const to = await folders('to');
    const back = await moveStorage(await replicaOf(await database()), new FolderDestination(to), ignore);
    expect(summaryOf(back)).toEqual({ counts: moved(true), left: [], different: [] });
    for (const file of ['a/manifest.json', 'a/events.jsonl', 'a/summary.json', 'b/events.jsonl']) {
      expect(await readFile(join(to.projectsRoot, 'jobs', file), 'utf8')).toBe(
        await readFile(join(from.projectsRoot, 'jobs', file), 'utf8'),
      );
    }
    expect((await to.storage.labels.list('imported')).map(({ name }) => name)).toEqual(['us']);
    expect((await to.storage.comparisons.find('c'))?.ended?.reason).toBe('complete');
  });

  it('leaves what has not ended or is damaged, and names it with what to do', async () => {
    const from = await folders('from');
    await fill(from);
    await from.storage.jobs.create(sampleJob('running'));
    const log = join(from.projectsRoot, 'jobs', 'b', 'events.jsonl');
    await writeFile(log, `${await readFile(log, 'utf8')}{"torn`);
    const { left, different } = summaryOf(await moveStorage(from, new DatabaseDestination(await database()), ignore));
    expect(different).toEqual([]);
    expect(left).toEqual([
      { kind: 'jobs', id: 'running', reason: expect.stringContaining('let it end, or cancel it') },
      { kind: 'jobs', id: 'b', reason: expect.stringContaining('can’t be read') },
    ]);
    expect(await (await database()).jobs.find('b')).toBeUndefined();
  });

  it('names what is another one in both', async () => {
    const from = await folders('from');
    await fill(from);
    const shared = await database();
    await shared.jobs.create(sampleJob('a'));
    await shared.jobs.finish('a', sampleEnd, null);
    const { different } = await moveStorage(from, new DatabaseDestination(shared), ignore);
    expect(different).toEqual([{ kind: 'jobs', id: 'a', reason: 'it is another one there' }]);
  });
});
