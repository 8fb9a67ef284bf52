import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startEdgeApp, type EdgeApp } from './edge-app.ts';

const LISTED = { name: 'demo', programs: ['v1'], metrics: ['exact'], prompts: ['english'], datasets: ['full'] };
const PROJECT = { ...LISTED, ignored: [], isBuiltIn: false };
const CATALOG = {
  projectsRoot: tmpdir(),
  projects: [{ ...PROJECT, name: 'broken', error: 'programs.ts: Unexpected token (line 3)' }, PROJECT],
};
const BODY = {
  project: 'demo',
  program: 'v1',
  prompt: 'english',
  examples: 'full',
  model: 'local:echo',
  metrics: ['exact'],
  steps: 1,
  proposer_model: 'local:proposer',
};

let edge: EdgeApp;

beforeAll(async () => {
  edge = await startEdgeApp(CATALOG, { trustedProxies: ['127.0.0.1'] });
});

afterAll(async () => {
  await edge.app.close();
});

function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(edge.url + path, { headers, redirect: 'manual' });
}

function post(path: string, body: string | Uint8Array<ArrayBuffer>, contentType = 'application/json'): Promise<Response> {
  return fetch(edge.url + path, { method: 'POST', body, headers: { 'content-type': contentType } });
}

function echo(fields: Record<string, unknown>): Promise<Response> {
  return post('/echo', JSON.stringify({ ...BODY, ...fields }));
}

function numbers(count: number): number[] {
  return Array.from({ length: count }, (_, number) => number);
}

async function problemOf(response: Response): Promise<Record<string, unknown>> {
  expect(response.headers.get('content-type')).toMatch(/^application\/problem\+json/);
  const problem = (await response.json()) as Record<string, unknown>;
  expect(problem['status']).toBe(response.status);
  expect(problem['request_id']).toBe(response.headers.get('x-request-id'));
  expect(typeof problem['detail']).toBe('string');
  return problem;
}

async function linesOf(requestId: string | null, count: number): Promise<Record<string, unknown>[]> {
  const lines = (): Record<string, unknown>[] => edge.log.filter((line) => line['request_id'] === requestId);
  for (let turn = 0; turn < 1000 && lines().length < count; turn += 1) await new Promise((resolve) => setImmediate(resolve));

  return lines();
}

describe('problems', () => {
  it.each([
    ['unusable', 400, 'unusable_request', 'there is no program "v9"'],
    ['no-job', 404, 'job_not_found', 'job not found'],
    ['no-run', 404, 'run_not_found', 'Run not found: r1'],
    ['busy', 409, 'busy', 'another job is already running'],
    ['illegal-move', 409, 'illegal_move', 'job j1 is done and has no next state'],
    ['unavailable', 503, 'unavailable', 'the database is away'],
  ])('answers an error of the kind "%s" with %i', async (what, status, code, detail) => {
    const response = await get(`/throw/${what}?q=1`);

    expect(response.status).toBe(status);
    expect(await problemOf(response)).toEqual({
      type: `urn:assay:problem:${code}`,
      title: expect.any(String),
      status,
      detail,
      instance: `/throw/${what}`,
      request_id: expect.any(String),
      ...(what === 'busy'
        ? { hint: 'POST /api/jobs/j/cancel ends it', running: ['j'], limit: 1, setting: 'ASSAY_MAX_RUNNING_JOBS' }
        : {}),
    });
    expect(response.headers.get('retry-after')).toBe(status === 503 ? '5' : what === 'busy' ? '2' : null);
  });

  it.each(['bug', 'text', 'undefined'])('keeps the cause of a 500 (%s) for the log', async (what) => {
    const response = await get(`/throw/${what}`);

    expect(response.status).toBe(500);
    const problem = await problemOf(response);
    expect(JSON.stringify(problem)).not.toContain('hunter2');
    const [line] = await linesOf(response.headers.get('x-request-id'), 1);
    expect(line).toMatchObject({ level: 50, req: { method: 'GET', url: `/throw/${what}` }, res: { statusCode: 500 } });
    expect(line).toMatchObject({ err: { stack: expect.any(String) } });
  });

  it.each([
    ['draining', 'draining'],
    ['full', 'unavailable'],
  ])('logs a 503 on purpose (%s) as any other refusal, and not as a fault', async (what, problem) => {
    const response = await get(`/throw/${what}`);

    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
    const [line] = await linesOf(response.headers.get('x-request-id'), 1);
    expect(line).toMatchObject({ level: 30, problem, reason: expect.any(String), res: { statusCode: 503 } });
    expect(line).not.toHaveProperty('err');
  });

  it('logs a 503 whose cause is a fault at level 50, with the cause', async () => {
    const response = await get('/throw/unavailable');

    const [line] = await linesOf(response.headers.get('x-request-id'), 1);
    expect(line).toMatchObject({ level: 50, err: { message: 'the database is away' } });
  });

  it('names the real cause in the log', async () => {
    const response = await get('/throw/bug');

    const [line] = await linesOf(response.headers.get('x-request-id'), 1);
    expect(line).toMatchObject({ err: { type: 'TypeError', message: 'secret: hunter2' } });
  });

  it('cuts a stream that fails in the middle, and says why in the log', async () => {
    const response = await get('/broken/events', { 'x-request-id': 'broken-stream' });

    await expect(response.text()).rejects.toThrow();
    const lines = await linesOf('broken-stream', 2);
    expect(lines.map(({ msg }) => msg)).toEqual(['GET /broken/events opened', expect.stringContaining('GET /broken/events ')]);
    expect(lines[1]).toMatchObject({ level: 50, err: { message: 'too late' } });
  });

  it('answers an unknown route with 404 and names where to look', async () => {
    const response = await get('/api/nothing');

    expect(response.status).toBe(404);
    expect(await problemOf(response)).toMatchObject({ type: 'about:blank', detail: expect.stringContaining('/docs') });
  });

  it('answers a wrong method with 405 and the right ones', async () => {
    const response = await fetch(`${edge.url}/api/catalog`, { method: 'DELETE' });

    expect(response.status).toBe(405);
    expect(response.headers.get('allow')).toBe('GET, HEAD');
    expect(await problemOf(response)).toMatchObject({ detail: '/api/catalog takes GET, HEAD, not DELETE.' });
  });

  it.each(['/%zz', '/throw/%c0%ae', '/throw/long'])('answers the bad URL %s with a problem', async (url) => {
    const path = url.replace('long', 'x'.repeat(5000));
    const response = await get(path);

    expect(response.status).toBeGreaterThanOrEqual(400);
    expect(response.status).toBeLessThan(500);
    await problemOf(response);
  });
});

describe('bodies', () => {
  it('takes a valid body', async () => {
    const response = await echo({ generation_kwargs: { temperature: 0, nested: { list: [1] } } });

    expect(response.status).toBe(201);
    expect(await response.json()).toEqual({ ...BODY, generation_kwargs: { temperature: 0, nested: { list: [1] } } });
  });

  it.each([
    [{ workers: 0 }, 'workers', 'must be an integer of 1 or more'],
    [{ workers: 1.5 }, 'workers', 'must be an integer of 1 or more'],
    [{ workers: '3' }, 'workers', 'must be an integer of 1 or more'],
    [{ workers: null }, 'workers', 'must be an integer of 1 or more'],
    [{ workers: 1e300 }, 'workers', 'must be an integer of 1 or more'],
    [{ repeats: 0 }, 'repeats', 'must be an integer of 1 or more'],
    [{ limit: 0 }, 'limit', 'must be an integer of 1 or more'],
    [{ seed: -1 }, 'seed', 'must be an integer of 0 or more'],
    [{ steps: -1 }, 'steps', 'must be an integer of 0 or more'],
    [{ project: '' }, 'project', 'must be a non-empty string of at most 1000 characters'],
    [{ project: 7 }, 'project', 'must be a non-empty string of at most 1000 characters'],
    [{ project: ['demo'] }, 'project', 'must be a non-empty string of at most 1000 characters'],
    [{ model: undefined }, 'model', 'must be a non-empty string of at most 1000 characters'],
    [{ proposer_model: undefined }, 'proposer_model', 'must be a non-empty string of at most 1000 characters'],
    [{ label: '' }, 'label', 'must be a non-empty string of at most 1000 characters'],
    [{ metrics: [] }, 'metrics', 'must be an array of at least one non-empty string'],
    [{ metrics: 'exact' }, 'metrics', 'must be an array of at least one non-empty string'],
    [{ metrics: { 0: 'exact' } }, 'metrics', 'must be an array of at least one non-empty string'],
    [{ metrics: ['exact', ''] }, 'metrics[1]', 'must be a non-empty string'],
    [{ metrics: ['exact', 3] }, 'metrics[1]', 'must be a non-empty string'],
    [{ metrics: ['a', 'b', 'a'] }, 'metrics[2]', 'is there already: "a"'],
    [{ generation_kwargs: [1] }, 'generation_kwargs', 'must be a JSON object'],
    [{ generation_kwargs: 'hot' }, 'generation_kwargs', 'must be a JSON object'],
  ])('refuses %j with one fault', async (fields, path, message) => {
    const response = await echo(fields);

    expect(response.status).toBe(422);
    expect(await problemOf(response)).toMatchObject({
      type: 'urn:assay:problem:invalid_request',
      detail: `The request does not match its schema: ${path} ${message}.`,
      errors: [{ path, message }],
    });
  });

  it.each([
    ['worker', 'is no field of this request; did you mean workers?'],
    ['promt', 'is no field of this request; did you mean prompt?'],
    ['colour_of_the_sky', expect.stringMatching(/^is no field of this request; there are .*workers/)],
  ])('refuses a field that nobody knows: %s', async (name, message) => {
    const response = await echo({ [name]: 8 });

    expect(response.status).toBe(422);
    expect(await problemOf(response)).toMatchObject({ errors: [{ path: name, message }] });
  });

  it.each([
    ['100 fields', Object.fromEntries(numbers(100).map((key) => [`k${key}`, 1]))],
    ['2000 keys and items', { metrics: numbers(80_000).map((name) => `m${name}`) }],
    ['2000 keys and items', { generation_kwargs: { list: numbers(1_500).map((key) => ({ [key]: 1 })) } }],
  ])('refuses more than %s before it looks at them', async (what, fields) => {
    const response = await echo(fields);

    expect(response.status).toBe(422);
    expect(await problemOf(response)).toMatchObject({
      detail: expect.stringContaining(`The body has more than ${what}: no request needs so many`) as unknown,
    });
  });

  it('bounds every text', async () => {
    expect((await echo({ label: 'x'.repeat(1000) })).status).toBe(201);
    expect((await echo({ label: 'x'.repeat(1001) })).status).toBe(422);
  });

  it('names every fault at once', async () => {
    const response = await echo({ project: '', workers: 0, metrics: [] });

    expect(await problemOf(response)).toMatchObject({
      errors: [{ path: 'project' }, { path: 'workers' }, { path: 'metrics' }],
    });
  });

  it.each(['[]', '3', '"text"', 'null', 'true', '[{"project":"demo"}]', ''])(
    'refuses the body %j: it is no object',
    async (body) => {
      const response = await post('/echo', body);

      expect(response.status).toBe(422);
      expect(await problemOf(response)).toMatchObject({ detail: 'The body must be a JSON object.', errors: [{ path: '' }] });
    },
  );

  it('says where a body stops being JSON', async () => {
    const response = await post('/echo', '{"project": "demo",\n "workers": 3 "metrics": []}');

    expect(response.status).toBe(422);
    expect(await problemOf(response)).toMatchObject({ detail: expect.stringMatching(/not valid JSON.*line 2 column 15/) });
  });

  it('takes a body that begins with a byte-order mark', async () => {
    expect((await post('/echo', `\ufeff${JSON.stringify(BODY)}`)).status).toBe(201);
  });

  it('refuses bytes that are no UTF-8, and nesting that no body needs', async () => {
    const bytes = await post('/echo', Buffer.from('{"a": 1,\n"\xff": 2}', 'latin1'));
    const nested = await post('/echo', `${'['.repeat(100_000)}${']'.repeat(100_000)}`);

    expect([bytes.status, nested.status]).toEqual([422, 422]);
    expect(await problemOf(bytes)).toMatchObject({ detail: 'The body is not valid UTF-8: look at line 2.' });
    expect(await problemOf(nested)).toMatchObject({
      detail: 'The body is nested more than 64 levels deep (ASSAY_MAX_JSON_DEPTH).',
    });
  });

  it('lets no body reach a prototype', async () => {
    const polluting = '{"__proto__": {"polluted": 1}, "constructor": {"prototype": {"polluted": 1}}}';

    const response = await post('/echo', JSON.stringify(BODY).replace('{', `{"generation_kwargs": ${polluting},`));

    expect(response.status).toBeLessThan(500);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
  });

  it.each(['text/plain', 'application/x-www-form-urlencoded', 'application/xml', 'nonsense'])(
    'refuses %s with 415',
    async (type) => {
      const response = await post('/echo', JSON.stringify(BODY), type);

      expect(response.status).toBe(415);
      expect(await problemOf(response)).toMatchObject({ detail: expect.stringContaining(JSON.stringify(type)) });
    },
  );

  it('takes a charset, and a POST that needs no body without one', async () => {
    expect((await post('/echo', JSON.stringify(BODY), 'application/json; charset=utf-8')).status).toBe(201);
    expect((await fetch(`${edge.url}/empty`, { method: 'POST' })).status).toBe(201);
  });

  it('refuses 50 MB with 413 before it has read them, and goes on', async () => {
    const response = await post('/echo', JSON.stringify({ ...BODY, label: 'x'.repeat(50_000_000) }));

    expect(response.status).toBe(413);
    expect(await problemOf(response)).toMatchObject({ detail: expect.stringContaining('1048576 bytes') });
    expect((await get('/api/health')).status).toBe(200);
  });

  it('stops reading a body of unknown length at the limit', async () => {
    const socket = connect(Number(new URL(edge.url).port), '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => (answer += chunk.toString()));
    const closed = new Promise((resolve) => socket.on('error', () => undefined).on('close', resolve));
    socket.write(
      'POST /echo HTTP/1.1\r\nhost: localhost\r\ncontent-type: application/json\r\ntransfer-encoding: chunked\r\n\r\n',
    );
    const chunk = `10000\r\n${'x'.repeat(0x10000)}\r\n`;
    let sent = 0;
    const send = (): void => {
      while (!socket.destroyed && answer === '' && sent < 800) {
        sent += 1;
        if (!socket.write(chunk)) {
          socket.once('drain', send);
          return;
        }
      }
    };
    send();
    await closed;

    expect(answer).toMatch(/^HTTP\/1\.1 413 /);
    expect(sent).toBeLessThan(800);
  });
});

describe('request ids', () => {
  it('keeps a sane id of the caller, in the header and in the log', async () => {
    const response = await get('/api/catalog', { 'x-request-id': 'trace-42' });

    expect(response.headers.get('x-request-id')).toBe('trace-42');
    expect(await linesOf('trace-42', 1)).toEqual([expect.objectContaining({ msg: 'GET /api/catalog 200', level: 30 })]);
  });

  it.each(['', 'two words', 'very long', '{"json":1}'])('makes an id of its own instead of %j', async (given) => {
    const id = given.replace('very long', 'x'.repeat(129));
    const response = await get('/api/health', { 'x-request-id': id });

    expect(response.headers.get('x-request-id')).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
  });

  it('logs the address of the client, as a trusted proxy names it', async () => {
    await get('/', { 'x-request-id': 'near' });
    await get('/', { 'x-request-id': 'far', 'x-forwarded-for': '198.51.100.1, 203.0.113.9' });

    expect(await linesOf('near', 1)).toEqual([
      expect.objectContaining({ req: expect.objectContaining({ address: '127.0.0.1' }) as unknown }),
    ]);
    expect(await linesOf('far', 1)).toEqual([
      expect.objectContaining({ req: expect.objectContaining({ address: '203.0.113.9' }) as unknown }),
    ]);
  });

  it('logs health checks for debugging only', async () => {
    await get('/api/health', { 'x-request-id': 'healthy' });

    expect(await linesOf('healthy', 1)).toEqual([expect.objectContaining({ level: 20 })]);
  });
});

describe('service and catalog', () => {
  it('says that it is up', async () => {
    expect(await (await get('/api/health')).json()).toEqual({ status: 'ok' });
  });

  it('tells programs what it is, and gives browsers the application', async () => {
    const json = await get('/');
    const html = await get('/', { accept: 'text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8' });

    expect(await json.json()).toEqual({ status: 'ok', service: 'assay-api', version: expect.stringMatching(/^\d+\.\d+\.\d+/) });
    expect([html.status, html.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
    expect(await html.text()).toContain('<div id="app">');
    expect((await get('/', { accept: 'application/json, text/html;q=0.5' })).status).toBe(200);
  });

  it('lists the catalog as the wire has it', async () => {
    expect(await (await get('/api/catalog')).json()).toEqual({
      projects_root: tmpdir(),
      projects: [{ ...LISTED, name: 'broken', error: 'programs.ts: Unexpected token (line 3)' }, LISTED],
    });
  });
});

describe('browsers', () => {
  function preflight(origin: string): Promise<Response> {
    const headers = { origin, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type' };
    return fetch(`${edge.url}/api/catalog`, { method: 'OPTIONS', headers });
  }

  it.each(['http://localhost:5173', 'http://127.0.0.1:3000', 'http://localhost', 'https://[::1]:8443'])(
    'lets %s call',
    async (origin) => {
      const response = await preflight(origin);

      expect(response.status).toBe(204);
      expect(response.headers.get('access-control-allow-origin')).toBe(origin);
      expect(response.headers.get('access-control-allow-methods')).toContain('POST');
      expect(response.headers.get('access-control-allow-headers')).toBe('content-type');
    },
  );

  it.each(['https://evil.example', 'http://localhost.evil.example', 'http://localhost:80.evil.example', 'null'])(
    'does not let %s call',
    async (origin) => {
      expect((await preflight(origin)).headers.get('access-control-allow-origin')).toBeNull();
    },
  );

  it('lets pages read the id of a failed request', async () => {
    const response = await get('/throw/busy', { origin: 'http://localhost:5173' });

    expect(response.headers.get('access-control-allow-origin')).toBe('http://localhost:5173');
    expect(response.headers.get('access-control-expose-headers')).toContain('x-request-id');
  });

  it('sends headers that keep pages of others out', async () => {
    const { headers } = await get('/docs');

    expect(headers.get('content-security-policy')).toContain("script-src 'self'");
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('x-frame-options')).toBe('DENY');
    expect(headers.get('x-powered-by')).toBeNull();
  });
});

describe('documentation pages', () => {
  it.each(['/docs', '/docs/', '/redoc'])('serves %s, whose resources are all its own', async (path) => {
    const page = await get(path);
    const html = await page.text();

    expect(page.headers.get('content-type')).toContain('text/html');
    const resources = [...html.matchAll(/\b(?:src|href|spec-url)=["']([^"']+)["']/g)].map(
      (match) => new URL(match[1] ?? '', edge.url + path),
    );
    expect(resources.length).toBeGreaterThanOrEqual(3);
    for (const resource of resources) {
      expect(resource.origin).toBe(edge.url);
      expect((await fetch(resource)).status).toBe(200);
    }
  });

  it.each([
    '/docs/../api/jobs',
    '/docs/%2e%2e/api/jobs',
    '/docs/%00',
    `/docs/${'a'.repeat(300)}`,
    '/docs/package.json',
    '/docs/README.md',
    '/docs/index.html',
    '/docs/oauth2-redirect.html',
    '/docs/swagger-ui.css.map',
    '/docs/docs/swagger-ui-init.js',
  ])('has nothing at %s, as at any unknown path', async (path) => {
    const answer = await new Promise<string>((resolve, reject) => {
      const { hostname, port } = new URL(edge.url);
      const socket = connect(Number(port), hostname);
      let text = '';
      socket.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      socket.once('end', () => resolve(text)).once('error', reject);
      // `fetch` would resolve the dots itself.
      socket.write(`GET ${path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n`);
    });

    expect(answer).toMatch(/^HTTP\/1\.1 404 /);
    expect(answer).toContain('; /docs shows every route."');
    expect(answer.toLowerCase()).toContain("content-security-policy: default-src 'none'");
  });

  it('says why it can’t answer with a range', async () => {
    const response = await get('/docs/swagger-ui.css', { range: 'bytes=99999999-' });

    expect(response.status).toBe(416);
    expect((await problemOf(response))['detail']).toContain('The range "bytes=99999999-" has nothing of this file');
  });

  it('serves ReDoc without its remote logo', async () => {
    const script = await (await get('/redoc/redoc.standalone.js')).text();

    expect(script.length).toBeGreaterThan(500_000);
    expect(script).not.toContain('cdn.redoc.ly');
  });
});

describe('a server that is being closed', () => {
  it('changes nothing any more, says so, and can still be read', async () => {
    edge.app.getHttpAdapter().beforeClose?.();

    expect((await get('/api/health')).status).toBe(200);
    const response = await fetch(`${edge.url}/api/jobs/x/cancel`, { method: 'POST' });

    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '5']);
    expect(await problemOf(response)).toMatchObject({ detail: 'The server is shutting down; try again soon.' });
  });
});
