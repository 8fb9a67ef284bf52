import { mkdir, mkdtemp, rm, stat, truncate, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { scoringEvent, trialEvent } from '../../../test/contracts/run-store.contract.ts';
import { sampleEnd, sampleJob } from '../../../test/contracts/sample-job.ts';
import { eventLine } from '../../domain/event-batch.ts';
import { toManifest } from '../../domain/job-manifest.ts';
import type { Job } from '../../domain/job.ts';
import { Storage } from '../open-storage.ts';

const ENDED = { status: 'done', finishedAt: sampleEnd.finishedAt } as const;
const SEARCH: Job = sampleJob('search', { ...ENDED, spec: { ...sampleJob('search').spec, kind: 'optimize', steps: 1 } });
const WHEN = new Date('2026-03-01T12:00:00Z');

type Event = Parameters<typeof eventLine>[0];

/** Trials that each have a score: as many bytes for the ids a, b and c, d. */
function scoredTrials(ids: readonly string[], score: number): object[] {
  return ids.flatMap((id, row) => [trialEvent(id, { row }), scoringEvent(id, score, { row })]);
}

function stepOf(stepIndex: number, ids: readonly string[], template = 'one'): object[] {
  const proposal = { prompt_template: template, thinking: null, advice: null };
  const summary = { overall: { mean: 1, sd: 0, n: 1 }, per_metric: {}, failure_rate: 0, scoring_failure_rate: 0 };
  return [
    { type: 'proposal', payload: proposal },
    ...scoredTrials(ids, 1),
    { type: 'step', payload: { ...proposal, score: 1, summary } },
  ].map((event) => ({ ...event, step_index: stepIndex }));
}

describe.each([
  ['threads of its own', true],
  ['one thread', false],
])('a log that is replaced under an index with %s', (_what, hasThreads) => {
  let root: string;
  let storage: Storage;

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'assay-replaced-'));
    storage = await Storage.open({ projectsRoot: root, storageDir: join(root, 'storage'), hasThreads });
  });

  afterEach(async () => {
    await storage.close();
    await rm(root, { recursive: true, force: true });
  });

  /** Writes over the log in its place; its time stays, so that only its lines tell. */
  async function writeLog(jobId: string, events: readonly object[]): Promise<number> {
    const file = join(root, 'jobs', jobId, 'events.jsonl');
    // A list waits for what is read in the background, which would else find the log empty in between.
    await storage.runs.list();
    const lines = events.map((event, seq) => eventLine({ seq, job_id: jobId, step_index: 0, ...event } as Event));
    await writeFile(file, lines.join(''));
    await utimes(file, WHEN, WHEN);
    return (await stat(file)).size;
  }

  async function writeJob(job: Job, events: readonly object[]): Promise<number> {
    await mkdir(join(root, 'jobs', job.id), { recursive: true });
    await writeFile(join(root, 'jobs', job.id, 'manifest.json'), JSON.stringify(toManifest(job)));
    return writeLog(job.id, events);
  }

  async function exportedIds(jobId: string): Promise<string[]> {
    const ids: string[] = [];
    for await (const batch of storage.runs.samples(jobId, { offset: 0 })) ids.push(...batch.map(({ id }) => id));
    return ids;
  }

  const readers: readonly (readonly [what: string, read: (jobId: string) => Promise<unknown>, expected: unknown])[] = [
    [
      'page',
      async (jobId) =>
        (await storage.runs.page(jobId, { limit: 9 })).samples.map(({ id, events }) => [id, events?.trial['seq']]),
      [
        ['c', 0],
        ['d', 2],
      ],
    ],
    ['sample', async (jobId) => (await storage.runs.sample(jobId, 1))?.sample.id, 'd'],
    ['export', exportedIds, ['c', 'd']],
    [
      'report',
      async (jobId) => (await storage.runs.jobFigures(jobId, 9)).weakest.map(({ trial }) => trial.trial_id),
      ['c', 'd'],
    ],
    [
      'slices',
      async (jobId) => (await storage.runs.aggregate(jobId, { sliceBy: 'inputs.q' })).metrics.map(({ mean }) => mean),
      [0],
    ],
  ];

  it.each(readers)('is read anew where the %s finds other lines', async (_name, read, expected) => {
    const job = sampleJob('job', ENDED);
    const size = await writeJob(job, scoredTrials(['a', 'b'], 1));
    expect((await storage.runs.find('job'))?.metrics).toEqual({ correct: 1 });
    expect(await writeLog('job', scoredTrials(['c', 'd'], 0))).toBe(size);
    expect(await read('job')).toEqual(expected);
    expect((await storage.runs.find('job'))?.metrics).toEqual({ correct: 0 });
  });

  it('leaves no sample, failure, step or proposal behind that only the earlier one had', async () => {
    await writeJob(SEARCH, [...stepOf(0, ['a', 'b']), ...stepOf(1, ['a', 'b'])]);
    expect(await storage.runs.stepsOf('search')).toEqual([0, 1]);
    await writeLog('search', [...stepOf(0, ['c'], 'x'.repeat(10_000)), { type: 'error', payload: { message: 'no' } }]);
    const { steps, proposals, failures } = await storage.runs.jobFigures('search');
    expect(steps.map(({ stepIndex, trials }) => [stepIndex, trials])).toEqual([[0, 1]]);
    expect(proposals.map(({ stepIndex, proposal }) => [stepIndex, proposal.prompt_template.length])).toEqual([[0, 10_000]]);
    expect(failures).toEqual([]);
    expect(await storage.runs.find('search.1')).toBeUndefined();
  });

  it('leaves no failure behind where only the middle differs', async () => {
    const job = sampleJob('job', ENDED);
    await writeJob(job, [trialEvent('a', { row: 0 }), trialEvent('b', { row: 1, failed: true }), trialEvent('c', { row: 2 })]);
    expect((await storage.runs.jobFigures('job')).failures).toHaveLength(1);
    await writeLog('job', [trialEvent('a', { row: 0 }), trialEvent('b', { row: 1 }), trialEvent('c', { row: 2 })]);
    expect((await storage.runs.jobFigures('job')).failures).toEqual([]);
  });

  it('has nothing but what the index knows of lines that went while it was read', async () => {
    const job = sampleJob('job', { status: 'running' });
    await storage.jobs.create(job);
    const lines = scoredTrials(['a', 'b'], 1).map((event, seq) =>
      eventLine({ seq, job_id: 'job', step_index: 0, ...event } as Event),
    );
    await storage.jobs.append('job', { firstSeq: 0, count: lines.length, bytes: Buffer.from(lines.join('')) });
    await truncate(join(root, 'jobs', 'job', 'events.jsonl'), 10);
    expect((await storage.runs.page('job', { limit: 9 })).samples).toMatchObject([
      { id: 'a', scores: { correct: 1 }, events: null },
      { id: 'b', scores: { correct: 1 }, events: null },
    ]);
  });
});
