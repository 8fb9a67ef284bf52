import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { assayClient, jobEvents, RunSocket, type ServerMessage } from '../../src/client.ts';
import { ApiError } from '../../src/client/api-error.ts';
import { cuttingProxy } from '../fixtures/cutting-proxy.ts';
import { ADD_FIVE, eventsOf, RunningServer } from './running-server.ts';

const KEY = 'assay_0123456789abcdef0123456789abcdef';

let server: RunningServer;

beforeAll(async () => {
  server = await RunningServer.start({ maxRunningJobs: 10 });
});
afterAll(() => server.close());

async function all<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}

describe('jobEvents', () => {
  it('has every event of a job once, over lost connections', async () => {
    const jobId = await server.startJob('evaluate', { ...ADD_FIVE, examples: 'hundred' });
    const events = eventsOf(await server.stream(jobId));
    const proxy = await cuttingProxy(server.url, 20_000, 2);

    const got = await all(jobEvents(assayClient(proxy.url), jobId));
    proxy.close();

    expect(proxy.cuts()).toBe(2);
    expect(got).toEqual(events);
  });

  it('throws what the server says of a job that is not there', async () => {
    await expect(all(jobEvents(assayClient(server.url), 'nothing'))).rejects.toThrow(ApiError);
  });
});

describe('RunSocket', () => {
  it('follows a run from its start to its end', async () => {
    const socket = await RunSocket.open(server.url);
    socket.send({ type: 'subscribe', run_id: '*' });
    const jobId = await server.startJob('evaluate', ADD_FIVE);
    const types = new Set<ServerMessage['type']>();
    for await (const message of socket) {
      types.add(message.type);
      if (message.type !== 'run_completed') continue;
      expect(message.run_id).toBe(jobId);
      expect(message.data.metrics).toEqual({ correct: 1 });
      break;
    }

    expect([...types]).toEqual(['subscribed', 'run_started', 'run_progress', 'run_completed']);
  });

  it('ends when its signal aborts', async () => {
    const closing = new AbortController();
    const socket = await RunSocket.open(server.url, { signal: closing.signal });
    socket.send({ type: 'ping' });
    const got: ServerMessage[] = [];
    for await (const message of socket) {
      got.push(message);
      closing.abort();
    }
    expect(got).toEqual([{ type: 'pong' }]);
  });

  it('opens by a ticket where the server asks for a key, and says so where it can’t open', async () => {
    const guarded = await RunningServer.start({ apiKeys: `${KEY}:read` as never });
    try {
      await expect(RunSocket.open(guarded.url)).rejects.toThrow(ApiError);
      const socket = await RunSocket.open(guarded.url, { client: assayClient(guarded.url, { apiKey: KEY }) });
      socket.send({ type: 'ping' });
      for await (const message of socket) {
        expect(message).toEqual({ type: 'pong' });
        break;
      }
    } finally {
      await guarded.close();
    }
  });
});
