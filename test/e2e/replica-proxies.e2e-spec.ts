import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { DnsServer } from '../fixtures/dns-server.ts';
import { freePort } from '../fixtures/free-port.ts';
import { temporaryRoot, type TemporaryRoot } from '../fixtures/temporary-root.ts';
import { AssayProcess } from './assay-process.ts';
import { ask, HERE, open } from './proxy-client.ts';
import { ProxyProcess, SITE } from './proxy-process.ts';
import { ADD_FIVE, eventsOf, type JobDocument } from './running-server.ts';
import { WsClient } from './ws-client.ts';

/** Its trials take their time, one after the other: it runs until the test has seen enough and cancels it. */
const SLOW = { ...ADD_FIVE, examples: 'hundred', model: 'local:echo?latency_ms=500', workers: 1 };

const JSON_BODY = { 'content-type': 'application/json' };

/** Both replicas have the same port, as containers have. */
const HOSTS = ['127.0.0.1', '127.0.0.2'] as const;

interface Case {
  readonly file: string;
  start(dns: DnsServer, port: number): Promise<ProxyProcess>;
}

function upstreams(port: number): string[] {
  return HOSTS.map((host) => `${host}:${port}`);
}

const CASES: readonly Case[] = [
  {
    file: 'nginx/assay-replicas.conf',
    start: (_dns, port) => ProxyProcess.start('nginx', 'nginx/assay-replicas.conf', ...upstreams(port)),
  },
  {
    file: 'caddy/Caddyfile.replicas',
    start: (_dns, port) => ProxyProcess.start('caddy', 'caddy/Caddyfile.replicas', ...upstreams(port)),
  },
  { file: 'nginx/compose.conf', start: (dns, port) => ProxyProcess.startComposed(dns.port, port) },
];

describe.each(CASES)('behind the proxy of deploy/$file, two replicas', ({ start }) => {
  let root: TemporaryRoot;
  let port: number;
  let dns: DnsServer;
  let proxy: ProxyProcess;
  let stays: AssayProcess;
  let goes: AssayProcess;

  beforeAll(async () => {
    root = await temporaryRoot('arithmetic');
    port = await freePort();
    dns = await DnsServer.start('api', HOSTS);
    stays = await replica(HOSTS[0]);
    goes = await replica(HOSTS[1]);
    proxy = await start(dns, port);
  });

  afterAll(async () => {
    await proxy.stop();
    await dns.stop();
    for (const process of [stays, goes]) {
      process.kill();
      await process.outcome;
    }
    await root.remove();
  });

  async function replica(host: string): Promise<AssayProcess> {
    const folders = ['--projects-root', root.path, '--storage', join(root.path, '.storage')];
    const process = new AssayProcess(
      ['serve', '--no-auth', '--host', host, '--port', String(port), '--log-level', 'silent', ...folders],
      {
        ASSAY_ALLOWED_HOSTS: SITE,
        ASSAY_TRUSTED_PROXIES: '127.0.0.1',
      },
    );
    await process.said(/http:\/\/[\d.]+:\d+/);
    return process;
  }

  /** Starts a job at the replica that stays. */
  async function startJob(): Promise<string> {
    const started = await ask(`http://${HOSTS[0]}:${port}/api/evaluate`, JSON_BODY, 'POST', JSON.stringify(SLOW));
    return (JSON.parse(started.text) as { job_id: string }).job_id;
  }

  async function job(jobId: string): Promise<JobDocument> {
    return JSON.parse((await ask(`${proxy.url}/api/jobs/${jobId}`)).text) as JobDocument;
  }

  async function streamsAt(host: string): Promise<number> {
    const { text } = await ask(`http://${host}:${port}/metrics`);
    return Number(/^assay_stream_clients\{.*"sse".*\} (\d+)$/m.exec(text)?.[1]);
  }

  it('stream events as they come, and go on at the other one when one is killed', async () => {
    const jobId = await startJob();
    const followers: Follower[] = [];
    while ((await streamsAt(HOSTS[0])) === 0 || (await streamsAt(HOSTS[1])) === 0) {
      const follower = new Follower(`${proxy.url}/api/jobs/${jobId}`);
      followers.push(follower);
      await follower.begun;
    }
    const streamsThatGo = await streamsAt(HOSTS[1]);
    const socket = await WsClient.open(proxy.url, HERE as object);
    expect(await socket.ask({ type: 'ping' })).toEqual({ type: 'pong' });
    expect((await job(jobId)).manifest.status).toBe('running');

    goes.kill();
    await goes.outcome;
    for (let request = 0; request < 10; request += 1) expect((await ask(`${proxy.url}/api/jobs`)).status).toBe(200);
    const seen = (await job(jobId)).events.length;
    while (followers.some(({ text }) => eventsOf(text).length <= seen)) await delay(50);
    await ask(`${proxy.url}/api/jobs/${jobId}/cancel`, {}, 'POST');
    for (const follower of followers) await follower.ended;
    const { manifest, events } = await job(jobId);

    expect(manifest.status).toBe('cancelled');
    expect(followers.map(({ text }) => eventsOf(text))).toEqual(followers.map(() => events));
    expect(followers.reduce((sum, { cuts }) => sum + cuts, 0)).toBe(streamsThatGo);
    socket.close();
  });

  it('take requests and WebSockets while one of them is gone', async () => {
    for (const runId of ['a', 'b', 'c', 'd']) {
      const body = JSON.stringify({ run_id: runId, samples: [{ id: '1', scores: { m: 1 } }] });
      expect([runId, (await ask(`${proxy.url}/api/runs`, JSON_BODY, 'POST', body)).status]).toEqual([runId, 201]);
    }
    for (let connection = 0; connection < 4; connection += 1) {
      const client = await WsClient.open(proxy.url, HERE as object);
      expect(await client.ask({ type: 'ping' })).toEqual({ type: 'pong' });
      client.close();
    }
  });

  it('take turns again when it is back', async () => {
    goes = await replica(HOSTS[1]);
    stays.kill();
    await stays.outcome;

    while ((await ask(`${proxy.url}/api/jobs`)).status !== 200);
    expect((await ask(`${proxy.url}/api/runs/a`)).status).toBe(200);
  });

  it('answer with a problem when none is left', async () => {
    goes.kill();
    await goes.outcome;
    const { status, headers, text } = await ask(`${proxy.url}/api/jobs`);

    expect([502, 503]).toContain(status);
    expect(headers['content-type']).toBe('application/problem+json');
    expect(JSON.parse(text)).toMatchObject({ status, detail: expect.stringContaining('try again soon') as unknown });
  });
});

describe.each(CASES)('the proxy of deploy/$file', ({ start }) => {
  it('sends a GET again that a replica has cut off, but no POST', async () => {
    const port = await freePort();
    const cut = await Stub.start(HOSTS[0], port, true);
    const whole = await Stub.start(HOSTS[1], port, false);
    const dns = await DnsServer.start('api', HOSTS);
    const proxy = await start(dns, port);
    const statuses: (number | undefined)[] = [];

    while (cut.requests === 0) statuses.push((await ask(`${proxy.url}/api/jobs`, JSON_BODY, 'POST', '{}')).status);
    expect(statuses.at(-1)).toBe(502);
    expect(cut.requests + whole.requests).toBe(statuses.length);
    while (cut.requests === 1) expect((await ask(`${proxy.url}/api/jobs`)).status).toBe(200);

    await proxy.stop();
    await dns.stop();
    await cut.stop();
    await whole.stop();
  });
});

/**
 * Reads a job's stream to its end, and goes on after the last event that it saw as long as the job runs: a cut connection may look like an end, since
 * Caddy 2.6 ends its own answer in order when the replica's breaks off.
 */
class Follower {
  text = '';
  cuts = 0;
  /** Resolves at the first event. */
  readonly begun: Promise<void>;
  readonly ended: Promise<void>;
  readonly #job: string;
  #begin: () => void = () => undefined;

  constructor(job: string) {
    this.#job = job;
    this.begun = new Promise((resolve) => (this.#begin = resolve));
    this.ended = this.#follow();
  }

  async #follow(): Promise<void> {
    await this.#read().catch(() => undefined);
    while (await this.#runs()) {
      this.cuts += 1;
      await this.#read().catch(() => undefined);
    }
  }

  async #read(): Promise<void> {
    this.text = this.text.slice(0, this.text.lastIndexOf('\n\n') + 2);
    const last = eventsOf(this.text).at(-1)?.seq;
    const answer = await open(`${this.#job}/events`, last === undefined ? {} : { 'last-event-id': String(last) });
    for await (const chunk of answer.setEncoding('utf8')) {
      this.text += String(chunk);
      this.#begin();
    }
  }

  async #runs(): Promise<boolean> {
    return (JSON.parse((await ask(this.#job)).text) as JobDocument).manifest.status === 'running';
  }
}

/** Something that says it is ready, and answers other requests or cuts them off. */
class Stub {
  requests = 0;
  readonly #server: Server;

  private constructor(cuts: boolean) {
    this.#server = createServer((request, response) => {
      const isAsked = request.url !== '/api/ready';
      if (isAsked) this.requests += 1;
      if (isAsked && cuts) request.socket.destroy();
      else response.end();
    });
  }

  static async start(host: string, port: number, cuts: boolean): Promise<Stub> {
    const stub = new Stub(cuts);
    stub.#server.listen(port, host);
    await once(stub.#server, 'listening');
    return stub;
  }

  async stop(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
    await once(this.#server, 'close');
  }
}
