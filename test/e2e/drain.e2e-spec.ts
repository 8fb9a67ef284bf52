import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { JobEvent } from '../../src/domain/job-event.ts';
import { temporaryRoot, type TemporaryRoot } from '../fixtures/temporary-root.ts';
import { AssayProcess } from './assay-process.ts';
import { ADD_FIVE, eventsOf, type JobDocument } from './running-server.ts';
import { WsClient } from './ws-client.ts';

/** It takes five seconds and more. */
const SECONDS = { ...ADD_FIVE, examples: 'hundred', model: 'local:echo?latency_ms=100', workers: 2 };
/** Six seconds and more. */
const LONG = { ...ADD_FIVE, examples: 'hundred', model: 'local:echo?latency_ms=500', workers: 8 };

/** A server in a process of its own. */
class Served {
  readonly process: AssayProcess;
  readonly url: string;

  private constructor(process: AssayProcess, url: string) {
    this.process = process;
    this.url = url;
  }

  static async start({ path }: TemporaryRoot, env: Record<string, string>): Promise<Served> {
    const flags = ['--port', '0', '--projects-root', path, '--storage', `${path}/.storage`, '--log-level', 'silent'];
    const process = new AssayProcess(['serve', ...flags], env);
    return new Served(process, await process.said(/http:\/\/127\.0\.0\.1:\d+/));
  }

  post(path: string, body: object): Promise<Response> {
    const headers = { 'content-type': 'application/json' };
    return fetch(`${this.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  async startJob(body: object): Promise<string> {
    const { job_id: jobId } = (await (await this.post('/api/evaluate', body)).json()) as { job_id: string };
    return jobId;
  }

  async job(jobId: string): Promise<JobDocument> {
    return (await (await fetch(`${this.url}/api/jobs/${jobId}`)).json()) as JobDocument;
  }
}

/** An `EventSource` in short: it reads until the stream ends, and then asks for what comes after the last event that it has. */
class EventClient {
  readonly events: JobEvent[] = [];
  #lastId: string | null = null;

  /** Resolves when the server has ended the stream; `onFirst` is called when some have come. */
  async read(url: string, onFirst: () => void = () => undefined): Promise<void> {
    const headers: Record<string, string> = this.#lastId === null ? {} : { 'last-event-id': this.#lastId };
    const { body } = await fetch(url, { headers });
    let rest = '';
    let hasBegun = false;
    for await (const text of body?.pipeThrough(new TextDecoderStream()) ?? []) {
      const whole = (rest + text).lastIndexOf('\n\n') + 2;
      const complete = (rest + text).slice(0, whole);
      rest = (rest + text).slice(whole);
      this.events.push(...eventsOf(complete));
      this.#lastId =
        complete
          .match(/^id: \d+$/gm)
          ?.at(-1)
          ?.slice('id: '.length) ?? this.#lastId;
      if (!hasBegun) onFirst();
      hasBegun = true;
    }
    expect(rest).toBe('');
  }
}

describe('a server that gets SIGTERM', () => {
  let root: TemporaryRoot;
  const running: Served[] = [];

  beforeEach(async () => {
    root = await temporaryRoot('arithmetic');
  });

  afterEach(async () => {
    for (const { process } of running.splice(0)) {
      process.kill();
      await process.outcome;
    }
    await root.remove();
  });

  async function start(env: Record<string, string>): Promise<Served> {
    const served = await Served.start(root, env);
    running.push(served);
    return served;
  }

  it('brings to its end a job that needs less than the grace, and meanwhile takes no other but can be read', async () => {
    const server = await start({ ASSAY_DRAIN_SECONDS: '50', ASSAY_MAX_QUEUED_JOBS: '1' });
    const jobId = await server.startJob(SECONDS);
    const client = new EventClient();
    const waiting = await server.startJob(ADD_FIVE);
    const socket = await WsClient.open(server.url);
    socket.send({ type: 'subscribe', run_id: jobId });
    let told: Promise<string> | undefined;
    await client.read(`${server.url}/api/jobs/${jobId}/events`, () => {
      server.process.terminate();
      told = server.process.said(/SIGTERM: stopping once the job that runs has ended, at the latest in 50 s/).then(async () => {
        const [health, ready, started, resumed, list] = await Promise.all([
          fetch(`${server.url}/api/health`),
          fetch(`${server.url}/api/ready`),
          server.post('/api/run', ADD_FIVE),
          server.post(`/api/jobs/${jobId}/score`, { metrics: ['correct'] }),
          fetch(`${server.url}/api/jobs`),
        ]);
        expect(await health.json()).toEqual({ status: 'ok' });
        expect([ready.status, started.status, resumed.status, list.status]).toEqual([503, 503, 409, 200]);
        expect(started.headers.get('retry-after')).toMatch(/^\d+$/);
        expect(await started.json()).toMatchObject({ type: 'urn:assay:problem:draining' });
        return JSON.stringify(await ready.json());
      });
    });
    expect(await told).toContain('draining');
    expect((await server.process.outcome).code).toBe(0);
    expect((await socket.upTo('run_completed', jobId)).at(-1)?.data).toMatchObject({ status: 'completed' });
    expect([1001, 1012]).toContain(await socket.closed);

    const next = await start({ ASSAY_MAX_QUEUED_JOBS: '1' });
    const { manifest, events } = await next.job(jobId);
    expect(manifest).toMatchObject({ status: 'done', error: null });
    expect(client.events).toEqual(events);
    await new EventClient().read(`${next.url}/api/jobs/${waiting}/events`);
    expect((await next.job(waiting)).manifest.status).toBe('done');
  });

  it('interrupts a job that needs longer; the command completes it, and a client that comes back has each event once', async () => {
    const server = await start({ ASSAY_DRAIN_SECONDS: '1' });
    const jobId = await server.startJob(LONG);
    const client = new EventClient();
    await client.read(`${server.url}/api/jobs/${jobId}/events`, () => server.process.terminate());
    expect((await server.process.outcome).code).toBe(0);

    const next = await start({});
    const { manifest, events } = await next.job(jobId);
    expect(manifest).toMatchObject({ status: 'interrupted', stopped: { reason: 'shutdown' } });
    expect(client.events).toEqual(events);
    const before = events.length;
    next.process.terminate();
    expect((await next.process.outcome).code).toBe(0);

    const storage = { ASSAY_STORAGE: `${root.path}/.storage` };
    const { code } = await new AssayProcess(['resume', jobId, '--projects-root', root.path], storage).outcome;
    expect(code).toBe(0);
    const last = await start({});
    await client.read(`${last.url}/api/jobs/${jobId}/events`);
    const whole = await last.job(jobId);
    expect(whole.manifest.status).toBe('done');
    expect(whole.events.length).toBeGreaterThan(before);
    expect(client.events).toEqual(whole.events);
    expect(client.events.map(({ seq }) => seq)).toEqual(whole.events.map((_event, seq) => seq));
  }, 180_000);

  it('exits at once on the second signal, and the job is interrupted at the next start', async () => {
    const server = await start({ ASSAY_DRAIN_SECONDS: '600' });
    const jobId = await server.startJob(LONG);
    server.process.terminate();
    await server.process.said(/SIGTERM: stopping/);
    server.process.terminate();
    expect((await server.process.outcome).code).toBe(143);
    const next = await start({});
    expect((await next.job(jobId)).manifest.status).toBe('interrupted');
  });

  it('does not wait where no job runs', async () => {
    const server = await start({ ASSAY_DRAIN_SECONDS: '600' });
    server.process.terminate();
    const { code, stderr } = await server.process.outcome;
    expect([code, stderr]).toEqual([0, expect.stringContaining('SIGTERM: stopping; send it again')]);
  });
});
