import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { AssayServer } from '../assay-server.ts';
import { getJson } from '../client.ts';
import type { Figure, Row } from '../figure.ts';
import { ListeningProcess } from '../listening-process.ts';
import { megabytesPerSecond, median, milliseconds, percent } from '../numbers.ts';
import { repeat } from '../repeat.ts';
import { WebSocketReader } from '../websocket-reader.ts';
import { roundTripsPerSecond } from '../websocket-round-trips.ts';

const BARE_SERVER = join(import.meta.dirname, '..', 'bare-websocket-server.ts');
const SOCKETS = 1_000;
const EVENTS = 1_000;
const REPETITIONS = 3;
const DURATION_MS = 2_000;
const JOB = { project: 'bench', program: 'answer', prompt: 'plain', metrics: ['right'], examples: 'thousand', workers: 8 };
/** Makes a job take about the second that is worth reporting progress for. */
const STEADY_MODEL = 'local:echo?latency_ms=8';

async function withBareServer<Result>(measure: (url: string) => Promise<Result>): Promise<Result> {
  const server = await ListeningProcess.start([BARE_SERVER]);
  try {
    return await measure(server.url);
  } finally {
    await server.stop();
  }
}

async function openAll(url: string, count: number): Promise<WebSocketReader[]> {
  const readers: WebSocketReader[] = [];
  for (let opened = 0; opened < count; opened += 1) readers.push(await WebSocketReader.open(url));
  return readers;
}

/** How long all sockets take to get everything after this message, in ms. */
async function fanOutMs(url: string, message: object, bytes: number): Promise<number> {
  const readers = await openAll(url, SOCKETS);
  const began = performance.now();
  for (const reader of readers) reader.send(message);
  await Promise.all(readers.map((reader) => reader.atLeast(bytes)));
  const took = performance.now() - began;
  for (const reader of readers) reader.close();
  return took;
}

/** The bytes that a subscriber to a whole finished run gets. */
async function bytesOf(url: string, message: object): Promise<number> {
  const socket = new WebSocket(`${url.replace(/^http/, 'ws')}/ws`);
  await new Promise((resolve) => socket.once('open', resolve));
  const reader = await WebSocketReader.open(url);
  reader.send(message);
  socket.send(JSON.stringify(message));
  await new Promise<void>((resolve) => {
    socket.on('message', (data: Buffer) => {
      if (data.toString('latin1').startsWith('{"type":"run_completed"')) resolve();
    });
  });
  // Both get the same frames; the reader may lag slightly.
  await delay(200);
  socket.terminate();
  reader.close();
  return reader.bytes;
}

async function* roundTripRows(server: AssayServer): AsyncGenerator<Row> {
  for (const underWay of [1, 64]) {
    const ours = median(await repeat(REPETITIONS, () => roundTripsPerSecond(server.url, underWay, DURATION_MS)));
    const bare = await withBareServer(async (url) =>
      median(await repeat(REPETITIONS, () => roundTripsPerSecond(url, underWay, DURATION_MS))),
    );
    yield {
      what: `WebSocket round trips, ${String(underWay)} under way`,
      ours: `${ours.toFixed(0)}/s (${percent(ours / bare)})`,
      limit: `${bare.toFixed(0)}/s ws`,
      aim: '> 3,222/s',
    };
  }
}

async function* fanOutRows(server: AssayServer): AsyncGenerator<Row> {
  const { job_id: jobId } = await getJson<{ job_id: string }>(`${server.url}/api/evaluate`, 'POST', {
    ...JOB,
    model: 'local:echo',
    limit: EVENTS / 2,
  });
  await server.settled(jobId);
  const message = { type: 'subscribe', run_id: jobId, events: true };
  const bytes = await bytesOf(server.url, message);
  const each = Math.round(bytes / EVENTS);
  const ours = median(await repeat(REPETITIONS, () => fanOutMs(server.url, message, bytes)));
  const bare = await withBareServer(async (url) =>
    median(await repeat(REPETITIONS, () => fanOutMs(url, { send: EVENTS, bytes: each - 4 }, each * EVENTS))),
  );
  const total = bytes * SOCKETS;
  yield {
    what: '1,000 events to each of 1,000 sockets',
    ours: `${milliseconds(ours)}, ${megabytesPerSecond(total, ours)} (${percent(bare / ours)})`,
    limit: `${milliseconds(bare)}, ${megabytesPerSecond(total, bare)} ws`,
    aim: '',
  };
}

/** How long a job takes that is watched by these subscribers to `*`. */
async function jobMs(server: AssayServer, model: string): Promise<number> {
  const { started_at: started, finished_at: finished } = await server.settled(await server.startJob({ model }));
  return Date.parse(finished ?? '') - Date.parse(started);
}

async function* overheadRows(server: AssayServer): AsyncGenerator<Row> {
  for (const [what, model] of [
    ['8 ms model', STEADY_MODEL],
    ['instant model', 'local:echo'],
  ] as const) {
    const alone = median(await repeat(REPETITIONS, () => jobMs(server, model)));
    for (const events of [false, true]) {
      const readers = await openAll(server.url, SOCKETS);
      for (const reader of readers) reader.send({ type: 'subscribe', run_id: '*', events });
      const watched = median(await repeat(REPETITIONS, () => jobMs(server, model)));
      for (const reader of readers) reader.close();
      yield {
        what: `job, ${what}, 1,000 ${events ? 'get all events' : 'get progress'}`,
        ours: `${milliseconds(watched)} (+${percent(watched / alone - 1)})`,
        limit: `${milliseconds(alone)} with nobody`,
        aim: '',
      };
    }
  }
}

/** Round trips, fan-out, and what a thousand subscribers cost a job of 1,000 examples. */
export const websocket: Figure = {
  name: 'websocket',
  async *measure() {
    const server = await AssayServer.start();
    try {
      yield* roundTripRows(server);
      yield* fanOutRows(server);
      yield* overheadRows(server);
    } finally {
      await server.close();
    }
  },
};
