import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Job } from '../../src/domain/job.ts';
import { toManifest } from '../../src/domain/job-manifest.ts';
import { sampleJob } from '../contracts/sample-job.ts';
import { temporaryRoot, type TemporaryRoot } from '../fixtures/temporary-root.ts';
import { RunningServer } from './running-server.ts';
import { WsClient, type WsMessage } from './ws-client.ts';

const METRIC = { name: 'label_correctness', description: 'The label is the right one.', kind: 'llm_judge' };
const ENDED = { status: 'done', finishedAt: '2026-03-01T10:01:00.000Z' } as const;

interface ListedRun {
  readonly run_id: string;
  readonly experiment_id: string;
  readonly status: string;
  readonly num_samples: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly created_at: string | null;
}

let root: TemporaryRoot;
let server: RunningServer;

/** A trial, and a look of a judge at it for each of these scores; `null` is a look that failed. */
function trialEvents(row: number, scores: readonly (number | null)[]): object[] {
  const trial = { trial_id: row.toString(16).padStart(16, '0'), row };
  const example = { inputs: { review: `review ${row}` }, reference: true };
  const looks = scores.map((score, replicate) => ({
    type: 'scoring',
    payload: {
      ...trial,
      metric: METRIC,
      replicate,
      ...(score === null
        ? { status: 'failed', error: { type: 'Error', message: 'no answer' } }
        : { status: 'success', score: { raw: score, normalized: score, reason: '' } }),
    },
  }));
  return [{ type: 'trial', payload: { ...trial, example, replicate: 0, status: 'success', output: true } }, ...looks];
}

async function archive(
  job: Job,
  events: readonly object[],
  { summary, manifest }: { summary?: object; manifest?: string } = {},
) {
  const folder = join(root.path, 'jobs', job.id);
  const lines = events.map((event, seq) => `${JSON.stringify({ seq, job_id: job.id, step_index: 0, ...event })}\n`);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'events.jsonl'), lines.join(''));
  await writeFile(join(folder, 'manifest.json'), manifest ?? JSON.stringify(toManifest(job)));
  if (summary !== undefined) await writeFile(join(folder, 'summary.json'), JSON.stringify(summary));
}

beforeAll(async () => {
  root = await temporaryRoot('arithmetic');
  const killed = Array.from({ length: 22 }, (_, row) => trialEvents(row, [row < 19 ? 1 : 0])).flat();
  await archive(sampleJob('killed', { ...ENDED, status: 'interrupted', plannedTrials: 100 }), killed);
  const judged = [...trialEvents(0, [1, null]), ...trialEvents(1, [0, 0])];
  const summary = {
    trial_count: 2,
    scoring_count: 4,
    per_metric: { label_correctness: { mean: 1 / 3, sd: 0.577, n: 3 } },
  };
  await archive(sampleJob('judged', { ...ENDED, plannedTrials: 2, plannedScorings: 4 }), judged, { summary });
  await archive(sampleJob('broken'), trialEvents(0, [1]), { manifest: '{"job_id": "broken", ' });
  server = await RunningServer.start({}, root);
});

afterAll(() => server.close());

async function bothWays(
  runId: string,
): Promise<{ listed: ListedRun | undefined; last: WsMessage | undefined; progress: WsMessage | undefined }> {
  const { body } = await server.get<readonly ListedRun[]>('/api/runs');
  const client = await WsClient.open(server.url);
  client.send({ type: 'subscribe', run_id: runId });
  const messages = await client.upTo('run_completed');
  client.socket.terminate();
  return { listed: body.find(({ run_id }) => run_id === runId), last: messages.at(-1), progress: messages.at(-2) };
}

/** A listed run without the one field that a message does not have. */
function asSent(listed: ListedRun | undefined): object {
  return Object.fromEntries(Object.entries(listed ?? {}).filter(([name]) => name !== 'source'));
}

/** Writes the metadata of a run of Themis, as Themis does. */
async function themisRun(runId: string, fields: object): Promise<void> {
  const folder = join(root.path, '.storage', 'experiments', 'arith', 'runs', runId);
  const metadata = { run_id: runId, experiment_id: 'arith', created_at: '2026-11-22T04:30:31.410321', ...fields };
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'metadata.json'), JSON.stringify(metadata));
}

describe('a subscription to *', () => {
  it('hears of imports and of runs that Themis writes, as they appear, change and end', async () => {
    const samples = [{ id: 'a', prompt: 'p', response: 'r', scores: { m: 1 } }];
    await server.post('/api/runs', { run_id: 'over-before', samples });
    await themisRun('goes-on', { status: 'in_progress' });
    const client = await WsClient.open(server.url);
    client.send({ type: 'subscribe', run_id: '*' });
    await client.upTo('run_started', 'goes-on');
    await themisRun('goes-on', { status: 'failed', error_message: 'RuntimeError: provider rate limit' });
    const failed = (await client.upTo('run_completed', 'goes-on')).at(-1);
    expect(failed?.data).toMatchObject({ status: 'failed', error: 'RuntimeError: provider rate limit', job_id: null });

    await server.post('/api/runs', { run_id: 'imported-later', samples });
    await client.upTo('run_completed', 'imported-later');
    const told = client.messages.map(({ type, run_id: runId }) => `${type} ${runId}`);
    expect(told.filter((text) => text.endsWith('goes-on'))).toEqual([
      'run_started goes-on',
      'run_progress goes-on',
      'run_progress goes-on',
      'run_completed goes-on',
    ]);
    expect(told.filter((text) => text.endsWith('imported-later'))).toHaveLength(3);
    expect(told.filter((text) => text.endsWith('over-before'))).toEqual([]);
    client.socket.terminate();
  });

  it('hears once of a run to which it is subscribed by its id too', async () => {
    const client = await WsClient.open(server.url);
    client.send({ type: 'subscribe', run_id: 'twice' });
    client.send({ type: 'subscribe', run_id: '*' });
    await client.upTo('subscribed', '*');
    await themisRun('twice', { status: 'in_progress' });
    await client.upTo('run_started', 'twice');
    await themisRun('twice', { status: 'completed' });
    await client.upTo('run_completed', 'twice');
    await themisRun('other', { status: 'completed' });
    await client.upTo('run_completed', 'other');
    await themisRun('last', { status: 'completed' });
    await client.upTo('run_completed', 'last');
    const told = client.messages.filter(({ run_id: runId }) => runId === 'twice').map(({ type }) => type);
    expect(told.filter((type) => type === 'run_started')).toHaveLength(1);
    expect(told.filter((type) => type === 'run_completed')).toHaveLength(1);
    client.socket.terminate();
  });
});

describe('a run over the WebSocket is what the list of runs says', () => {
  it('for a job that was killed after 22 trials and has no summary', async () => {
    const { listed, last, progress } = await bothWays('killed');

    expect(listed).toMatchObject({ num_samples: 22, status: 'failed', metrics: { label_correctness: 19 / 22 } });
    expect(last?.data).toMatchObject(asSent(listed));
    expect(progress).toMatchObject({ completed: 44, progress: 1 });
  });

  it('for a judge one of whose looks failed: the mean is over examples', async () => {
    const { listed, last, progress } = await bothWays('judged');

    expect(listed).toMatchObject({ num_samples: 2, metrics: { label_correctness: 0.5 } });
    expect(last?.data).toMatchObject(asSent(listed));
    expect(progress).toMatchObject({ completed: 6, total: 6 });
  });

  it('for a job whose manifest is broken', async () => {
    const { listed, last } = await bothWays('broken');

    expect(listed).toMatchObject({ experiment_id: 'default', num_samples: 1 });
    expect(last?.data).toMatchObject(asSent(listed));
  });
});
