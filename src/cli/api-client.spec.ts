import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { ApiClient, ApiError } from './api-client.ts';

const servers: Server[] = [];

afterEach(() => {
  for (const server of servers.splice(0)) server.close().closeAllConnections();
});

/** Answers each request for the stream with the next of `streams`, and says that the job is done. */
async function serve(streams: readonly ((request: IncomingMessage, response: ServerResponse) => void)[]): Promise<ApiClient> {
  const left = [...streams];
  const server = createServer((request, response) => {
    if (request.url?.includes('/events') === true) left.shift()?.(request, response);
    else response.end(JSON.stringify({ manifest: { status: left.length === 0 ? 'done' : 'running' }, summary: null }));
  });
  servers.push(server.listen(0, '127.0.0.1'));
  await once(server, 'listening');
  return new ApiClient(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}/`);
}

function frames(from: number, to: number): string {
  const numbers = Array.from({ length: to - from }, (_, index) => from + index);
  return numbers.map((seq) => `id: ${String(seq)}\ndata: {"seq":${String(seq)},"type":"trial"}\n\n`).join('');
}

async function numbersOf(client: ApiClient, options: Parameters<ApiClient['events']>[1] = {}): Promise<number[]> {
  const numbers: number[] = [];
  for await (const { seq } of client.events('j', options)) numbers.push(seq);
  return numbers;
}

describe('ApiClient.events', () => {
  it('takes a stream up where its connection broke off, and gives every event once', async () => {
    const asked: string[] = [];
    const client = await serve([
      (request, response) => {
        asked.push(request.url ?? '');
        response.write(`${frames(0, 3)}data: {"seq":3,`, () => response.destroy());
      },
      (request, response) => {
        asked.push(request.url ?? '');
        response.end(frames(2, 5));
      },
    ]);

    expect(await numbersOf(client)).toEqual([0, 1, 2, 3, 4]);
    expect(asked).toEqual(['/api/jobs/j/events?from_seq=0', '/api/jobs/j/events?from_seq=3']);
  });

  it('asks again when the stream ends before the job, and when the server is not ready', async () => {
    const client = await serve([
      (_, response) => response.end(frames(0, 2)),
      (_, response) => response.writeHead(503).end(),
      (_, response) => response.end(frames(2, 3)),
    ]);

    const told: boolean[] = [];
    expect(await numbersOf(client, { onLost: (isLost) => told.push(isLost) })).toEqual([0, 1, 2]);
    expect(told).toEqual([true, false]);
  });

  it('ends when its signal aborts', async () => {
    const stop = new AbortController();
    const client = await serve([
      (_, response) => response.write(frames(0, 1), () => stop.abort()),
      (_, response) => response.end(),
    ]);

    expect((await numbersOf(client, { signal: stop.signal })).length).toBeLessThanOrEqual(1);
  });

  it('throws what the server says of a job that is not there', async () => {
    const client = await serve([(_, response) => response.writeHead(404).end('{"detail":"job not found"}')]);

    await expect(numbersOf(client)).rejects.toEqual(new ApiError('job not found', 404));
  });
});

describe('ApiClient', () => {
  it('names the server that cannot be reached', async () => {
    await expect(new ApiClient('http://127.0.0.1:9').job('j')).rejects.toThrow(/^http:\/\/127\.0\.0\.1:9 can't be reached: /);
  });
});

describe('ApiClient.start', () => {
  it('sends a request again whose answer was lost, with the same key', async () => {
    const keys: unknown[] = [];
    const server = createServer((request, response) => {
      keys.push(request.headers['idempotency-key']);
      if (keys.length === 1) request.on('data', () => request.socket.destroy());
      else response.setHeader('content-type', 'application/json').end('{"job_id":"j"}');
    });
    servers.push(server.listen(0, '127.0.0.1'));
    await once(server, 'listening');
    const client = new ApiClient(`http://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
    expect(await client.start('run', { project: 'p' })).toEqual({ jobId: 'j', plan: null });
    expect(keys).toEqual([keys[0], keys[0]]);
    expect(keys[0]).toMatch(/^[\da-f-]{36}$/);
  });
});
