import { execFile, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFile, mkdir, mkdtemp, readdir, readFile, rename, rm, symlink, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { describeJobStore } from '../../../test/contracts/job-store.contract.ts';
import { sampleBatch, sampleEnd, sampleJob, sampleSummary, seqsOf } from '../../../test/contracts/sample-job.ts';
import type { Clock } from '../../domain/clock.ts';
import type { EventBatch } from '../../domain/event-batch.ts';
import type { Job } from '../../domain/job.ts';
import { toManifest } from '../../domain/job-manifest.ts';
import { FileJobStore } from './file-job-store.ts';

const STOPPED = 'Assay stopped while this job was running';
const LONG_AGO = new Date('2026-01-01T00:00:00.000Z');

let root: string;
let stores: FileJobStore[];

beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'assay-jobs-'));
  stores = [];
});

afterEach(async () => {
  await Promise.all(stores.map((store) => store.close()));
  await rm(root, { recursive: true, force: true });
});

function openStore(clock?: Clock): FileJobStore {
  const store = new FileJobStore(root, clock);
  stores.push(store);
  return store;
}

function file(jobId: string, name: string): string {
  return join(root, 'jobs', jobId, name);
}

function clockAt(ms: number): Clock {
  return { now: () => new Date(ms).toISOString() };
}

/** A folder as another program writes it. */
async function writeFolder(job: Job, events = sampleBatch(job.id, 0, 3).bytes): Promise<void> {
  await mkdir(file(job.id, ''), { recursive: true });
  await writeFile(file(job.id, 'events.jsonl'), events);
  await writeFile(file(job.id, 'manifest.json'), JSON.stringify(toManifest(job), null, 2));
}

function doneJob(id: string, change: Partial<Job> = {}): Job {
  return sampleJob(id, { status: 'done', finishedAt: sampleEnd.finishedAt, ...change });
}

async function finishedJob(store: FileJobStore, jobId: string, count: number): Promise<void> {
  await store.create(sampleJob(jobId));
  await store.append(jobId, sampleBatch(jobId, 0, count));
  await store.finish(jobId, sampleEnd, sampleSummary);
}

async function batchesOf(source: AsyncIterable<EventBatch>): Promise<EventBatch[]> {
  const batches: EventBatch[] = [];
  for await (const batch of source) batches.push(batch);

  return batches;
}

describeJobStore('FileJobStore', async () => openStore());

describe('the files of a job', () => {
  it('are a manifest, the events as they were given, and a summary, all with sorted keys', async () => {
    await finishedJob(openStore(), 'a', 2);
    expect((await readdir(file('a', ''))).sort()).toEqual(['events.jsonl', 'manifest.json', 'summary.json']);
    expect(await readFile(file('a', 'manifest.json'), 'utf8')).toBe(`${JSON.stringify(toManifest(doneJob('a')), null, 2)}\n`);
    expect(await readFile(file('a', 'events.jsonl'))).toEqual(sampleBatch('a', 0, 2).bytes);
    const summary = await readFile(file('a', 'summary.json'), 'utf8');
    expect(summary.match(/^ {2}"\w+/gm)?.map((key) => key.slice(3))).toEqual(
      ['failure_rate', 'job_id', 'kind', 'overall', 'per_metric', 'scoring_count', 'scoring_failure_rate', 'status'].concat([
        'telemetry',
        'trial_count',
      ]),
    );
  });

  it('are found again after a restart', async () => {
    const first = openStore();
    await finishedJob(first, 'a', 5);
    await first.close();
    const second = openStore();
    expect((await second.list()).jobs).toEqual([doneJob('a')]);
    expect(await seqsOf(second.read('a', 1))).toEqual([1, 2, 3, 4]);
    expect(await second.summary('a')).toMatchObject({ status: 'done', trial_count: 3 });
  });

  it('are served byte by byte as another server wrote them', async () => {
    const line = '{"job_id":"seed","payload":{"message":"no"},"seq":0,"step_index":0,"type":"error"}\n';
    await writeFolder(doneJob('seed', { extra: { promptuna_version: '1.35.3' } }), Buffer.from(line));
    const batches = await batchesOf(openStore().read('seed', 0));
    expect(Buffer.concat(batches.map(({ bytes }) => bytes)).toString()).toBe(line);
  });

  it('hold neither a half line nor a lost one when a write fails in the middle', async () => {
    const script = join(import.meta.dirname, 'append-until-full.fixture.ts');
    const { stdout } = await promisify(execFile)('bash', [
      '-c',
      'ulimit -f 100; exec "$0" "$1" "$2"',
      process.execPath,
      script,
      root,
    ]);
    const { failure, whole, durable } = JSON.parse(stdout) as { failure: string; whole: number; durable: number };
    expect({ failure, durable }).toEqual({ failure: 'EFBIG', durable: whole + 1 });
    const lines = (await readFile(file('large', 'events.jsonl'), 'utf8')).split('\n');
    expect(lines.pop()).toBe('');
    expect(lines.map((line) => (JSON.parse(line) as { seq: number }).seq)).toEqual(
      Array.from({ length: durable }, (_, seq) => seq),
    );
  });

  it('lose nothing that was appended when the process is killed', async () => {
    const script = join(import.meta.dirname, 'append-until-killed.fixture.ts');
    const child = spawn(process.execPath, [script, root], { stdio: ['ignore', 'pipe', 'inherit'] });
    const exited = once(child, 'exit');
    let durable = 0;
    for await (const line of createInterface(child.stdout)) {
      durable = Number(line);
      if (durable >= 800) child.kill('SIGKILL');
    }
    await exited;
    const store = openStore();
    await store.recover();
    expect(await store.find('victim')).toMatchObject({ status: 'interrupted', error: STOPPED });
    const seqs = await seqsOf(store.read('victim', 0));
    expect(seqs.length).toBeGreaterThanOrEqual(durable);
    expect(seqs).toEqual([...seqs.keys()]);
    await store.update(sampleJob('victim'));
    await store.append('victim', sampleBatch('victim', seqs.length, 1));
    expect(await seqsOf(store.read('victim', seqs.length - 1))).toEqual([seqs.length - 1, seqs.length]);
  });
});

describe('a damaged job', () => {
  beforeEach(async () => {
    await finishedJob(openStore(), 'whole', 3);
  });

  async function damage(jobId: string, change: (lines: string[]) => string[]): Promise<void> {
    const lines = Buffer.from(sampleBatch(jobId, 0, 5).bytes)
      .toString()
      .split('\n');
    await writeFolder(doneJob(jobId), Buffer.from(change(lines).join('\n')));
  }

  it.each<[string, (line: string) => string, number[], string]>([
    ['a torn line', (line) => line.slice(0, 40), [0, 1, 3, 4], "events.jsonl line 3 can't be read and was left out"],
    ['no JSON', () => '\0\0\0\0', [0, 1, 3, 4], "events.jsonl line 3 can't be read and was left out"],
    ['a number', () => '7', [0, 1, 3, 4], "events.jsonl line 3 can't be read and was left out"],
    ['an empty line', () => '', [0, 1, 3, 4], "events.jsonl line 3 can't be read and was left out"],
    ['no seq', () => '{"seq":"2"}', [0, 1, 3, 4], "events.jsonl line 3 can't be read and was left out"],
    ['an event that was there before', () => '{"seq":1}', [0, 1, 3, 4], "events.jsonl line 3 can't be read and was left out"],
  ])('leaves out %s and says so', async (_what, tear, seqs, error) => {
    await damage('torn', (lines) => lines.map((line, index) => (index === 2 ? tear(line) : line)));
    const store = openStore();
    expect(await seqsOf(store.read('torn', 0))).toEqual(seqs);
    expect(await seqsOf(store.read('torn', 2))).toEqual([3, 4]);
    expect(await store.find('torn')).toEqual(doneJob('torn', { error }));
    expect((await store.list()).jobs.map((job) => [job.id, job.error])).toEqual([
      ['whole', null],
      ['torn', error],
    ]);
  });

  it.each(['mkfifo', 'mkdir'])('says so where its events are no regular file (%s)', async (make) => {
    await writeFolder(doneJob('odd'), sampleBatch('odd', 0, 1).bytes);
    await rm(file('odd', 'events.jsonl'));
    execFileSync(make, [file('odd', 'events.jsonl')]);
    const store = openStore();
    expect(await seqsOf(store.read('odd', 0))).toEqual([]);
    expect(await store.inspect('odd')).toMatchObject({ error: 'events.jsonl is not a regular file and was left out' });
  });

  it('refuses to write the events of a job into what is no regular file', async () => {
    const store = openStore();
    await store.create(sampleJob('odd'));
    await rm(file('odd', 'events.jsonl'));
    execFileSync('mkfifo', [file('odd', 'events.jsonl')]);
    await expect(store.append('odd', sampleBatch('odd', 0, 1))).rejects.toThrow('is not a regular file');
  });

  it('leaves out a line that is not UTF-8', async () => {
    const bytes = Buffer.from(sampleBatch('torn', 0, 3).bytes);
    bytes[bytes.indexOf('好')] = 0xff;
    await writeFolder(doneJob('torn'), bytes);
    const store = openStore();
    expect(await seqsOf(store.read('torn', 0))).toEqual([1, 2]);
    expect(await store.find('torn')).toMatchObject({ error: "events.jsonl line 1 can't be read and was left out" });
  });

  it('leaves out a last line without its end and says so before it is read', async () => {
    await damage('torn', (lines) => [...lines.slice(0, 4), (lines[4] ?? '').slice(0, -1)]);
    const store = openStore();
    expect(await store.inspect('torn')).toMatchObject({ error: "events.jsonl line 5 can't be read and was left out" });
    expect(await seqsOf(store.read('torn', 0))).toEqual([0, 1, 2, 3]);
  });

  it('names the first of many damaged lines', async () => {
    await writeFolder(doneJob('torn'), Buffer.from('x\n'.repeat(12)));
    const store = openStore();
    expect(await seqsOf(store.read('torn', 0))).toEqual([]);
    expect(await store.find('torn')).toMatchObject({
      error: "events.jsonl lines 1, 2, 3, 4, 5 and 7 more can't be read and were left out",
    });
  });

  it.each([
    ['no JSON', '{"job_id": ', /^manifest\.json can't be read: .*JSON/],
    [
      'an unknown status',
      JSON.stringify({ ...toManifest(doneJob('torn')), status: 'paused' }),
      /^manifest\.json can't be read: status: /,
    ],
    ['of another job', JSON.stringify(toManifest(doneJob('x'))), /it is the manifest of x, not of torn/],
    ['empty', '', /^manifest\.json can't be read: /],
  ])('is listed with what is wrong when its manifest is %s', async (_what, manifest, error) => {
    await writeFolder(doneJob('torn'));
    await writeFile(file('torn', 'manifest.json'), manifest);
    const store = openStore();
    const expected = { id: 'torn', status: 'error', error: expect.stringMatching(error), spec: { project: '', model: '' } };
    expect(await store.find('torn')).toMatchObject(expected);
    expect((await store.list()).jobs.map(({ id }) => id).sort()).toEqual(['torn', 'whole']);
    expect(await store.find('whole')).toEqual(doneJob('whole'));
    expect(await seqsOf(store.read('torn', 0))).toEqual([0, 1, 2]);
  });

  it('is listed when its manifest is missing, and whole again when it comes back', async () => {
    await writeFolder(doneJob('torn'));
    await rename(file('torn', 'manifest.json'), join(root, 'kept'));
    const store = openStore(clockAt(Date.now() + 60_000));
    expect(await store.find('torn')).toMatchObject({ status: 'error', error: 'manifest.json is missing' });
    await rename(join(root, 'kept'), file('torn', 'manifest.json'));
    expect(await store.find('torn')).toEqual(doneJob('torn'));
  });

  it('says that its summary is broken', async () => {
    await writeFolder(doneJob('torn'));
    await writeFile(file('torn', 'summary.json'), '{');
    const store = openStore();
    expect(await store.summary('torn')).toBeNull();
    expect(await store.find('torn')).toMatchObject({
      status: 'done',
      error: expect.stringMatching(/^summary\.json can't be read/),
    });
  });

  it('can be deleted', async () => {
    await writeFolder(doneJob('torn'));
    await writeFile(file('torn', 'manifest.json'), '');
    const store = openStore();
    await store.delete('torn');
    expect(await readdir(join(root, 'jobs'))).toEqual(['whole']);
  });
});

describe('the jobs folder', () => {
  it('may not be there yet', async () => {
    const store = openStore();
    await store.recover();
    expect((await store.list()).jobs).toEqual([]);
    await store.create(sampleJob('a'));
    expect((await store.list()).jobs.map(({ id }) => id)).toEqual(['a']);
  });

  it('shows at once what another process adds, ends and removes', async () => {
    const ours = openStore();
    const theirs = openStore();
    const shown = async (): Promise<string[]> => (await ours.list()).jobs.map(({ id, status }) => `${id} ${status}`);
    expect(await shown()).toEqual([]);
    await theirs.create(sampleJob('a', { status: 'queued' }));
    expect(await shown()).toEqual(['a queued']);
    await theirs.update(sampleJob('a'));
    expect(await shown()).toEqual(['a running']);
    await theirs.append('a', sampleBatch('a', 0, 2));
    expect(await seqsOf(ours.read('a', 0))).toEqual([0, 1]);
    await theirs.append('a', sampleBatch('a', 2, 2));
    expect(await seqsOf(ours.read('a', 0))).toEqual([0, 1, 2, 3]);
    await theirs.finish('a', sampleEnd, sampleSummary);
    expect(await shown()).toEqual(['a done']);
    expect(await ours.summary('a')).toMatchObject({ trial_count: 3 });
    await theirs.delete('a');
    expect(await shown()).toEqual([]);
  });

  it('is not read twice for two questions while nothing happens', async () => {
    await writeFolder(doneJob('a'));
    await utimes(join(root, 'jobs'), LONG_AGO, LONG_AGO);
    const store = openStore();
    const first = (await store.list()).jobs;
    expect((await store.list()).jobs[0]).toBe(first[0]);
  });

  it('ignores what is not a job', async () => {
    await writeFolder(doneJob('a'));
    await mkdir(file('empty', ''));
    await writeFile(join(root, 'jobs', 'notes.txt'), 'hello');
    await mkdir(join(root, 'jobs', '.hidden'));
    await symlink(root, join(root, 'jobs', 'link'));
    for (const clock of [clockAt(Date.now()), clockAt(Date.now() + 60_000)]) {
      const store = openStore(clock);
      expect((await store.list()).jobs.map(({ id }) => id)).toEqual(['a']);
      expect(await store.find('empty')).toBeUndefined();
    }
  });

  it('does not show a folder that is still being made, and shows the job once it is complete', async () => {
    await mkdir(file('a', ''), { recursive: true });
    await writeFile(file('a', 'events.jsonl'), sampleBatch('a', 0, 1).bytes);
    const store = openStore();
    expect((await store.list()).jobs).toEqual([]);
    await writeFolder(doneJob('a'));
    expect((await store.list()).jobs).toEqual([doneJob('a')]);
  });

  it('lists a thousand jobs, newest first', async () => {
    const jobs = Array.from({ length: 1_000 }, (_, index) => {
      return doneJob(`job-${index}`, { startedAt: new Date(LONG_AGO.getTime() + index * 1_000).toISOString() });
    });
    await Promise.all(jobs.map((job) => writeFolder(job)));
    expect((await openStore().list()).jobs).toEqual(jobs.reverse());
  });

  it('keeps nothing that a process left which died while it made or removed a folder', async () => {
    await mkdir(join(root, 'jobs', '.deleted-1'), { recursive: true });
    await mkdir(join(root, 'jobs', '.new-1'));
    await utimes(join(root, 'jobs', '.new-1'), LONG_AGO, LONG_AGO);
    await mkdir(join(root, 'jobs', '.new-2'));
    await openStore().recover();
    expect(await readdir(join(root, 'jobs'))).toEqual(['.new-2']);
  });
});

describe('a job whose process is lost', () => {
  const LOST = { host: hostname(), pid: 2 ** 22 + 1, instance: 'lost' };

  async function writeLease(jobId: string, holder: object, at = new Date()): Promise<void> {
    await writeFile(file(jobId, '.lease'), JSON.stringify(holder));
    await utimes(file(jobId, '.lease'), at, at);
  }

  it.each([
    ['its process is dead', LOST, new Date()],
    ['an earlier process with our pid ran it', { ...LOST, pid: process.pid }, new Date()],
    ['its lease on another host was not renewed', { ...LOST, host: 'elsewhere' }, new Date(Date.now() - 31_000)],
  ])('is interrupted when %s', async (_why, holder, at) => {
    await writeFolder(sampleJob('a'));
    await appendFile(file('a', 'events.jsonl'), '{"seq":3,"tor');
    await utimes(file('a', 'events.jsonl'), LONG_AGO, LONG_AGO);
    await writeLease('a', holder, at);
    const store = openStore();
    // Its files are older than its start, and no job ends before it began.
    const finishedAt = sampleJob('a').startedAt;
    const expected = sampleJob('a', { status: 'interrupted', finishedAt, error: STOPPED });
    expect((await store.list()).jobs).toEqual([expected]);
    expect(JSON.parse(await readFile(file('a', 'manifest.json'), 'utf8'))).toEqual(toManifest(expected));
    expect((await readdir(file('a', ''))).sort()).toEqual(['events.jsonl', 'manifest.json']);
    await store.update(sampleJob('a'));
    await store.append('a', sampleBatch('a', 3, 1));
    expect(await readFile(file('a', 'events.jsonl'))).toEqual(
      Buffer.concat([sampleBatch('a', 0, 3).bytes, sampleBatch('a', 3, 1).bytes]),
    );
  });

  it('is left alone while its lease is good', async () => {
    await writeFolder(sampleJob('a'));
    await writeLease('a', { ...LOST, host: 'elsewhere' });
    await writeFolder(sampleJob('b'));
    await writeLease('b', { ...LOST, pid: process.ppid });
    const store = openStore();
    expect((await store.list()).jobs.map(({ status }) => status)).toEqual(['running', 'running']);
    const refused = { code: 'illegal_move' };
    await expect(store.append('a', sampleBatch('a', 3, 1))).rejects.toMatchObject(refused);
    await expect(store.update(sampleJob('a'))).rejects.toMatchObject(refused);
    await expect(store.delete('a')).rejects.toMatchObject(refused);
  });

  it.each([
    ['done', 3, 0],
    ['interrupted', 4, 0],
    ['interrupted', 3, 3],
  ])('is %s for the next store with 3 of %i trials and 0 of %i scorings in its log', async (status, trials, scorings) => {
    const first = openStore();
    await first.create(sampleJob('a', { plannedTrials: trials, plannedScorings: scorings }));
    await first.append('a', sampleBatch('a', 0, 3));
    await first.close();
    const next = openStore();
    await next.recover();
    expect(await next.find('a')).toMatchObject({ status });
    expect(await next.summary('a')).toEqual(status === 'done' ? expect.objectContaining({ trial_count: 3, status }) : null);
  });

  it('is interrupted for the next store when the one that ran it was closed, and waits on where it waited', async () => {
    const first = openStore();
    await first.create(sampleJob('a'));
    await first.create(sampleJob('b', { status: 'queued' }));
    await first.close();
    const next = openStore();
    await next.recover();
    expect(await next.find('a')).toMatchObject({ status: 'interrupted', error: STOPPED });
    expect(await next.find('b')).toEqual(sampleJob('b', { status: 'queued' }));
  });

  it('never ends before it started, though the clock was set back', async () => {
    const store = openStore(clockAt(Date.parse('2026-03-01T10:00:00.000Z')));
    await store.create(sampleJob('a'));
    const ended = await store.finish('a', { ...sampleEnd, finishedAt: '2026-03-01T09:00:00.000Z' }, null);
    expect(ended.finishedAt).toBe('2026-03-01T10:00:00.000Z');
    await writeFolder(sampleJob('b', { startedAt: '2999-03-01T10:00:00.000Z' }));
    await writeLease('b', LOST);
    expect(await store.find('b')).toMatchObject({ status: 'interrupted', finishedAt: '2999-03-01T10:00:00.000Z' });
  });

  it('is shown with what can be read where one of its files is a link to itself, and nothing of a foreign file', async () => {
    const store = openStore();
    await finishedJob(store, 'a', 2);
    await rm(file('a', 'events.jsonl'));
    await symlink('events.jsonl', file('a', 'events.jsonl'));
    expect(await seqsOf(store.read('a', 0))).toEqual([]);
    expect(await store.inspect('a')).toMatchObject({ status: 'done' });
    await writeFolder(sampleJob('b'));
    await writeFile(join(root, 'secret'), 'root:x:0:0');
    await rm(file('b', 'manifest.json'));
    await symlink(join(root, 'secret'), file('b', 'manifest.json'));
    expect(await store.find('b')).toMatchObject({ error: "manifest.json can't be read: it holds no JSON" });
  });

  it('ends as its summary says if it waited when that was written', async () => {
    await writeFolder(sampleJob('a', { status: 'queued' }), Buffer.from(''));
    await writeFile(file('a', 'summary.json'), JSON.stringify({ job_id: 'a', status: 'cancelled' }));
    await writeLease('a', LOST);
    expect(await openStore().find('a')).toMatchObject({ status: 'cancelled', error: null });
  });

  it('ends as its summary says when that was written', async () => {
    await writeFolder(sampleJob('a'));
    await writeFile(file('a', 'summary.json'), JSON.stringify({ job_id: 'a', status: 'error', error: 'no such file' }));
    await writeLease('a', LOST);
    expect(await openStore().find('a')).toMatchObject({ status: 'error', error: 'no such file' });
  });

  it('of another server is only shown as interrupted, and runs again when its files move', async () => {
    await writeFolder(sampleJob('a'));
    const manifest = await readFile(file('a', 'manifest.json'));
    const store = openStore(clockAt(Date.now() + 10 * 60_000));
    expect((await store.list()).jobs).toMatchObject([{ id: 'a', status: 'interrupted', error: STOPPED }]);
    expect(await readFile(file('a', 'manifest.json'))).toEqual(manifest);
    const later = new Date(Date.now() + 9 * 60_000);
    await utimes(file('a', 'events.jsonl'), later, later);
    expect(await store.find('a')).toEqual(sampleJob('a'));
  });

  it('of another server runs while its files are new', async () => {
    await writeFolder(sampleJob('a'));
    expect((await openStore().list()).jobs).toEqual([sampleJob('a')]);
  });

  it('takes no more events from a process that lost it', async () => {
    let asleepMs = 60_000;
    const frozen = openStore({ now: () => new Date(Date.now() - asleepMs).toISOString() });
    await frozen.create(sampleJob('a'));
    asleepMs = 0;
    const other = openStore();
    expect(await other.find('a')).toMatchObject({ status: 'interrupted' });
    await expect(frozen.append('a', sampleBatch('a', 0, 1))).rejects.toMatchObject({ code: 'illegal_move' });
    await expect(frozen.finish('a', sampleEnd, null)).rejects.toMatchObject({ code: 'illegal_move' });
    expect(await frozen.find('a')).toEqual(await other.find('a'));
    expect(await readFile(file('a', 'events.jsonl'), 'utf8')).toBe('');
  });
});

describe('a job whose end the disk does not take', () => {
  const GONE = 'the folder of the job is gone';
  const failed = { ...sampleEnd, status: 'error', error: 'the program failed' } as const;
  let nowMs: number;
  let store: FileJobStore;

  beforeEach(async () => {
    nowMs = Date.now();
    store = openStore({ now: () => new Date(nowMs).toISOString() });
    await store.create(sampleJob('a'));
    await store.append('a', sampleBatch('a', 0, 3));
  });

  afterEach(async () => {
    await rename(`${root}-away`, root).catch(() => undefined);
  });

  const losses: [string, () => Promise<void>][] = [
    ['its folder is removed', () => rm(file('a', ''), { recursive: true })],
    ['the jobs folder is removed', () => rm(join(root, 'jobs'), { recursive: true })],
    ['the jobs folder is moved away', () => rename(join(root, 'jobs'), join(root, 'moved'))],
    ['the projects root is renamed', () => rename(root, `${root}-away`)],
    [
      'the jobs folder becomes a file',
      async () => {
        await rm(join(root, 'jobs'), { recursive: true });
        await writeFile(join(root, 'jobs'), '');
      },
    ],
  ];

  it.each(losses)('takes no more events once it is seen that %s, and is in error', async (_what, lose) => {
    await lose();
    nowMs += 60_000;
    await expect(store.append('a', sampleBatch('a', 3, 1))).rejects.toMatchObject({ code: 'unavailable', message: GONE });
    const settled = await store.finish('a', { ...failed, error: GONE }, sampleSummary);
    expect(settled).toMatchObject({ status: 'error', error: `${GONE}; its end is not on disk yet (${GONE})` });
    expect(await store.find('a')).toEqual(settled);
    expect((await store.list()).jobs).toEqual([settled]);
    expect(await store.summary('a')).toMatchObject({ status: 'error', error: GONE });
    await seqsOf(store.read('a', 0));
  });

  it.each(losses)('is in error when %s just before it would be done', async (_what, lose) => {
    await lose();
    const settled = await store.finish('a', sampleEnd, sampleSummary);
    expect(settled).toMatchObject({
      status: 'error',
      finishedAt: sampleEnd.finishedAt,
      error: expect.stringMatching(/^its events are gone; its end is not on disk yet \((ENOENT|ENOTDIR): [\w ]+\)$/),
    });
    expect((await store.list()).jobs).toEqual([settled]);
    expect(await store.summary('a')).toBeNull();
    await expect(store.append('a', sampleBatch('a', 3, 1))).rejects.toMatchObject({ code: 'illegal_move' });
  });

  it('has its end written when its folder comes back', async () => {
    await rename(join(root, 'jobs'), join(root, 'moved'));
    await store.finish('a', failed, sampleSummary);
    await rename(join(root, 'moved'), join(root, 'jobs'));
    await store.close();
    expect((await readdir(file('a', ''))).sort()).toEqual(['events.jsonl', 'manifest.json', 'summary.json']);
    const next = openStore();
    expect(await next.find('a')).toEqual(sampleJob('a', failed));
    expect(await seqsOf(next.read('a', 0))).toEqual([0, 1, 2]);
  });

  it('is done all the same while its events are there, and says what is missing until there is room', async () => {
    const patient = new FileJobStore(root, undefined, { retryMs: 1 });
    stores.push(patient);
    await patient.create(sampleJob('b'));
    await mkdir(file('b', 'summary.json'));
    const settled = await patient.finish('b', sampleEnd, sampleSummary);
    expect(settled).toEqual(doneJob('b', { error: 'its end is not on disk yet (EISDIR: illegal operation on a directory)' }));
    expect(await patient.find('b')).toEqual(settled);
    expect(JSON.parse(await readFile(file('b', 'manifest.json'), 'utf8'))).toMatchObject({ status: 'running' });
    await rm(file('b', 'summary.json'), { recursive: true });
    while ((await patient.find('b'))?.error !== null) await setImmediate();
    expect(await patient.find('b')).toEqual(doneJob('b'));
    expect(await patient.summary('b')).toMatchObject({ status: 'done', trial_count: 3 });
    expect((await readdir(file('b', ''))).sort()).toEqual(['events.jsonl', 'manifest.json', 'summary.json']);
  });

  it('is interrupted after a restart if its end was never written', async () => {
    await mkdir(file('a', 'summary.json'));
    await store.finish('a', sampleEnd, sampleSummary);
    await store.close();
    await rm(file('a', 'summary.json'), { recursive: true });
    expect(await openStore().find('a')).toMatchObject({ status: 'interrupted', error: STOPPED });
  });

  it('is left to another process that has ended it in the meantime', async () => {
    await mkdir(file('a', 'summary.json'));
    await store.finish('a', sampleEnd, sampleSummary);
    expect(await openStore(clockAt(nowMs + 60_000)).find('a')).toMatchObject({ status: 'interrupted' });
    await store.close();
    expect(JSON.parse(await readFile(file('a', 'manifest.json'), 'utf8'))).toMatchObject({ status: 'interrupted' });
  });

  it('can be deleted, and made anew', async () => {
    await rm(file('a', ''), { recursive: true });
    await store.finish('a', failed, null);
    await expect(store.create(sampleJob('a'))).rejects.toMatchObject({ code: 'already_exists' });
    await store.delete('a');
    expect((await store.list()).jobs).toEqual([]);
    await store.create(sampleJob('a'));
    expect(await store.find('a')).toEqual(sampleJob('a'));
  });

  it('can go on once its end is written', async () => {
    await mkdir(file('a', 'summary.json'));
    await store.finish('a', failed, sampleSummary);
    await expect(store.update(sampleJob('a'))).rejects.toMatchObject({ code: 'unavailable' });
    await rm(file('a', 'summary.json'), { recursive: true });
    await store.update(sampleJob('a'));
    await store.append('a', sampleBatch('a', 3, 1));
    expect(await store.finish('a', sampleEnd, null)).toEqual(doneJob('a'));
  });

  it('goes on when only its lease is removed, and has one again', async () => {
    await rm(file('a', '.lease'));
    nowMs += 60_000;
    await store.append('a', sampleBatch('a', 3, 1));
    expect(await readdir(file('a', ''))).toContain('.lease');
    expect(await store.finish('a', sampleEnd, sampleSummary)).toEqual(doneJob('a'));
  });

  it('ends when files may grow no more', async () => {
    const script = join(import.meta.dirname, 'finish-when-full.fixture.ts');
    const command = 'ulimit -f 2; exec "$0" "$1" "$2"';
    const { stdout } = await promisify(execFile)('bash', ['-c', command, process.execPath, script, root]);
    expect(JSON.parse(stdout)).toMatchObject({
      appended: 'EFBIG',
      settled: { status: 'error', error: 'no room; its end is not on disk yet (EFBIG: file too large)' },
      listed: [{ id: 'full', status: 'error' }, { id: 'a' }],
    });
    expect(await store.find('full')).toMatchObject({ status: 'interrupted' });
  });
});

describe('the search for damage', () => {
  it('is made by what inspects a job or reads its events, not by what finds it', async () => {
    await writeFolder(doneJob('a'), Buffer.from('x\n'));
    const store = openStore();
    expect(await store.find('a')).toEqual(doneJob('a'));
    expect(await store.inspect('a')).toMatchObject({ error: "events.jsonl line 1 can't be read and was left out" });
    expect(await store.find('a')).toEqual(await store.inspect('a'));
  });

  it('does not read again what this process wrote itself', async () => {
    const store = openStore();
    await finishedJob(store, 'a', 3);
    const bytes = await readFile(file('a', 'events.jsonl'));
    await writeFile(file('a', 'events.jsonl'), bytes.fill('x', 0, 10));
    expect(await store.inspect('a')).toEqual(doneJob('a'));
    expect(await seqsOf(store.read('a', 0))).toEqual([1, 2]);
    expect(await openStore().inspect('a')).toMatchObject({ error: "events.jsonl line 1 can't be read and was left out" });
  });
});

describe('a very long log', () => {
  it('is read from any event on, as one that another process writes too', async () => {
    await writeFolder(doneJob('a'), Buffer.from(sampleBatch('a', 0, 20_000).bytes));
    const store = openStore();
    expect(await seqsOf(store.read('a', 19_998))).toEqual([19_998, 19_999]);
    const all = Array.from({ length: 20_000 }, (_, seq) => seq);
    expect(await seqsOf(store.read('a', 0))).toEqual(all);
    expect(await seqsOf(store.read('a', 12_345))).toEqual(all.slice(12_345));
  });

  it('comes in pieces of moderate size', async () => {
    await writeFolder(doneJob('a'), Buffer.from(sampleBatch('a', 0, 5_000).bytes));
    const sizes = (await batchesOf(openStore().read('a', 0))).map(({ bytes }) => bytes.length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(64 * 1024);
    expect(sizes.length).toBeGreaterThan(5);
  });

  it('is another one when its file was replaced', async () => {
    await writeFolder(doneJob('a'), Buffer.from(sampleBatch('a', 0, 500).bytes));
    const store = openStore();
    expect(await seqsOf(store.read('a', 498))).toEqual([498, 499]);
    await rm(file('a', ''), { recursive: true });
    await writeFolder(doneJob('a'), Buffer.from(sampleBatch('a', 0, 2).bytes));
    expect(await seqsOf(store.read('a', 0))).toEqual([0, 1]);
  });
});
