import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryRoot } from '../fixtures/temporary-root.ts';
import { RawConnection } from './raw-request.ts';
import { ADD_FIVE, RunningServer } from './running-server.ts';

const SECRET = 'hunter2-outside-of-every-root';
const JSON_TYPE = { 'content-type': 'application/json' };

interface Route {
  readonly method: string;
  readonly path: string;
  readonly parameters: readonly { readonly name: string; readonly in: string }[];
}

let server: RunningServer;
let routes: readonly Route[];
let jobId: string;
const log: string[] = [];

beforeAll(async () => {
  const root = await temporaryRoot('arithmetic', 'syntax_error');
  await writeFile(join(dirname(root.path), 'assay-secret.txt'), SECRET);
  const logDestination = { write: (line: string) => void log.push(line) };
  server = await RunningServer.start({ logLevel: 'info', ...{ logDestination } }, root);
  const { paths } = (
    await server.get<{ paths: Record<string, Record<string, { parameters?: Route['parameters'] }>> }>('/openapi.json')
  ).body;
  routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, { parameters = [] }]) => ({ method: method.toUpperCase(), path, parameters })),
  );
  jobId = await server.startJob('evaluate', ADD_FIVE);
  await server.settledJob(jobId);
});

afterAll(() => server.close());

interface Sent {
  readonly status: number;
  readonly text: string;
}

async function send(method: string, path: string, body?: string, headers: Record<string, string> = JSON_TYPE): Promise<Sent> {
  const response = await fetch(server.url + path, { method, headers, ...(body === undefined ? {} : { body }) });
  return { status: response.status, text: await response.text() };
}

/** Sends a value in the place of every parameter of every route, path and query, and as every text of a body. */
async function everywhere(value: string, given: string): Promise<Sent[]> {
  const sent: Sent[] = [];
  for (const { method, path, parameters } of routes) {
    const filled = path.replaceAll(/\{\w+\}/g, value);
    const query = parameters.filter((parameter) => parameter.in === 'query').map(({ name }) => `${name}=${value}`);
    const body = ['POST', 'PUT'].includes(method)
      ? JSON.stringify({
          ...ADD_FIVE,
          project: given,
          prompt: given,
          examples: given,
          run_id: given,
          run_ids: [given, `${given}2`],
          samples: [],
        })
      : undefined;
    if (filled !== path) sent.push(await send(method, filled, body));
    for (const one of query) sent.push(await send(method, `${path.replaceAll(/\{\w+\}/g, jobId)}?${one}`, body));
    if (body !== undefined && filled === path) sent.push(await send(method, path, body));
  }
  return sent;
}

function rawAnswers(text: string): string[] {
  return text.match(/HTTP\/1\.1 \d{3}/g) ?? [];
}

async function raw(request: string): Promise<string> {
  const connection = new RawConnection(server.url);
  connection.write(request);
  return connection.answer;
}

describe('a name that climbs out of its folder', () => {
  it.each([
    ['..%2f..%2fassay-secret.txt', '../../assay-secret.txt'],
    ['%2e%2e%2f%2e%2e%2fassay-secret.txt', '..\\..\\assay-secret.txt'],
    ['%2fetc%2fpasswd', '/etc/passwd'],
    ['..%00assay-secret.txt', '../assay-secret\u0000.txt'],
    ['....%2f%2fassay-secret.txt', 'file:///etc/passwd'],
  ])(
    'reads nothing in any parameter of any route: %s',
    async (encoded, given) => {
      const sent = await everywhere(encoded, given);
      expect(sent.length).toBeGreaterThan(40);
      expect(sent.filter(({ status }) => status >= 500)).toEqual([]);
      expect(sent.filter(({ text }) => text.includes(SECRET) || text.includes('root:x:'))).toEqual([]);
    },
    60_000,
  );
});

describe('a body that names what JavaScript inherits', () => {
  it('changes no prototype, whatever route takes it', async () => {
    const body = (own: object): string =>
      JSON.stringify(own).replace(
        '{',
        '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}},"prototype":{"polluted":1},',
      );
    for (const { method, path } of routes.filter((route) => ['POST', 'PUT'].includes(route.method))) {
      const own = { ...ADD_FIVE, generation_kwargs: {}, run_ids: ['a', 'b'], samples: [{ id: 'a', scores: { m: 1 } }] };
      const { status } = await send(method, path.replaceAll(/\{\w+\}/g, 'none'), body(own));
      expect([path, status < 500]).toEqual([path, true]);
      expect(Object.keys(Object.prototype)).toEqual([]);
      expect(({} as { polluted?: number }).polluted).toBeUndefined();
    }
  });
});

describe('a value with a line break', () => {
  it.each(['%0d%0aset-cookie:%20a=1', '%E5%98%8A%E5%98%8Dset-cookie:%20a=1', 'x%0aset-cookie:%20a=1'])(
    'begins no header of the answer: %s',
    async (value) => {
      for (const { method, path } of routes.filter((route) => route.path.includes('{'))) {
        const response = await fetch(server.url + path.replaceAll(/\{\w+\}/g, value), { method });
        await response.text();
        expect([path, response.headers.get('set-cookie')]).toEqual([path, null]);
      }
      const { headers } = await fetch(`${server.url}/api/runs?limit=1&cursor=${value}`);
      expect(headers.get('set-cookie')).toBeNull();
    },
  );

  it('begins none in the address of an import either', async () => {
    const run = { run_id: 'a\r\nset-cookie: a=1', samples: [{ id: 'a', scores: { m: 1 } }] };
    const response = await fetch(`${server.url}/api/runs`, { method: 'POST', headers: JSON_TYPE, body: JSON.stringify(run) });
    expect(response.status).toBeLessThan(500);
    expect(response.headers.get('set-cookie')).toBeNull();
    expect(response.headers.get('location') ?? '').not.toMatch(/[\r\n]/);
  });
});

describe('a request inside of another', () => {
  const INNER = 'DELETE /api/jobs/smuggled HTTP/1.1\r\nhost: localhost\r\n\r\n';
  const HEAD = 'POST /api/compare HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\n';

  it.each([
    ['both a length and chunks', `content-length: 4\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n`],
    ['two lengths', `content-length: 0\r\ncontent-length: ${INNER.length}\r\n\r\n`],
    ['chunks under another name', 'transfer-encoding: xchunked\r\n\r\n0\r\n\r\n'],
    ['chunks twice', 'transfer-encoding: chunked, identity\r\n\r\n0\r\n\r\n'],
    ['a blank before the colon', 'transfer-encoding : chunked\r\n\r\n0\r\n\r\n'],
    ['a negative length', 'content-length: -1\r\n\r\n'],
    ['a length in hex', 'content-length: 0x10\r\n\r\n'],
    ['a folded header', 'transfer-encoding:\r\n chunked\r\n\r\n0\r\n\r\n'],
    ['a bare carriage return', 'x: a\rtransfer-encoding: chunked\r\n\r\n0\r\n\r\n'],
  ])('is never answered by itself where the outer one has %s', async (_what, rest) => {
    const text = await raw(`${HEAD}connection: close\r\n${rest}${INNER}`);
    expect(rawAnswers(text)).toHaveLength(1);
    expect(text).not.toContain('smuggled');
  });
});

describe('a text that is made for slow patterns', () => {
  const LONG = [
    'a'.repeat(3_000),
    `${'a '.repeat(1_500)}!`,
    '"'.repeat(3_000),
    ','.repeat(3_000),
    `${'1'.repeat(3_000)}x`,
    '(a+)+$'.repeat(400),
  ];

  it('is answered at once, as a parameter and as a header', async () => {
    for (const text of LONG) {
      const value = encodeURIComponent(text).slice(0, 6_000).replace(/%.?$/, '');
      for (const name of ['q', 'sort', 'cursor', 'metric', 'tag', 'project', 'limit'])
        expect((await send('GET', `/api/jobs/${jobId}/trials?${name}=${value}`)).status).toBeLessThan(500);
      for (const header of [
        'accept',
        'authorization',
        'x-request-id',
        'last-event-id',
        'origin',
        'x-forwarded-for',
        'idempotency-key',
        'content-encoding',
      ])
        expect((await send('GET', '/api/jobs?limit=1', undefined, { [header]: text })).status).toBeLessThan(500);
      expect((await send('POST', '/api/run', JSON.stringify({ ...ADD_FIVE, model: text, prompt: text }))).status).toBeLessThan(
        500,
      );
    }
  });
});

describe('a number that is none of ours', () => {
  it.each(['1e308', '1e400', '-1', '-0.5', '99999999999999999999', '0x10', 'NaN', 'Infinity', '٣', '1e3', ''])(
    'is refused with its field, in queries and in bodies: %s',
    async (number) => {
      expect((await send('GET', `/api/jobs?limit=${encodeURIComponent(number)}`)).status).toBe(422);
      expect((await send('GET', `/api/jobs/${jobId}/events?from_seq=${encodeURIComponent(`${number}x`)}`)).status).toBe(422);
      const { status, text } = await send(
        'POST',
        '/api/run',
        JSON.stringify(ADD_FIVE).replace('{', `{"workers":${number === '' ? '""' : number},`),
      );
      expect([400, 422]).toContain(status);
      expect(text).toMatch(/workers|JSON/);
    },
  );
});

describe('a key that comes twice', () => {
  it('is read once, so that what is checked is what is used', async () => {
    const twice = (first: string, second: string): string =>
      JSON.stringify(ADD_FIVE).replace('{', `{"workers":${first},"workers":${second},`);
    expect((await send('POST', '/api/run', twice('1', '999999'))).text).toContain('ASSAY_MAX_WORKERS');
    expect((await send('POST', '/api/run', twice('1', '0'))).status).toBe(422);
  });
});

describe('a name that only looks like another', () => {
  it.each([
    ['a Cyrillic a', '\u0430rithmetic'],
    ['full width', '\uff41rithmetic'],
    ['a zero-width blank', 'arith\u200bmetic'],
    ['a right-to-left mark', '\u202earithmetic'],
    ['a NUL', 'arithmetic\u0000'],
    ['a lone surrogate', 'arithmetic\ud800'],
    ['a combining mark', 'arithmetic\u0301'],
    ['capitals', 'ARITHMETIC'],
  ])('names nothing: %s', async (_what, project) => {
    const { status, text } = await send('POST', '/api/run', JSON.stringify({ ...ADD_FIVE, project }));
    expect([400, 422]).toContain(status);
    expect(['\u202e', '\u0000'].filter((mark) => text.includes(mark))).toEqual([]);
  });

  it.each(['%c0%ae%c0%ae', '%ed%a0%80', '%ff', '%00', '%f0%82%82%ac'])(
    'is refused where its bytes are no UTF-8: %s',
    async (bytes) => {
      expect([400, 404]).toContain((await send('GET', `/api/jobs/${bytes}`)).status);
    },
  );
});

describe('what errors and the log say', () => {
  it('has no stack, no path of this machine beyond the roots, no key and no prompt', async () => {
    const key = 'assay_SECRETSECRETSECRETSECRETSECRETSECRET';
    const prompt = 'Add'; // The prompt of the fixture project begins so.
    const from = log.length;
    const answers: Sent[] = [];
    for (const [method, path, body] of [
      ['GET', '/api/nothing', undefined],
      ['GET', '/api/jobs/none', undefined],
      ['GET', '/api/jobs?limit=x', undefined],
      ['GET', '/%zz', undefined],
      ['PATCH', '/api/jobs', undefined],
      ['POST', '/api/run', '{'],
      ['POST', '/api/run', '[]'],
      [
        'POST',
        '/api/run',
        JSON.stringify({ ...ADD_FIVE, project: 'syntax_error', program: 'v1', prompt: 'hello', examples: 'one' }),
      ],
      ['POST', '/api/run', JSON.stringify({ ...ADD_FIVE, prompt: 'broken' })],
      ['POST', '/api/run', JSON.stringify({ ...ADD_FIVE, model: 'openai:gpt-5' })],
      ['POST', '/api/compare', JSON.stringify({ run_ids: ['a'] })],
      ['POST', '/api/runs', JSON.stringify({ run_id: 'x', samples: [{}] })],
      ['DELETE', '/api/jobs/none', undefined],
    ] as const)
      answers.push(await send(method, path, body, { ...JSON_TYPE, 'x-api-key': key, authorization: `Bearer ${key}` }));
    await server.settledJob(await server.startJob('run', { ...ADD_FIVE, program: 'flaky' }));

    expect(answers.filter(({ status }) => status < 400 || status >= 500)).toEqual([]);
    const lines = log.slice(from);
    expect(lines.length).toBeGreaterThan(answers.length);
    for (const text of [...answers.map((answer) => answer.text), ...lines]) {
      expect(text).not.toMatch(/\n\s*at |\bat \S+ \(|node_modules|file:\/\/|\.ts:\d+:\d+\)/);
      expect(text).not.toContain(key);
      expect(text).not.toContain(process.cwd());
    }
    for (const line of lines) expect(line).not.toContain(`"${prompt} `);
  });
});
