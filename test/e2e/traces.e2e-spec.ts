import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type ModelServer, startModelServer } from '../fixtures/model-server.ts';
import { type OtlpCollector, type ReceivedSpan, startOtlpCollector } from '../fixtures/otlp-collector.ts';
import { ADD_FIVE, eventsOf, RunningServer } from './running-server.ts';

const ADDRESS = 'ASSAY_COMPATIBLE_BASE_URL';
const CALLER = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };
const JOB = { ...ADD_FIVE, model: 'compatible:m', metrics: ['correct', 'judged'], generation_kwargs: { temperature: 0.5 } };
/** Times of events are in whole milliseconds. */
const ROUNDING_NS = 2_000_000n;
const SERVER = 2;
const CLIENT = 3;
const ERROR = 2;

let provider: ModelServer;
/** What the provider was called with. */
let traceparents: (string | undefined)[];

beforeAll(async () => {
  traceparents = [];
  provider = await startModelServer(({ number, headers }) => {
    traceparents.push(headers.traceparent?.toString());
    return number === 1 ? { status: 500, text: 'not now' } : { text: '{"sum": 4}' };
  });
  process.env[ADDRESS] = provider.url;
});

afterAll(async () => {
  Reflect.deleteProperty(process.env, ADDRESS);
  await provider.close();
});

/** Starts the job as a caller that is traced itself, and returns the job's id. */
async function startTraced(server: RunningServer): Promise<string> {
  const headers = { 'content-type': 'application/json', traceparent: `00-${CALLER.traceId}-${CALLER.spanId}-01` };
  const answer = await fetch(`${server.url}/api/evaluate`, { method: 'POST', headers, body: JSON.stringify(JOB) });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`POST /api/evaluate answered ${answer.status}: ${text}`);
  return (JSON.parse(text) as { job_id: string }).job_id;
}

describe('traces of a job of 5 trials with a judge', () => {
  let collector: OtlpCollector;
  let jobId: string;

  beforeAll(async () => {
    collector = await startOtlpCollector();
    const server = await RunningServer.start({
      modelMaxRetries: 1,
      otlpEndpoint: collector.url,
      otlpHeaders: { 'x-collector-key': 'secret' },
      otelResourceAttributes: { 'deployment.environment.name': 'test' },
    });
    jobId = await startTraced(server);
    await server.settledJob(jobId);
    await server.close();
  });

  afterAll(() => collector.close());

  function named(name: string): readonly ReceivedSpan[] {
    return collector.spans.filter((span) => span.name === name);
  }

  function only(name: string): ReceivedSpan {
    const [span, ...others] = named(name);
    if (span === undefined || others.length > 0) throw new Error(`${others.length + 1} spans are called ${name}`);
    return span;
  }

  it('hangs request, job, trials and calls of models one beneath the other, in the trace of the caller', () => {
    const request = only('POST /api/evaluate');
    const job = only('evaluate arithmetic');
    const trials = named('trial add');
    const trialIds = trials.map(({ spanId }) => spanId);

    expect(request).toMatchObject({ traceId: CALLER.traceId, parentSpanId: CALLER.spanId, kind: SERVER });
    expect(request.attributes).toMatchObject({ 'http.route': '/api/evaluate', 'http.response.status_code': 200 });
    expect(job.parentSpanId).toBe(request.spanId);
    expect(trials.map(({ parentSpanId }) => parentSpanId)).toEqual(new Array(5).fill(job.spanId));
    expect(named('chat m')).toHaveLength(6);
    expect(named('chat m').filter(({ parentSpanId = '' }) => !trialIds.includes(parentSpanId))).toEqual([]);
    expect(named('score judged')).toHaveLength(10);
    expect(named('score judged').filter(({ parentSpanId = '' }) => !trialIds.includes(parentSpanId))).toEqual([]);
    expect(
      named('chat echo')
        .map(({ parentSpanId }) => parentSpanId)
        .sort(),
    ).toEqual(
      named('score judged')
        .map(({ spanId }) => spanId)
        .sort(),
    );
    const mine = [request, job, ...trials, ...named('chat m'), ...named('score judged'), ...named('chat echo')];
    expect(new Set(mine.map(({ traceId }) => traceId))).toEqual(new Set([CALLER.traceId]));
  });

  it('gives calls the attributes of the conventions for generative AI', () => {
    const calls = named('chat m');
    const answered = calls.filter(({ status }) => status.code !== ERROR);

    expect(calls.map(({ kind }) => kind)).toEqual(new Array(6).fill(CLIENT));
    expect(answered).toHaveLength(5);
    for (const { attributes } of answered) {
      expect(attributes).toMatchObject({
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'compatible',
        'gen_ai.request.model': 'm',
        'gen_ai.request.temperature': 0.5,
        'gen_ai.usage.input_tokens': 11,
        'gen_ai.usage.output_tokens': 7,
      });
    }
    expect(calls.find(({ status }) => status.code === ERROR)?.attributes).toMatchObject({ 'error.type': '_OTHER' });
    expect(named('chat echo')[0]?.attributes).toMatchObject({
      'gen_ai.provider.name': 'local',
      'gen_ai.request.model': 'echo',
    });
  });

  it('sends the provider the span of each call', () => {
    const sent = traceparents.map((traceparent) => traceparent?.split('-'));

    expect(sent.map((parts) => parts?.[1])).toEqual(new Array(6).fill(CALLER.traceId));
    expect(sent.map((parts) => parts?.[2]).sort()).toEqual(
      named('chat m')
        .map(({ spanId }) => spanId)
        .sort(),
    );
  });

  it('keeps each span within the times of the one above it', () => {
    const byId = new Map(collector.spans.map((span) => [span.spanId, span]));
    const outside = ['trial add', 'chat m', 'chat echo'].flatMap(named).filter((span) => {
      const above = byId.get(span.parentSpanId ?? '');
      if (above === undefined) return true;
      const isEarly = BigInt(span.startTimeUnixNano) + ROUNDING_NS < BigInt(above.startTimeUnixNano);
      return isEarly || BigInt(span.endTimeUnixNano) > BigInt(above.endTimeUnixNano) + ROUNDING_NS;
    });

    expect(outside).toEqual([]);
  });

  it('tells of each score as an event in the span of the call that it judges', () => {
    const calls = named('chat m').map(({ spanId }) => spanId);
    const { events } = collector;

    expect(events.map(({ eventName }) => eventName)).toEqual(new Array(15).fill('gen_ai.evaluation.result'));
    expect(events.filter(({ spanId }) => !calls.includes(spanId))).toEqual([]);
    const correct = events.filter(({ attributes }) => attributes['gen_ai.evaluation.name'] === 'correct');
    expect(correct).toHaveLength(5);
    for (const { attributes } of correct) {
      expect(attributes).toMatchObject({ 'assay.job.id': jobId, 'assay.metric.kind': 'programmatic' });
      expect([0, 1]).toContain(attributes['gen_ai.evaluation.score.value']);
      expect(['true', 'false']).toContain(attributes['gen_ai.evaluation.score.label']);
    }
  });

  it('says what it is, by the headers and attributes that it was given', () => {
    expect(collector.resources[0]).toMatchObject({
      'service.name': 'assay',
      'service.version': expect.any(String),
      'deployment.environment.name': 'test',
    });
    expect(collector.headers[0]).toMatchObject({ 'x-collector-key': 'secret' });
  });

  it('records neither prompts nor answers', () => {
    const all = JSON.stringify([collector.spans, collector.events]);

    expect(all).not.toMatch(/gen_ai\.(input|output)\.messages|gen_ai\.system_instructions|explanation|\{\\"sum/);
    expect(all).not.toContain('not now');
  });
});

describe('tracing', () => {
  it('records prompts, answers and reasons where that is asked for', async () => {
    const collector = await startOtlpCollector();
    const server = await RunningServer.start({ otlpEndpoint: collector.url, otelCapturesContent: true });
    await server.settledJob(await startTraced(server));
    await server.close();
    await collector.close();
    const call = collector.spans.find(({ name }) => name === 'chat m');

    expect(JSON.parse(String(call?.attributes['gen_ai.output.messages']))).toEqual([
      { role: 'assistant', parts: [{ type: 'text', content: '{"sum": 4}' }] },
    ]);
    expect(JSON.parse(String(call?.attributes['gen_ai.input.messages']))).toMatchObject([{ role: 'user' }]);
    expect(collector.events[0]?.attributes['gen_ai.evaluation.explanation']).toEqual(expect.any(String));
  });

  it('samples nothing of a caller that is not sampled, but tells of scores', async () => {
    const collector = await startOtlpCollector();
    const server = await RunningServer.start({ otlpEndpoint: collector.url, otelSampler: 'always_off' });
    await server.settledJob(await startTraced(server));
    await server.close();
    await collector.close();

    expect(collector.spans).toEqual([]);
    expect(collector.events).toHaveLength(15);
  });

  it.each([
    ['is not there', async () => ({ url: 'http://127.0.0.1:9', close: () => Promise.resolve() })],
    ['answers nothing', () => startOtlpCollector({ isMute: true })],
  ])('holds nothing up where the collector %s', async (_how, start) => {
    const collector = await start();
    const server = await RunningServer.start({ otlpEndpoint: collector.url });
    const { manifest } = await server.settledJob(await startTraced(server));
    await server.close();
    await collector.close();

    expect(manifest.status).toBe('done');
  });

  it('sends nothing, and adds nothing to events, without a collector', async () => {
    const before = traceparents.length;
    const server = await RunningServer.start();
    const events = eventsOf(await server.stream(await startTraced(server)));
    await server.close();

    expect(events.filter(({ payload }) => /"(started_at|span_id)"/.test(JSON.stringify(payload)))).toEqual([]);
    expect(traceparents.slice(before)).toEqual(new Array(5).fill(undefined));
  });

  it('loads nothing of OpenTelemetry without a collector', async () => {
    const loaded = async (endpoint: string | null): Promise<number> => {
      const script = `
        import Module from 'node:module';
        const { createApp } = await import(${JSON.stringify(new URL('../../dist/app.js', import.meta.url).href)});
        const app = await createApp({ logLevel: 'silent', otlpEndpoint: ${JSON.stringify(endpoint)}, storageDir: process.argv[1] });
        console.log(Object.keys(Module._cache).filter((path) => /@opentelemetry.(sdk|exporter|otlp)/.test(path)).length);
        await app.close();
        process.exit(0);`;
      const folder = fileURLToPath(new URL('.', import.meta.url));
      const args = [
        '--input-type=module',
        '--eval',
        script,
        `${process.env.TMPDIR ?? '/tmp'}/assay-loads-${String(process.pid)}`,
      ];
      const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: folder });
      return Number(stdout);
    };

    expect(await loaded(null)).toBe(0);
    expect(await loaded('http://127.0.0.1:9')).toBeGreaterThan(10);
  });
});
