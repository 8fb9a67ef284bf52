import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startEdgeApp, type EdgeApp } from './edge-app.ts';
import { rawAnswer, RawConnection } from './raw-request.ts';

/** Short enough for a test to wait for, and long enough for a request of ours. */
const PATIENCE = { headersMs: 2_000, bodyMs: 1_000, answerMs: 600 };

const HEAD = 'POST /echo HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n';
const NDJSON = 'POST /stream HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/x-ndjson\r\n';

let edge: EdgeApp;

beforeAll(async () => {
  edge = await startEdgeApp({ projectsRoot: tmpdir(), projects: [] }, {}, PATIENCE);
});

afterAll(async () => {
  await edge.app.close();
});

function send(text: string): Promise<string> {
  const connection = new RawConnection(edge.url);
  connection.write(text);
  return connection.answer;
}

describe('a request that is none', () => {
  it.each([
    ['is no HTTP', 'hello\r\n\r\n', 400, /no valid HTTP request/],
    ['has a header that is none', 'GET / HTTP/1.1\r\nhost: localhost\r\nbad header\r\n\r\n', 400, /no valid HTTP request/],
    ['has two lengths', `${HEAD}content-length: 2\r\ncontent-length: 3\r\n\r\n{}`, 400, /no valid HTTP request/],
    ['has headers that are too long', `GET / HTTP/1.1\r\nhost: localhost\r\nx: ${'x'.repeat(40_000)}\r\n\r\n`, 431, /too long/],
    ['has no host', 'GET /api/health HTTP/1.1\r\nconnection: close\r\n\r\n', 400, /one Host header/],
    [
      'expects something',
      'GET / HTTP/1.1\r\nhost: localhost\r\nexpect: x\r\nconnection: close\r\n\r\n',
      417,
      /can't meet.*leave it out/,
    ],
    [
      'is compressed',
      `${HEAD}content-encoding: gzip\r\ncontent-length: 2\r\nconnection: close\r\n\r\n{}`,
      415,
      /"content-encoding: gzip"/,
    ],
    ['never ends its headers', 'GET / HTTP/1.1\r\nhost: loc', 408, /did not arrive in time/],
    ['never ends its body', `${HEAD}content-length: 100\r\n\r\n{"a"`, 408, /The body came too slowly/],
    ['never ends its lines', `${NDJSON}transfer-encoding: chunked\r\n\r\n1\r\n{\r\n`, 408, /The body came too slowly/],
  ])('is answered with a problem where it %s', async (_what, text, expected, detail) => {
    const { status, headers, body } = rawAnswer(await send(text));
    expect([status, headers.get('content-type')?.split(';')[0]]).toEqual([expected, 'application/problem+json']);
    expect(body).toEqual({
      type: 'about:blank',
      title: expect.any(String),
      status: expected,
      detail: expect.stringMatching(detail) as unknown,
      instance: expect.stringMatching(/^\//) as unknown,
      request_id: headers.get('x-request-id'),
    });
    expect(edge.log.filter(({ level }) => (level as number) >= 50)).toEqual([]);
  });
});

describe('a client that reads nothing', () => {
  it('is left, and what it was sent is cut', async () => {
    const stalled = new RawConnection(edge.url, { reads: false });
    stalled.write('GET /endless HTTP/1.1\r\nhost: localhost\r\nx-request-id: stalled\r\n\r\n');
    const left = (): unknown => edge.log.find(({ request_id: id }) => id === 'stalled');
    while (left() === undefined) await new Promise((resolve) => setImmediate(resolve));
    expect(left()).toMatchObject({ msg: 'GET /endless left by the client' });
    stalled.resume();
    await stalled.answer;
  });
});
