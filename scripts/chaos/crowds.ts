import { createHash, type Hash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import WebSocket from 'ws';
import { ChaosServer } from './chaos-server.ts';
import { type Effort, type Fault, Tally } from './fault.ts';

const CLIENTS = 1_000;
const STALLED = CLIENTS / 10;
const DROPPED_WITHIN_MS = 120_000;
const LOOK_MS = 2_000;
const HEALTH_MS = 100;
const MOST_CONNECTIONS = 5;

/** A state of connections, in the system's table. */
const ESTABLISHED = '01';

const PATIENCE_MS = 180_000;

/** A thousand event streams and a thousand sockets at once, of which a tenth never read. */
export const crowds: Fault = {
  name: 'crowds',
  async *strike({ minutes }: Effort) {
    const clients = minutes < 1 ? CLIENTS / 10 : CLIENTS;
    const server = await ChaosServer.start();
    try {
      const archived = await server.startJob({ examples: 'five_thousand', model: 'local:echo', workers: 32 });
      await server.settled(archived);
      yield* crowd(server, clients, archived);
    } finally {
      await server.close();
    }
  },
};

async function* crowd(server: ChaosServer, clients: number, archived: string) {
  const [streams, sockets] = [new Tally(), new Tally()];
  const count = Math.min(STALLED, clients / 10);
  const stalled = Array.from({ length: count }, () => [
    stalledStream(server, archived),
    stalledSocket(server, archived),
  ]).flat();
  const health = new HealthWatch(server);
  const jobId = await server.startJob({ examples: 'hundred', model: 'local:echo?latency_ms=50', workers: 4 });
  const reading = [
    ...Array.from({ length: clients - count }, () => untilWhole(() => readStream(server, jobId))),
    ...Array.from({ length: clients - count }, () => untilWhole(() => readSocket(server, jobId))),
  ];
  const limit = delay(PATIENCE_MS, []);
  const ends = await Promise.race([Promise.all(reading), limit]);
  const due = await readStream(server, jobId);
  for (const [at, end] of ends.entries()) {
    const tally = at < clients - count ? streams : sockets;
    tally.tries += 1;
    if (end !== due) tally.lost += 1;
  }
  if (ends.length === 0) streams.wrong.push('the readers had not got everything after three minutes');
  const dropped = await Promise.all(stalled);
  const worst = await health.end();
  for (const [at, ms] of dropped.entries()) {
    const tally = at % 2 === 0 ? streams : sockets;
    tally.tries += 1;
    tally.expect(ms !== null, 'a client that never reads is still connected');
    if (ms !== null) tally.recovered(ms);
  }
  const figures = `health within ${worst.toFixed(0)} ms, ${server.residentMb().toFixed(0)} MB`;
  yield streams.outcome(`${clients} event streams, ${count} stalled`, `every byte, the stalled dropped; ${figures}`);
  yield sockets.outcome(`${clients} sockets, ${count} stalled`, 'every event, the stalled dropped');
}

/** Reads again where the connection broke, as clients do: the system resets some of two thousand that come at once. */
async function untilWhole(read: () => Promise<string | null>): Promise<string | null> {
  for (let tries = 1; tries < MOST_CONNECTIONS; tries += 1) {
    const end = await read();
    if (end !== null) return end;
    await delay(LOOK_MS);
  }
  return read();
}

/** Resolves to what tells the events apart that a stream brought; `null` where it broke. */
function readStream(server: ChaosServer, jobId: string): Promise<string | null> {
  return new Promise((resolve) => {
    const hash = createHash('sha256');
    let rest = '';
    request(`${server.url}/api/jobs/${jobId}/events`, { agent: false }, (response) => {
      response.setEncoding('utf8').on('data', (text: string) => (rest = hashed(hash, rest + text)));
      response.on('end', () => resolve(hash.digest('hex'))).on('error', () => resolve(null));
    })
      .on('error', () => resolve(null))
      .end();
  });
}

/** Adds the events of whole lines. Returns what comes after the last one. */
function hashed(hash: Hash, text: string): string {
  const lines = text.split('\n');
  const rest = lines.pop() ?? '';
  for (const line of lines) if (line.startsWith('data: ')) hash.update(`${line.slice('data: '.length)}\n`);
  return rest;
}

/** The same of a socket. */
function readSocket(server: ChaosServer, jobId: string): Promise<string | null> {
  return new Promise((resolve) => {
    const hash = createHash('sha256');
    const socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws`);
    socket.on('open', () => socket.send(JSON.stringify({ type: 'subscribe', run_id: jobId, events: true, from_seq: 0 })));
    socket.on('message', (data: Buffer) => {
      const text = data.toString('utf8');
      const event = /^\{"type":"job_event","run_id":"[^"]*","event":(.*)\}$/s.exec(text)?.[1];
      if (event !== undefined) hash.update(`${event}\n`);
      if (!text.startsWith('{"type":"run_completed"')) return;
      resolve(hash.digest('hex'));
      socket.terminate();
    });
    socket.on('error', () => resolve(null)).on('close', () => resolve(null));
  });
}

/** Asks for a stream and never reads it. Resolves to the milliseconds until it is dropped; `null` where it is not. */
function stalledStream(server: ChaosServer, jobId: string): Promise<number | null> {
  const { hostname, port } = new URL(server.url);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.pause();
  socket.write(`GET /api/jobs/${jobId}/events HTTP/1.1\r\nhost: ${hostname}:${port}\r\n\r\n`);
  return untilGone(socket);
}

/** The same of a socket. */
function stalledSocket(server: ChaosServer, jobId: string): Promise<number | null> {
  const socket = new WebSocket(`${server.url.replace('http', 'ws')}/ws`);
  return new Promise((resolve) => {
    socket.on('error', () => undefined);
    socket.on('open', () => {
      socket.send(JSON.stringify({ type: 'subscribe', run_id: jobId, events: true, from_seq: 0 }), () => {
        socket.pause();
        const raw = (socket as unknown as { readonly _socket: ReturnType<typeof connect> })._socket;
        resolve(untilGone(raw));
      });
    });
  });
}

/** A paused socket does not see its end: whether the server has closed its side is asked of the system. */
async function untilGone(socket: ReturnType<typeof connect>): Promise<number | null> {
  const began = performance.now();
  socket.on('error', () => undefined);
  while (performance.now() - began < DROPPED_WITHIN_MS) {
    await delay(LOOK_MS);
    if (!(await isConnected(socket))) return performance.now() - began;
  }
  socket.destroy();
  return null;
}

/** Whether the server's side of a connection on this machine is open, by the table of the system (proc(5)). */
async function isConnected({ localPort = 0, remotePort = 0 }: ReturnType<typeof connect>): Promise<boolean> {
  const table = await readFile('/proc/net/tcp', 'utf8');
  return table.includes(`:${hexPort(remotePort)} 0100007F:${hexPort(localPort)} ${ESTABLISHED} `);
}

function hexPort(port: number): string {
  return port.toString(16).toUpperCase().padStart(4, '0');
}

/** How long the server takes to say that it is well, at worst. */
class HealthWatch {
  readonly #server: ChaosServer;
  readonly #watching: Promise<void>;
  #worstMs = 0;
  #isOver = false;

  constructor(server: ChaosServer) {
    this.#server = server;
    this.#watching = this.#watch();
  }

  async end(): Promise<number> {
    this.#isOver = true;
    await this.#watching;
    return this.#worstMs;
  }

  async #watch(): Promise<void> {
    while (!this.#isOver) {
      const began = performance.now();
      await this.#server.get('/api/health').catch(() => undefined);
      this.#worstMs = Math.max(this.#worstMs, performance.now() - began);
      await delay(HEALTH_MS);
    }
  }
}
