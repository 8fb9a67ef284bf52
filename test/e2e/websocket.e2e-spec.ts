import { once } from 'node:events';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { WebSocket } from 'ws';
import { ADD_FIVE, RunningServer } from './running-server.ts';
import { outline, seqsOf, WsClient, type WsMessage } from './ws-client.ts';

const QUICK = { ...ADD_FIVE, examples: 'hundred', metrics: ['correct'] };
const SLOW = { ...QUICK, model: 'local:echo?latency_ms=20', workers: 10 };
const ALL_SEQS = Array.from({ length: 200 }, (_, seq) => seq);
const RUN_MESSAGES = ['run_started', 'run_progress', 'run_completed'];

let server: RunningServer;
let finished: string;
const clients: WsClient[] = [];

async function connect(): Promise<WsClient> {
  const client = await WsClient.open(server.url);
  clients.push(client);
  return client;
}

async function startOptimize(body: object): Promise<string> {
  const { status, body: answer } = await server.post<{ job_id: string }>('/api/optimize', body);
  expect(status).toBe(200);
  return answer.job_id;
}

function progressOf(messages: readonly WsMessage[], runId: string): number[] {
  return messages
    .filter(({ type, run_id }) => type === 'run_progress' && run_id === runId)
    .map(({ progress = -1 }) => progress);
}

beforeAll(async () => {
  server = await RunningServer.start({ maxRunningJobs: 2, maxQueuedJobs: 4 });
  finished = await server.startJob('evaluate', QUICK);
  await server.settledJob(finished);
});
afterEach(() => {
  for (const client of clients.splice(0)) client.socket.terminate();
});
afterAll(() => server.close());

describe('the WebSocket', () => {
  it('answers a ping with a pong', async () => {
    const client = await connect();
    expect(await client.ask({ type: 'ping' })).toEqual({ type: 'pong' });
  });

  it('answers messages in their order', async () => {
    const client = await connect();
    for (let count = 0; count < 50; count += 1) {
      client.send({ type: 'subscribe', run_id: `unknown-${count}` });
      client.send({ type: 'ping' });
      client.send({ type: 'unsubscribe', run_id: `unknown-${count}` });
    }
    await client.message(150);
    expect(client.messages.map(({ type, run_id }) => [type, run_id])).toEqual(
      Array.from({ length: 50 }, (_, count) => [
        ['subscribed', `unknown-${count}`],
        ['pong', undefined],
        ['unsubscribed', `unknown-${count}`],
      ]).flat(),
    );
  });

  it('tells of a run from its start to its end', async () => {
    const client = await connect();
    const runId = await server.startJob('evaluate', SLOW);
    expect(await client.ask({ type: 'subscribe', run_id: runId })).toEqual({ type: 'subscribed', run_id: runId });
    const messages = await client.upTo('run_completed');
    expect(outline(messages)).toEqual(['subscribed', ...RUN_MESSAGES]);
    expect(messages[1]).toMatchObject({
      data: {
        run_id: runId,
        experiment_id: 'arithmetic',
        status: 'in_progress',
        metrics: {},
        kind: 'evaluate',
        step_index: null,
      },
    });
    expect(messages.at(-2)).toEqual({ type: 'run_progress', run_id: runId, progress: 1, completed: 200, total: 200 });
    expect(messages.at(-1)?.data).toMatchObject({ run_id: runId, status: 'completed', num_samples: 100, error: null });
    expect(messages.at(-1)?.data?.metrics).toEqual({ correct: expect.any(Number) });
  });

  it('never takes progress back', async () => {
    const client = await connect();
    const runId = await server.startJob('evaluate', SLOW);
    client.send({ type: 'subscribe', run_id: runId });
    const progress = progressOf(await client.upTo('run_completed'), runId);
    expect(progress.at(-1)).toBe(1);
    expect(progress).toEqual(progress.toSorted((a, b) => a - b));
    expect(progress.length).toBeGreaterThan(2);
  });

  it('counts every look of a judge as work', async () => {
    const client = await connect();
    const runId = await server.startJob('evaluate', { ...ADD_FIVE, metrics: ['correct', 'judged'] });
    client.send({ type: 'subscribe', run_id: runId });
    const messages = await client.upTo('run_completed');
    expect(messages.at(-2)).toMatchObject({ progress: 1, completed: 20, total: 20 });
  });

  it('tells a client that comes in the middle at once where the run stands', async () => {
    const early = await connect();
    const runId = await server.startJob('evaluate', { ...SLOW, workers: 2 });
    early.send({ type: 'subscribe', run_id: runId });
    await early.until(() => progressOf(early.messages, runId).some((progress) => progress > 0.2));
    const late = await connect();
    late.send({ type: 'subscribe', run_id: runId });
    await late.message(3);
    expect(late.messages.slice(0, 3).map(({ type }) => type)).toEqual(['subscribed', 'run_started', 'run_progress']);
    expect(late.messages[2]?.progress).toBeGreaterThan(0.2);
    await late.upTo('run_completed');
  });

  it('tells of a run that has ended all there is to tell, at once', async () => {
    const client = await connect();
    client.send({ type: 'subscribe', run_id: finished });
    const messages = await client.upTo('run_completed');
    expect(messages.map(({ type }) => type)).toEqual(['subscribed', ...RUN_MESSAGES]);
    expect(messages[2]).toMatchObject({ progress: 1, completed: 200, total: 200 });
    expect(messages[3]?.data).toMatchObject({ status: 'completed', num_samples: 100 });
  });

  it('says of a run that failed why, with progress 1 all the same', async () => {
    const client = await connect();
    const runId = await server.startJob('evaluate', { ...ADD_FIVE, program: 'ends_the_process' });
    client.send({ type: 'subscribe', run_id: runId });
    const messages = await client.upTo('run_completed');
    expect(messages.at(-2)).toMatchObject({ type: 'run_progress', progress: 1, total: 10 });
    expect(messages.at(-1)?.data).toMatchObject({ status: 'failed', error: expect.stringMatching(/process\.exit/) });
  });

  it('lets a run be subscribed to before it is there, and tells of it from its first moment', async () => {
    const client = await connect();
    for (const runId of ['nothing', '../../etc/passwd', 'a.b.c', '🙂', 'comes-later'])
      expect(await client.ask({ type: 'subscribe', run_id: runId })).toEqual({ type: 'subscribed', run_id: runId });

    const samples = [{ id: 'a', prompt: 'p', response: 'r', scores: { m: 1 } }];
    expect((await server.post('/api/runs', { run_id: 'comes-later', samples })).status).toBe(201);
    const messages = await client.upTo('run_completed', 'comes-later');
    expect(messages.slice(5).map(({ type, run_id }) => [type, run_id])).toEqual([
      ['run_started', 'comes-later'],
      ['run_progress', 'comes-later'],
      ['run_completed', 'comes-later'],
    ]);
  });

  it('never completes a run that is in progress', async () => {
    const client = await connect();
    const run = { run_id: 'goes-on', status: 'in_progress' };
    const samples = [
      { id: 'a', prompt: 'p', response: 'r', scores: { m: 1 } },
      { id: 'b', prompt: 'p', response: 'r', scores: {} },
    ];
    expect((await server.post('/api/runs', { ...run, samples })).status).toBe(201);
    client.send({ type: 'subscribe', run_id: 'goes-on' });
    client.send({ type: 'ping' });
    expect(await client.upTo('pong')).toMatchObject([
      { type: 'subscribed' },
      { type: 'run_started', data: { status: 'in_progress' } },
      { type: 'run_progress', progress: 0.5, completed: 1, total: 2 },
      { type: 'pong' },
    ]);
  });

  it('waits for a hundred runs at once, and says so of the next', async () => {
    const client = await connect();
    for (let count = 0; count < 101; count += 1) client.send({ type: 'subscribe', run_id: `unknown-${count}` });
    expect(await client.message(101)).toEqual({
      type: 'error',
      message: 'a connection waits for at most 100 runs that do not exist yet',
      run_id: 'unknown-100',
    });
  });

  it('answers a step that a job will never have with an error about it, and goes on', async () => {
    const client = await connect();
    const runId = `${finished}.0`;
    const message = `Run not found: ${runId}`;
    expect(await client.ask({ type: 'subscribe', run_id: runId })).toEqual({ type: 'error', message, run_id: runId });
    expect(await client.ask({ type: 'ping' })).toEqual({ type: 'pong' });
  });

  it('tells nothing more of a run from which the client has unsubscribed', async () => {
    const client = await connect();
    const runId = await server.startJob('evaluate', SLOW);
    client.send({ type: 'subscribe', run_id: runId, events: true });
    client.send({ type: 'unsubscribe', run_id: runId });
    await client.upTo('unsubscribed');
    const count = client.messages.length;
    await server.settledJob(runId);
    expect(await client.ask({ type: 'ping' })).toEqual({ type: 'pong' });
    expect(client.messages).toHaveLength(count + 1);
    expect(await client.ask({ type: 'unsubscribe', run_id: 'never-subscribed' })).toMatchObject({ type: 'unsubscribed' });
  });

  it('tells who subscribes to * of every run that comes', async () => {
    const client = await connect();
    expect(await client.ask({ type: 'subscribe', run_id: '*' })).toEqual({ type: 'subscribed', run_id: '*' });
    const runIds = await Promise.all([
      server.startJob('run', { ...ADD_FIVE, metrics: undefined }),
      server.startJob('evaluate', QUICK),
    ]);
    for (const runId of runIds) expect(outline(await client.upTo('run_completed', runId), runId)).toEqual(RUN_MESSAGES);

    expect(await client.ask({ type: 'unsubscribe', run_id: '*' })).toMatchObject({ type: 'unsubscribed' });
    const count = client.messages.length;
    await server.settledJob(await server.startJob('evaluate', QUICK));
    await client.ask({ type: 'ping' });
    expect(client.messages).toHaveLength(count + 1);
  });

  it('tells who waits for a queued run when it starts', async () => {
    const client = await connect();
    const long = { ...SLOW, model: 'local:echo?latency_ms=60', limit: 60, workers: 1 };
    const running = await Promise.all([server.startJob('evaluate', long), server.startJob('evaluate', long)]);
    const queued = await server.startJob('evaluate', QUICK);
    expect((await server.job(queued)).manifest.status).toBe('queued');
    client.send({ type: 'subscribe', run_id: queued });
    client.send({ type: 'ping' });
    expect(outline(await client.upTo('pong'))).toEqual(['subscribed', 'pong']);
    expect(outline(await client.upTo('run_completed'), queued)).toEqual(['subscribed', ...RUN_MESSAGES]);
    for (const runId of running) await server.settledJob(runId);
  });
});

describe('events over the WebSocket', () => {
  it('sends the envelopes of the archive, in order, each once, and the end after them', async () => {
    const client = await connect();
    const runId = await server.startJob('evaluate', SLOW);
    client.send({ type: 'subscribe', run_id: runId, events: true });
    const messages = await client.upTo('run_completed');
    expect(seqsOf(messages)).toEqual(ALL_SEQS);
    expect(messages.filter(({ event }) => event).map(({ event }) => event)).toEqual((await server.job(runId)).events);
  });

  it('resumes events at from_seq after a lost connection', async () => {
    const runId = await server.startJob('evaluate', { ...SLOW, workers: 4 });
    const first = await connect();
    first.send({ type: 'subscribe', run_id: runId, events: true });
    await first.until(() => seqsOf(first.messages).length > 50);
    first.socket.terminate();
    await first.closed;
    const seen = seqsOf(first.messages);
    const second = await connect();
    second.send({ type: 'subscribe', run_id: runId, events: true, from_seq: seen.length });
    expect([...seen, ...seqsOf(await second.upTo('run_completed'))]).toEqual(ALL_SEQS);
  });

  it('also sends the events of a run that has ended, from any from_seq', async () => {
    for (const from of [0, 150, 199, 200, 100_000]) {
      const client = await connect();
      client.send({ type: 'subscribe', run_id: finished, events: true, from_seq: from });
      expect(seqsOf(await client.upTo('run_completed'))).toEqual(ALL_SEQS.slice(from));
    }
  });

  it('sends the events of every run with *', async () => {
    const client = await connect();
    client.send({ type: 'subscribe', run_id: '*', events: true });
    await client.upTo('subscribed');
    const runIds = await Promise.all([server.startJob('evaluate', QUICK), server.startJob('evaluate', QUICK)]);
    for (const runId of runIds) {
      const messages = await client.upTo('run_completed', runId);
      expect(seqsOf(messages.filter(({ run_id }) => run_id === runId))).toEqual(ALL_SEQS);
    }
  });

  it('starts the events over when the client subscribes again', async () => {
    const client = await connect();
    client.send({ type: 'subscribe', run_id: finished, events: true });
    await client.upTo('run_completed');
    const count = client.messages.length;
    client.send({ type: 'subscribe', run_id: finished, events: true, from_seq: 190 });
    await client.until(() => client.messages.slice(count).some(({ type }) => type === 'run_completed'));
    expect(seqsOf(client.messages.slice(count))).toEqual(ALL_SEQS.slice(190));
  });

  it('sends events after run_started, also to a client that joins in the middle', async () => {
    const runId = await server.startJob('evaluate', { ...SLOW, workers: 4 });
    while ((await server.job(runId)).events.length < 40);
    const client = await connect();
    client.send({ type: 'subscribe', run_id: runId, events: true });
    const messages = await client.upTo('run_completed');
    const order = ['subscribed', 'run_started', 'run_progress', 'job_event'];
    expect(messages.slice(0, 4).map(({ type }) => type)).toEqual(order);
    expect(seqsOf(messages)).toEqual(ALL_SEQS);
  });

  it('starts the events over, or stops them, when the client subscribes to * again', async () => {
    for (const again of [true, false]) {
      const client = await connect();
      client.send({ type: 'subscribe', run_id: '*', events: true });
      const runId = await server.startJob('evaluate', { ...SLOW, workers: 4 });
      await client.until(() => seqsOf(client.messages).length > 20);
      client.send({ type: 'subscribe', run_id: '*', events: again });
      const messages = await client.upTo('run_completed', runId);
      const since = messages.slice(messages.findLastIndex(({ type }) => type === 'subscribed') + 1);
      expect(since.find(({ type }) => type !== 'job_event')?.type).toBe('run_started');
      expect(seqsOf(since)).toEqual(again ? ALL_SEQS : []);
    }
  });

  it('ends the events that only * asked for together with it, while the run continues', async () => {
    const client = await connect();
    client.send({ type: 'subscribe', run_id: '*', events: true });
    const runId = await server.startJob('evaluate', { ...SLOW, workers: 4 });
    client.send({ type: 'subscribe', run_id: runId });
    await client.until(() => seqsOf(client.messages).length > 20);
    client.send({ type: 'unsubscribe', run_id: '*' });
    const messages = await client.upTo('run_completed', runId);
    expect(seqsOf(messages.slice(messages.findIndex(({ type }) => type === 'unsubscribed')))).toEqual([]);
  });

  it('sends no events of a run that has ended to a client of * alone', async () => {
    const client = await connect();
    client.send({ type: 'subscribe', run_id: '*', events: true });
    client.send({ type: 'subscribe', run_id: finished });
    expect(seqsOf(await client.upTo('run_completed', finished))).toEqual([]);
  });

  it('sends each event once and in order to 200 clients that join at any time', async () => {
    const runId = await server.startJob('evaluate', { ...SLOW, workers: 4 });
    const all = await Promise.all(Array.from({ length: 200 }, connect));
    for (const client of all) client.send({ type: 'subscribe', run_id: runId, events: true });
    for (const client of all) {
      const messages = await client.upTo('run_completed');
      expect(seqsOf(messages)).toEqual(ALL_SEQS);
      expect(progressOf(messages, runId).at(-1)).toBe(1);
    }
  });

  it('keeps events for a client that stops reading, without holding up the job or the others', async () => {
    const stalled = await connect();
    const runId = await server.startJob('evaluate', SLOW);
    stalled.send({ type: 'subscribe', run_id: runId, events: true });
    await stalled.upTo('subscribed');
    stalled.socket.pause();
    const other = await connect();
    other.send({ type: 'subscribe', run_id: runId, events: true });
    expect(seqsOf(await other.upTo('run_completed'))).toEqual(ALL_SEQS);
    expect((await server.job(runId)).manifest.status).toBe('done');
    stalled.socket.resume();
    expect(seqsOf(await stalled.upTo('run_completed'))).toEqual(ALL_SEQS);
  });
});

describe('an optimize job over the WebSocket', () => {
  const SEARCH = { ...ADD_FIVE, metrics: ['closeness', 'off_scale'], steps: 2, proposer_model: 'local:proposer' };

  it('is a run as a whole, and so is each of its steps', async () => {
    const client = await connect();
    client.send({ type: 'subscribe', run_id: '*' });
    await client.upTo('subscribed');
    const jobId = await startOptimize(SEARCH);
    const messages = await client.upTo('run_completed', jobId);
    const { events, summary } = await server.job(jobId);
    const steps = events.filter(({ type }) => type === 'step').map(({ step_index }) => step_index);
    for (const step of steps) {
      const ofStep = messages.filter(({ run_id }) => run_id === `${jobId}.${step}`);
      expect(outline(ofStep)).toEqual(RUN_MESSAGES);
      expect(ofStep.at(-2)).toMatchObject({ progress: 1, completed: 15, total: 15 });
      expect(ofStep.at(-1)?.data).toMatchObject({ status: 'completed', num_samples: 5, step_index: step, job_id: jobId });
    }
    const bestStep = (summary?.best_step as { step_index: number }).step_index;
    expect(messages.at(-1)?.data).toMatchObject({ status: 'completed', best_run_id: `${jobId}.${bestStep}`, step_index: null });
    expect(messages.at(-2)).toMatchObject({ progress: 1, completed: 15 * steps.length, total: 45 });

    const late = await connect();
    late.send({ type: 'subscribe', run_id: `${jobId}.0`, events: true });
    const ofBaseline = await late.upTo('run_completed');
    expect(ofBaseline.filter(({ event }) => event).map(({ event }) => event)).toEqual(
      events.filter(({ step_index }) => step_index === 0),
    );
    expect(ofBaseline.at(-1)).toEqual(messages.find(({ type, run_id }) => type === 'run_completed' && run_id === `${jobId}.0`));
  });

  it('has no step any more that was deleted, and none that it never had', async () => {
    const client = await connect();
    const jobId = await startOptimize(SEARCH);
    await server.settledJob(jobId);
    const deleted = `${jobId}.0`;
    expect((await fetch(`${server.url}/api/runs/${deleted}`, { method: 'DELETE' })).status).toBe(204);
    expect(await client.ask({ type: 'subscribe', run_id: deleted })).toMatchObject({ message: `Run not found: ${deleted}` });
    const imported = `${jobId}.99`;
    const samples = [{ id: 'a', prompt: 'p', response: 'r', scores: { m: 1 } }];
    expect((await server.post('/api/runs', { run_id: imported, samples })).status).toBe(201);
    client.send({ type: 'subscribe', run_id: imported });
    expect((await client.upTo('run_completed', imported)).at(-1)?.data).toMatchObject({ job_id: null, num_samples: 1 });
  });

  it('lets a thousand steps of a job be watched, and each be subscribed to again', async () => {
    const own = await RunningServer.start();
    const client = await WsClient.open(own.url);
    const slow = { ...SEARCH, program: 'parrot', metrics: ['correct'], model: 'local:echo?latency_ms=200', steps: 1_001 };
    const { body } = await own.post<{ job_id: string }>('/api/optimize', slow);
    for (let step = 2; step <= 1_001; step += 1) client.send({ type: 'subscribe', run_id: `${body.job_id}.${step}` });
    client.send({ type: 'subscribe', run_id: `${body.job_id}.1001` });
    client.send({ type: 'subscribe', run_id: body.job_id });
    await client.message(1_002);
    expect(client.messages.slice(0, 1_001).every(({ type }) => type === 'subscribed')).toBe(true);
    expect(client.messages[1_001]?.message).toMatch(/at most 1000 subscriptions/);
    client.socket.terminate();
    await own.close();
  });

  it('has no step beyond those it was asked for, and says so of one that never came', async () => {
    const client = await connect();
    const jobId = await startOptimize({ ...SEARCH, metrics: ['correct'], steps: 3 });
    client.send({ type: 'subscribe', run_id: `${jobId}.3` });
    client.send({ type: 'subscribe', run_id: `${jobId}.2`, events: true });
    client.send({ type: 'subscribe', run_id: `${jobId}.4` });
    const messages = await client.upTo('error', `${jobId}.3`);
    expect(messages).toContainEqual({ type: 'error', message: `Run not found: ${jobId}.4`, run_id: `${jobId}.4` });
    expect(messages.at(-1)?.message).toMatch(/^Run not found: .*ended/);
    expect((await client.upTo('error', `${jobId}.2`)).at(-1)?.message).toMatch(/ended/);
  });
});

describe('garbage over the WebSocket', () => {
  const NESTED = '['.repeat(1024 * 1024);

  it.each<[string, string | Buffer, RegExp]>([
    ['no JSON', '{"type":', /not JSON/],
    ['an empty frame', '', /not JSON/],
    ['a binary frame', Buffer.from('{"type":"ping"}'), /binary/],
    ['an array', '[{"type":"ping"}]', /an array/],
    ['a number', '42', /a number/],
    ['null', 'null', /null/],
    ['a string', '"ping"', /a string/],
    ['1 MB of nesting', NESTED, /at most 65536 bytes/],
    ['less nesting', '['.repeat(60_000) + ']'.repeat(5_000), /not JSON/],
    ['nesting in an object', `{"type":${'['.repeat(30_000)}${']'.repeat(30_000)}}`, /type must be one of/],
    ['no type', '{}', /type must be one of ping, subscribe, unsubscribe, and there is none/],
    [
      'nesting in a run_id',
      `{"type":"subscribe","run_id":${'['.repeat(30_000)}${']'.repeat(30_000)}}`,
      /run_id must be a non-empty/,
    ],
    ['an unknown type', '{"type":"__proto__"}', /it is "__proto__"/],
    ['a type that is no string', '{"type":{"toString":1}}', /it is not a string/],
    ['no run_id', '{"type":"subscribe"}', /run_id must be a non-empty string/],
    ['an empty run_id', '{"type":"subscribe","run_id":""}', /run_id must be a non-empty string/],
    ['a run_id that is no string', '{"type":"unsubscribe","run_id":7}', /run_id must be a non-empty string/],
    ['a run_id that is too long', `{"type":"subscribe","run_id":"${'x'.repeat(1001)}"}`, /at most 1000 characters/],
    ['events that are no boolean', '{"type":"subscribe","run_id":"*","events":"yes"}', /events must be true or false/],
    ['a negative from_seq', '{"type":"subscribe","run_id":"x","events":true,"from_seq":-1}', /from_seq must be an integer/],
    ['a from_seq without events', '{"type":"subscribe","run_id":"x","from_seq":1}', /from_seq goes with/],
    ['a from_seq with *', '{"type":"subscribe","run_id":"*","events":true,"from_seq":1}', /leave it out/],
  ])('answers a message that is %s with what was wrong', async (_, frame, message) => {
    const client = await connect();
    client.socket.send(frame);
    expect(await client.message(1)).toMatchObject({ type: 'error', message: expect.stringMatching(message) });
    expect(await client.ask({ type: 'ping' })).toEqual({ type: 'pong' });
  });

  it('answers a message that is not UTF-8', async () => {
    const client = await connect();
    client.socket.send(Buffer.from([0xff, 0xfe, 0x22]), { binary: false });
    expect(await client.message(1)).toMatchObject({ type: 'error', message: expect.stringMatching(/UTF-8/) });
  });

  it('ends the connection only with a frame that is larger than any message', async () => {
    const client = await connect();
    client.socket.send('x'.repeat(5 * 1024 * 1024));
    expect(await client.closed).toBe(1009);
    expect(await (await connect()).ask({ type: 'ping' })).toEqual({ type: 'pong' });
  });

  it('is answered to a client that reads late, however much it sends', async () => {
    const client = await connect();
    client.socket.pause();
    const count = 30_000;
    for (let sent = 0; sent < count; sent += 1) client.socket.send('['.repeat(200));
    expect(await (await connect()).ask({ type: 'ping' })).toEqual({ type: 'pong' });
    client.socket.resume();
    expect(await client.message(count)).toMatchObject({ type: 'error' });
  });
});

describe('the opening of a WebSocket', () => {
  async function statusFor(path: string, headers: Record<string, string>): Promise<number | undefined> {
    const socket = new WebSocket(`${server.url.replace(/^http/, 'ws')}${path}`, { headers });
    return new Promise((resolve) => {
      socket.once('open', () => {
        socket.terminate();
        resolve(101);
      });
      socket.once('unexpected-response', (request, response) => {
        request.destroy();
        resolve(response.statusCode);
      });
      socket.once('error', () => resolve(undefined));
    });
  }

  it('is for programs, our own pages and the pages that may call the API', async () => {
    expect(await statusFor('/ws', {})).toBe(101);
    expect(await statusFor('/ws?from=browser', { origin: server.url })).toBe(101);
    expect(await statusFor('/ws', { origin: 'http://localhost:5173' })).toBe(101);
  });

  it('is refused to pages from elsewhere', async () => {
    for (const origin of ['https://evil.example', 'http://localhost.evil.example', 'null', 'garbage'])
      expect(await statusFor('/ws', { origin })).toBe(403);
  });

  it('is refused elsewhere', async () => {
    for (const path of ['/elsewhere', '/ws/', '/WS', '/ws/other', '/'])
      expect([path, await statusFor(path, {})]).toEqual([path, path === '/' ? 200 : 404]);
  });

  it('is what a request to its path is told to do', async () => {
    for (const method of ['GET', 'POST']) {
      const response = await fetch(`${server.url}/ws`, { method });
      expect([response.status, response.headers.get('upgrade')]).toEqual([426, 'websocket']);
      expect(await response.json()).toMatchObject({ status: 426, detail: expect.stringMatching(/WebSocket client/) });
    }
  });

  it('leaves requests alone that offer to go on with another protocol', async () => {
    const request = httpRequest(`${server.url}/api/health`, { headers: { connection: 'upgrade', upgrade: 'h2c' } }).end();
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    response.resume();
    expect(response.statusCode).toBe(200);
  });
});

describe('a server that stops', () => {
  it('tells its clients how their runs ended, and says goodbye', async () => {
    const own = await RunningServer.start();
    const runId = await own.startJob('evaluate', { ...SLOW, model: 'local:echo?latency_ms=50', workers: 1 });
    const client = await WsClient.open(own.url);
    client.send({ type: 'subscribe', run_id: runId, events: true });
    await client.until(() => seqsOf(client.messages).length > 4);
    await own.stop();
    expect(await client.closed).toBe(1001);
    expect(client.messages.at(-1)).toMatchObject({ type: 'run_completed', run_id: runId, data: { status: 'failed' } });
    const restarted = await RunningServer.start({}, own.root);
    expect((await restarted.job(runId)).events.map(({ seq }) => seq)).toEqual(seqsOf(client.messages));
    await restarted.close();
  });
});
