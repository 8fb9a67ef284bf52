import { hash, randomUUID } from 'node:crypto';
import { mkdir, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { encodeEvents } from '../../src/domain/event-batch.ts';
import type { Job } from '../../src/domain/job.ts';
import type { JobEvent } from '../../src/domain/job-event.ts';
import { summaryDocument, toManifest } from '../../src/domain/job-manifest.ts';
import { newJobFold } from '../../src/domain/run-of-job.ts';
import { sampleJob } from '../contracts/sample-job.ts';
import { temporaryRoot, type TemporaryRoot } from '../fixtures/temporary-root.ts';
import { type JobDocument, RunningServer } from './running-server.ts';
import { WsClient } from './ws-client.ts';

interface Scored {
  /** The content of the example: equal contents are equal rows. */
  readonly example: string;
  readonly replicate?: number;
  /** By look; `null` for one that failed. */
  readonly looks: readonly (number | null)[];
}

interface ComparedMean {
  readonly run_id: string;
  readonly mean: number;
  readonly interval: readonly [number, number] | null;
  readonly interval_method: string;
}

interface Compared {
  readonly best_run_per_metric: Readonly<Record<string, string>>;
  readonly overall_best_run: string;
  readonly metric_summaries: readonly { readonly means: readonly ComparedMean[] }[];
  readonly pairwise_results: readonly { readonly run_a_mean: number; readonly run_b_mean: number; readonly n: number }[];
}

interface WireRun {
  readonly run_id: string;
  readonly experiment_id: string;
  readonly status: string;
  readonly num_samples: number;
  readonly metrics: Readonly<Record<string, number>>;
}

interface ListedResult {
  readonly run_id: string | null;
  readonly metrics: Readonly<
    Record<string, { readonly mean: number; readonly n: number; readonly interval: readonly [number, number] | null }>
  >;
}

interface Aggregated {
  readonly metrics: readonly { readonly distribution: { readonly counts: readonly number[] } }[];
}

const METRIC = 'label_correctness';

const NAMES = ['killed', 'failed look', 'unbalanced', 'balanced', 'mostly right', 'mostly wrong', 'broken'] as const;
type Name = (typeof NAMES)[number];
const IDS = Object.fromEntries(NAMES.map((name) => [name, randomUUID()])) as Record<Name, string>;

/** Events as promptuna-server wrote them: without the rows' places. */
function eventsOf(jobId: string, trials: readonly Scored[]): JobEvent[] {
  const bodies = trials.flatMap(({ example, replicate = 0, looks }): Pick<JobEvent, 'type' | 'payload'>[] => {
    const trialId = hash('sha256', `${example}#${replicate}`).slice(0, 16);
    const trial = {
      status: 'success',
      trial_id: trialId,
      example: { inputs: { q: example }, reference: null },
      replicate,
    } as const;
    const metric = { name: METRIC, description: 'It is right.', kind: 'llm_judge' } as const;
    const scorings = looks.map((normalized, look) => ({
      trial_id: trialId,
      metric,
      replicate: look,
      ...(normalized === null
        ? ({ status: 'failed', error: { type: 'Error', message: 'no answer' } } as const)
        : ({ status: 'success', score: { raw: normalized, normalized, reason: '' } } as const)),
    }));
    return [{ type: 'trial', payload: trial }, ...scorings.map((payload) => ({ type: 'scoring', payload }) as const)];
  });
  return bodies.map((body, seq) => ({ seq, job_id: jobId, step_index: 0, ...body }));
}

function repeated(count: number, example: (index: number) => string, score: number): Scored[] {
  return Array.from({ length: count }, (_, index) => ({ example: example(index), looks: [score] }));
}

/** 60 equal rows, then 20 of their own. */
function sixtyOfEighty(scoreOfEqual: number): Scored[] {
  return [...repeated(60, () => 'equal', scoreOfEqual), ...repeated(20, (index) => `own${index}`, 1 - scoreOfEqual)];
}

function intervalCell(end: number | undefined): string {
  return (end ?? NaN).toFixed(3).replace('-', '−');
}

const KILLED: readonly Scored[] = [
  ...repeated(19, (index) => `right${index}`, 1),
  ...repeated(3, (index) => `wrong${index}`, 0),
];

const UNBALANCED: readonly Scored[] = [
  { example: 'x', looks: [1, null] },
  { example: 'x', replicate: 1, looks: [0, 1] },
  { example: 'y', looks: [0] },
];

const BALANCED: readonly Scored[] = [
  { example: 'x', looks: [1] },
  { example: 'x', replicate: 1, looks: [0] },
  { example: 'y', looks: [1] },
  { example: 'y', replicate: 1, looks: [1] },
];

describe('one job on every surface', () => {
  let root: TemporaryRoot;
  let server: RunningServer;

  beforeAll(async () => {
    root = await temporaryRoot('arithmetic');
    await archive('killed', KILLED, { status: 'running', finishedAt: null, plannedTrials: 100, plannedScorings: 100 });
    await archive('failed look', [
      { example: 'a', looks: [1, null] },
      { example: 'b', looks: [0, 0] },
    ]);
    await archive('unbalanced', UNBALANCED, { spec: { ...sampleJob('unbalanced').spec, repeats: 2 } });
    await archive('balanced', BALANCED, { spec: { ...sampleJob('balanced').spec, repeats: 2 } });
    await archive('mostly right', sixtyOfEighty(1));
    await archive('mostly wrong', sixtyOfEighty(0));
    await archive('broken', KILLED);
    await writeFile(join(root.path, 'jobs', IDS.broken, 'manifest.json'), '{ "job_id":');
    server = await RunningServer.start({}, root);
  });

  afterAll(() => server.close());

  async function archive(name: Name, trials: readonly Scored[], change: Partial<Job> = {}): Promise<void> {
    const jobId = IDS[name];
    const job = sampleJob(jobId, { status: 'done', finishedAt: '2026-03-01T10:01:00.000Z', ...change });
    const folder = join(root.path, 'jobs', jobId);
    await mkdir(folder, { recursive: true });
    await writeFile(join(folder, 'manifest.json'), JSON.stringify(toManifest(job)));
    await writeFile(join(folder, 'events.jsonl'), encodeEvents(eventsOf(jobId, trials)).bytes);
    if (job.status === 'done') {
      const fold = newJobFold(job.spec);
      for (const event of eventsOf(jobId, trials)) fold.add(event);
      await writeFile(join(folder, 'summary.json'), JSON.stringify(summaryDocument(job, fold.summary())));
    }
    // Long ago: a running job whose files have been silent since then was killed.
    for (const file of ['manifest.json', 'events.jsonl']) await utimes(join(folder, file), 0, 0);
  }

  async function listed(jobId: string): Promise<WireRun | undefined> {
    const { body } = await server.get<readonly WireRun[]>('/api/runs');
    return body.find(({ run_id: runId }) => runId === jobId);
  }

  /** What the list says of a run. */
  async function inResults(runId: string, metric: string): Promise<ListedResult['metrics'][string] | undefined> {
    const { body } = await server.get<{ results: readonly ListedResult[] }>('/api/results?limit=100');
    return body.results.find(({ run_id: listedId }) => listedId === runId)?.metrics[metric];
  }

  /** The means of runs in a comparison are those of the list, to the twelfth digit. */
  async function expectComparedAsListed(runIds: readonly string[], metric: string, methods: readonly string[]): Promise<void> {
    const { body } = await server.post<Compared>('/api/compare', { run_ids: runIds });
    const means = body.metric_summaries[0]?.means ?? [];
    expect(means.map(({ interval_method: method }) => method)).toEqual(methods);
    for (const { run_id: runId, mean, interval } of means) {
      const { mean: listedMean, interval: listedInterval } = (await inResults(runId, metric)) ?? { mean: NaN, interval: null };
      const [low, high] = listedInterval ?? [];
      expect(mean).toBeCloseTo(listedMean, 12);
      expect(interval).toEqual([expect.closeTo(low ?? NaN, 12), expect.closeTo(high ?? NaN, 12)]);
    }
  }

  /** Mean and examples of the metric's row in the report's table. */
  async function reported(jobId: string): Promise<{ mean: number; n: number }> {
    const { body } = await server.get<string>(`/api/jobs/${jobId}/report`);
    const cells =
      body
        .split('\n')
        .find((line) => line.startsWith(`| \`${METRIC}\``))
        ?.split('|') ?? [];
    return { mean: Number(cells[3]), n: Number(cells[6]) };
  }

  it.each<[Name, string, number, number, number]>([
    ['killed', 'failed', 22, 22, 19 / 22],
    ['failed look', 'completed', 2, 2, 0.5],
    ['unbalanced', 'completed', 2, 2, 0.375],
    ['mostly right', 'completed', 80, 80, 0.75],
    ['mostly wrong', 'completed', 80, 80, 0.25],
    ['broken', 'failed', 22, 22, 19 / 22],
  ])('of %s has one status, number of samples and mean over examples', async (name, status, samples, examples, mean) => {
    const jobId = IDS[name];
    const run = { run_id: jobId, status, num_samples: samples, metrics: { [METRIC]: expect.closeTo(mean, 12) as unknown } };
    const experiment = name === 'broken' ? 'default' : 'classify_sentiment';
    expect(await listed(jobId)).toMatchObject({ ...run, experiment_id: experiment });
    expect((await server.get(`/api/runs/${jobId}`)).body).toMatchObject({ ...run, experiment_id: experiment });
    expect(await reported(jobId)).toEqual({ mean: Number(mean.toFixed(3)), n: examples });
  });

  it.each<[Name, number]>([
    ['killed', 22],
    ['failed look', 2],
    ['unbalanced', 2],
    ['balanced', 2],
    ['mostly right', 80],
    ['broken', 22],
  ])('of %s has one interval, over its examples', async (name, n) => {
    const jobId = IDS[name];
    const inList = await inResults(jobId, METRIC);
    const [low, high] = inList?.interval ?? [];
    expect(inList).toMatchObject({ n, interval: [expect.any(Number), expect.any(Number)] });
    const shown = {
      n,
      mean: expect.closeTo(inList?.mean ?? NaN, 12) as unknown,
      interval: [expect.closeTo(low ?? NaN, 12), expect.closeTo(high ?? NaN, 12)] as unknown,
    };
    const { body: ofRun } = await server.get<Aggregated>(`/api/runs/${jobId}/samples/aggregate`);
    expect(ofRun.metrics).toMatchObject([{ metric: METRIC, ...shown }]);
    if (name !== 'broken') {
      const { body: ofJob } = await server.get<Aggregated>(`/api/jobs/${jobId}/trials/aggregate`);
      expect(ofJob.metrics).toMatchObject([shown]);
    }
    const markdown = await server.get<string>(`/api/jobs/${jobId}/report`);
    expect(markdown.body).toContain(`${intervalCell(low)} to ${intervalCell(high)}`);
  });

  it('of an import with repeats has one mean and interval too', async () => {
    const scores = { a: [1, 1, 1, 1], b: [0], c: [1, 0] };
    const samples = Object.entries(scores).flatMap(([id, tries]) => tries.map((m) => ({ id, scores: { m } })));
    const imported = await server.post('/api/runs', { run_id: 'tries', samples });
    expect(imported).toMatchObject({ status: 201, body: { num_samples: 3, total_samples: 7, metrics: { m: 0.5 } } });
    const inList = await inResults('tries', 'm');
    const shown = { n: 3, mean: 0.5, interval: [expect.closeTo(0.0362, 4), expect.closeTo(0.9638, 4)] as unknown };
    expect(inList).toMatchObject(shown);
    const { body } = await server.get<Aggregated>('/api/runs/tries/samples/aggregate?slice_by=tags');
    expect(body).toMatchObject({ samples: 7, metrics: [shown], slices: [{ samples: 7, metrics: [{ n: 3, mean: 0.5 }] }] });
    expect(body.metrics[0]?.distribution.counts.reduce((sum, count) => sum + count, 0)).toBe(7);
    expect((await server.get('/api/runs/tries')).body).toMatchObject({ num_samples: 3, total_samples: 7, metrics: { m: 0.5 } });
    const others = ['a', 'b', 'c'].map((id, at) => ({ id, scores: { m: at } }));
    expect((await server.post('/api/runs', { run_id: 'others', samples: others })).status).toBe(201);
    await expectComparedAsListed(['tries', 'others'], 'm', ['wilson-effective', 't']);
  });

  it('has the interval of the list in a comparison too', async () => {
    await expectComparedAsListed([IDS.killed, IDS.broken], METRIC, ['wilson', 'wilson']);
    await expectComparedAsListed([IDS.unbalanced, IDS.balanced], METRIC, ['wilson-effective', 'wilson-effective']);
  });

  it.each<[Name, string, number, number]>([
    ['killed', 'failed', 22, 19 / 22],
    ['failed look', 'completed', 2, 0.5],
    ['unbalanced', 'completed', 2, 0.375],
    ['mostly right', 'completed', 80, 0.75],
    ['broken', 'failed', 22, 19 / 22],
  ])('of %s has the same over the WebSocket', async (name, status, samples, mean) => {
    const client = await WsClient.open(server.url);
    client.send({ type: 'subscribe', run_id: IDS[name] });
    const completed = (await client.upTo('run_completed', IDS[name])).at(-1);
    client.socket.close();
    expect(completed?.data).toMatchObject({
      experiment_id: name === 'broken' ? 'default' : 'classify_sentiment',
      status,
      num_samples: samples,
      metrics: { [METRIC]: expect.closeTo(mean, 12) as unknown },
    });
  });

  it.each<[Name, object, { readonly mean: number; readonly n: number }]>([
    ['killed', { trial_count: 22, scoring_count: 22 }, { mean: 19 / 22, n: 22 }],
    ['failed look', { trial_count: 2, scoring_count: 4, scoring_failure_rate: 0.25 }, { mean: 1 / 3, n: 3 }],
    ['unbalanced', { trial_count: 3, scoring_count: 5, scoring_failure_rate: 0.2 }, { mean: 0.5, n: 4 }],
    ['mostly right', { trial_count: 80 }, { mean: 0.75, n: 80 }],
    ['broken', { trial_count: 22 }, { mean: 19 / 22, n: 22 }],
  ])('of %s has a summary that averages over scorings', async (name, counts, { mean, n }) => {
    // Without a manifest the document is not what the API describes, so it is not checked here.
    const answer = await fetch(`${server.url}/api/jobs/${IDS[name]}`);
    const { summary } = (await answer.json()) as JobDocument;
    const averaged = { mean: expect.closeTo(mean, 12) as unknown, n };
    expect(summary).toMatchObject({ ...counts, per_metric: { [METRIC]: averaged } });
  });

  it('prefers the run that is right on more rows, equal ones counted', async () => {
    const { body } = await server.post<Compared>('/api/compare', { run_ids: [IDS['mostly right'], IDS['mostly wrong']] });
    expect(body).toMatchObject({
      best_run_per_metric: { [METRIC]: IDS['mostly right'] },
      // Most of the rows are equal, so that there is little evidence.
      overall_best_run: null,
      pairwise_results: [{ run_a_mean: 0.75, run_b_mean: 0.25, n: 80 }],
    });
  });

  it('gives the place of each row in its dataset when they run in another order', async () => {
    const jobId = await server.startJob('evaluate', {
      project: 'arithmetic',
      program: 'add',
      prompt: 'plain',
      examples: 'five',
      model: 'local:echo',
      metrics: ['correct'],
      seed: 7,
    });
    const { events } = await server.settledJob(jobId);
    const rows = events.flatMap(({ type, payload }) => (type === 'trial' && 'row' in payload ? [payload.row] : []));
    expect(rows.toSorted()).toEqual([0, 1, 2, 3, 4]);
    expect(rows).not.toEqual([0, 1, 2, 3, 4]);
    expect(await listed(jobId)).toMatchObject({ num_samples: 5, metrics: { correct: 1 } });
  });
});
