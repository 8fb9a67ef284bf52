import { once } from 'node:events';
import { appendFile, cp, readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { JobEvent } from '../../src/domain/job-event.ts';
import type { StepPayload, TrialPayload } from '../../src/evaluation/event.ts';
import { temporaryRoot } from '../fixtures/temporary-root.ts';
import { ADD_FIVE, eventsOf, type JobDocument, RunningServer } from './running-server.ts';

const SAMPLE = fileURLToPath(new URL('../../samples/classify_sentiment', import.meta.url));
const JOB = { ...ADD_FIVE, model: 'compatible:m', workers: 5 };
const ADDRESS = 'ASSAY_COMPATIBLE_BASE_URL';

/** Asks a model, whose answer does not matter, beside what the fixture has. */
const PROGRAM = `
export const ask = defineProgram<Sum>(async ({ render, complete }) => (await complete(render())).text.length);
`;

let provider: Server;
let server: RunningServer;
let calls: number;
/** Statuses of the next calls; those after them are answered. */
let statuses: number[];

beforeAll(async () => {
  provider = createServer((request, response) => {
    calls += 1;
    const status = statuses.shift() ?? 200;
    request.resume();
    response.writeHead(status, { 'content-type': 'application/json' });
    const message = { role: 'assistant', content: `answer ${calls}` };
    const answer = {
      id: 'a',
      object: 'chat.completion',
      created: 0,
      model: 'm',
      choices: [{ index: 0, message, finish_reason: 'stop' }],
    };
    const usage = { prompt_tokens: 10, completion_tokens: 2, total_tokens: 12 };
    response.end(JSON.stringify(status === 200 ? { ...answer, usage } : { error: { message: 'not now' } }));
  }).listen(0, '127.0.0.1');
  await once(provider, 'listening');
  process.env[ADDRESS] = `http://127.0.0.1:${(provider.address() as AddressInfo).port}/v1`;
  const root = await temporaryRoot('arithmetic');
  await cp(SAMPLE, join(root.path, 'classify_sentiment'), { recursive: true });
  await appendFile(join(root.path, 'arithmetic/programs.ts'), PROGRAM);
  server = await RunningServer.start({ modelMaxRetries: 1 }, root);
});

afterAll(async () => {
  Reflect.deleteProperty(process.env, ADDRESS);
  await server.close();
  provider.closeAllConnections();
  provider.close();
});

beforeEach(() => {
  calls = 0;
  statuses = [];
});

interface Ended extends JobDocument {
  readonly trials: readonly TrialPayload[];
}

async function evaluated(change: object): Promise<Ended> {
  const jobId = await server.startJob('evaluate', { ...JOB, program: 'ask', ...change });
  const events = eventsOf(await server.stream(jobId));
  return { ...(await server.job(jobId)), events, trials: trialsOf(events) };
}

/** In the order of their rows. */
function trialsOf(events: readonly JobEvent[]): readonly TrialPayload[] {
  const trials = events.filter(({ type }) => type === 'trial').map(({ payload }) => payload as TrialPayload);
  return trials.sort((a, b) => (a.row ?? 0) - (b.row ?? 0) || a.replicate - b.replicate);
}

function contents(trials: readonly TrialPayload[]): readonly unknown[] {
  return trials.map(({ telemetry }) => telemetry?.response?.content);
}

function cachedOnes(trials: readonly TrialPayload[]): number {
  return trials.filter(({ telemetry }) => telemetry?.response?.cached === true).length;
}

describe('the cache', () => {
  it('answers a job that was run before without a call, and counts nothing as spent', async () => {
    const first = await evaluated({ cache: true });
    expect([calls, cachedOnes(first.trials)]).toEqual([5, 0]);
    const again = await evaluated({ cache: true });
    expect([calls, cachedOnes(again.trials)]).toEqual([5, 5]);
    expect(contents(again.trials)).toEqual(contents(first.trials));
    expect(again.summary?.telemetry).toMatchObject({ calls: 0, extra_calls: 0, input_tokens: 0, output_tokens: 0 });
    expect(again.manifest.cache).toBe(true);
  });

  it('asks for what is new: another option, or further trials of an example', async () => {
    await evaluated({ cache: true, generation_kwargs: { temperature: 0.5 } });
    expect(calls).toBe(5);
    const repeated = await evaluated({ cache: true, generation_kwargs: { temperature: 0.5 }, repeats: 2 });
    expect([calls, cachedOnes(repeated.trials)]).toEqual([10, 5]);
  });

  it('is not asked by a job that does not want it', async () => {
    await evaluated({ cache: true });
    calls = 0;
    expect(cachedOnes((await evaluated({})).trials)).toBe(0);
    expect(calls).toBe(5);
  });

  it('is true or false', async () => {
    const { status, body } = await server.post('/api/evaluate', { ...JOB, cache: 'yes' });
    expect([status, body.detail]).toEqual([422, expect.stringContaining('cache must be true or false') as unknown]);
  });
});

describe('a recording', () => {
  it('answers as the model did, without a call', async () => {
    const recorded = await evaluated({ record: 'five', metrics: ['correct', 'judged'], repeats: 2 });
    expect(calls).toBe(10);
    const lines = (await readFile(join(server.root.path, 'arithmetic/recordings/five.jsonl'), 'utf8')).trim().split('\n');
    expect(lines).toHaveLength(10 + 20);
    const replayed = await evaluated({ model: 'recorded:five', metrics: ['correct', 'judged'], repeats: 2 });
    expect(calls).toBe(10);
    expect(contents(replayed.trials)).toEqual(contents(recorded.trials));
    expect(rounded(replayed.summary?.per_metric)).toEqual(rounded(recorded.summary?.per_metric));
    expect(cachedOnes(replayed.trials)).toBe(10);
  });

  it('fails a trial that was not recorded, and says how to record it', async () => {
    await evaluated({ record: 'few', limit: 2 });
    const { trials } = await evaluated({ model: 'recorded:few' });
    expect(trials.map(({ status }) => status)).toEqual(['success', 'success', 'failed', 'failed', 'failed']);
    expect(trials[2]?.error).toMatchObject({ type: 'ModelError', kind: 'provider' });
    expect(trials[2]?.error?.message).toContain('the recording few has no answer to this request of the program');
  });

  it('that is not there is an error of the request, with the closest name', async () => {
    await evaluated({ record: 'nightly' });
    const { status, body } = await server.post('/api/evaluate', { ...JOB, model: 'recorded:nightli' });
    expect([status, body.detail]).toEqual([400, expect.stringContaining("did you mean 'nightly'?") as unknown]);
  });

  it.each([
    [{ record: '../five' }, "record is '../five', which is no name"],
    [{ record: 'twice', model: 'recorded:five' }, "can't be recorded again"],
  ])('can not be made with %j', async (change, words) => {
    const { status, body } = await server.post('/api/evaluate', { ...JOB, ...change });
    expect([status, body.detail]).toEqual([400, expect.stringContaining(words) as unknown]);
  });

  it('repeats a search, its proposals included', async () => {
    const search = {
      project: 'classify_sentiment',
      program: 'v1',
      prompt: 'mixed',
      examples: 'full',
      metrics: ['label_correctness'],
      steps: 2,
      limit: 20,
      workers: 4,
    };
    const real = await optimized({ ...search, model: 'local:lexicon', proposer_model: 'local:proposer', record: 'search' });
    const again = await optimized({ ...search, model: 'recorded:search', proposer_model: 'recorded:search' });
    expect(again).toEqual(real);
    expect(real).toHaveLength(3);
  });

  async function optimized(body: object): Promise<readonly StepPayload[]> {
    const { status, body: answer } = await server.post<{ job_id: string }>('/api/optimize', body);
    expect(status).toBe(200);
    const steps = eventsOf(await server.stream(answer.job_id)).filter(({ type }) => type === 'step');
    return steps.map(({ payload }) => rounded(payload) as StepPayload);
  }
});

describe('a provider that is down for a while', () => {
  it('is waited for, and loses no trial', async () => {
    statuses = Array.from({ length: 7 }, () => 502);
    const { trials, manifest } = await evaluated({});
    expect(manifest.status).toBe('done');
    expect(trials.map(({ status }) => status)).toEqual(Array.from({ length: 5 }, () => 'success'));
    expect(calls).toBe(12);
  });
});

describe('a provider that limits calls', () => {
  it('slows a job down, and fails no trial, whatever the retries', async () => {
    statuses = Array.from({ length: 8 }, () => 429);
    const { trials } = await evaluated({});
    expect(trials.map(({ status }) => status)).toEqual(Array.from({ length: 5 }, () => 'success'));
    expect(calls).toBe(13);
  });
});

/** Sums depend in their last digit on the order in which trials end. */
function rounded(value: unknown): unknown {
  return JSON.parse(
    JSON.stringify(value, (_name, each: unknown) => (typeof each === 'number' ? Number(each.toFixed(12)) : each)),
  );
}
