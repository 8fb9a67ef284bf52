import { mkdir, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { once } from 'node:events';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import {
  changed,
  datasetsServer,
  silent,
  status,
  text,
  type DatasetsServer,
  type Fault,
} from '../../test/fixtures/datasets-server.ts';
import { loopbackProxy, type LoopbackProxy } from '../../test/fixtures/loopback-proxy.ts';
import { sampleSourceRows } from '../../test/fixtures/sample-benchmark.ts';
import { StoreRig } from '../../test/fixtures/store-rig.ts';
import { writeFailure } from './data-failure.ts';

const OR_IMPORT =
  'or download https://hub.example/datasets/owner/gsm8k elsewhere and run: assay benchmark import gsm8k FILE ' +
  '(a .parquet, .jsonl or .json file of the split test)';

let rig: StoreRig;
let server: DatasetsServer;
let proxy: LoopbackProxy;

beforeEach(async () => {
  rig = await StoreRig.make();
  server = await datasetsServer(sampleSourceRows(250));
  proxy = await loopbackProxy();
});

afterEach(async () => {
  server.close();
  proxy.close();
  await rig.remove();
});

/** A port of this machine that is closed. */
async function closedPort(): Promise<number> {
  const listener = createServer();
  await once(listener.listen(0, '127.0.0.1'), 'listening');
  const { port } = listener.address() as AddressInfo;
  await once(listener.close(), 'close');
  return port;
}

async function failureOf(url: string, token?: string, timeoutMs = 5_000): Promise<unknown> {
  const policy = { minDelayMs: 1, maxDelayMs: 2, retries: 1, timeoutMs };
  return rig
    .open(url, { policy, token })
    .fetch('gsm8k')
    .then(
      () => undefined,
      (error: unknown) => error,
    );
}

function unfetched(url: string, causeAndAdvice: string): object {
  const message = `The data of gsm8k is not on this machine and could not be fetched from ${url}: ${causeAndAdvice}, ${OR_IMPORT}`;
  return { code: 'unavailable', message };
}

describe('data that could not be fetched', () => {
  it('because the port is closed', async () => {
    const port = await closedPort();
    const url = `http://127.0.0.1:${port}`;
    expect(await failureOf(url)).toMatchObject(
      unfetched(
        url,
        `127.0.0.1:${port} refuses the connection (ECONNREFUSED). Try again with a network (HTTPS_PROXY is honoured)`,
      ),
    );
  });

  it('because there is no safe connection', async () => {
    const url = server.url.replace('http:', 'https:');
    expect(await failureOf(url)).toMatchObject(
      unfetched(
        url,
        'no safe connection could be made (ERR_SSL_WRONG_VERSION_NUMBER). ' +
          'Where a proxy reads the traffic, name the file of its certificate in NODE_EXTRA_CA_CERTS and try again',
      ),
    );
  });

  it.each<[string, Fault, string]>([
    [
      'it wants a token',
      status(401, {}, 'The dataset does not exist, or is not accessible without authentication.'),
      'it wants a token for owner/gsm8k (401: The dataset does not exist, or is not accessible without authentication.). ' +
        'Set HF_TOKEN to a token that may read owner/gsm8k',
    ],
    [
      'it is gated',
      status(403, {}, 'gated'),
      'it wants a token for owner/gsm8k (403: gated). Set HF_TOKEN to a token that may read owner/gsm8k',
    ],
    [
      'there is no such dataset',
      status(404, { 'x-error-code': 'ResponseNotFound' }, 'Not found.'),
      'it has no dataset owner/gsm8k with config main and split test (404: ResponseNotFound, Not found.). ' +
        'See whether ASSAY_DATASETS_SERVER names the right server',
    ],
    [
      'there were too many requests',
      status(429, {}, 'slow down'),
      'it has had too many requests (429: slow down). Try again later',
    ],
    [
      'it is not ready',
      status(500, { 'x-error-code': 'ResponseNotReady' }, 'The server is busier than usual'),
      'it answers 500: ResponseNotReady, The server is busier than usual. Try again later',
    ],
    ['an error says no words', status(503, {}, ''), 'it answers 503. Try again later'],
    [
      'another page came',
      text('<html>\n<body>Please log in'),
      'what came is not JSON (it begins with "<html> <body>Please log in"). ' +
        'Try again with a network that lets the answer through (HTTPS_PROXY is honoured)',
    ],
    [
      'a part of it came',
      changed((page) => ({ ...page, partial: true })),
      'it gives a wrong answer of owner/gsm8k: it has only a part of the dataset. ' +
        'Try again later, or see whether ASSAY_DATASETS_SERVER names the right server',
    ],
  ])('because %s', async (_what, fault, causeAndAdvice) => {
    server.fault = fault;
    expect(await failureOf(server.url)).toMatchObject(unfetched(server.url, causeAndAdvice));
  });

  it('because no answer came', async () => {
    server.fault = silent;
    const causeAndAdvice = 'no answer came within 0.2 seconds. Try again with a network (HTTPS_PROXY is honoured)';
    expect(await failureOf(server.url, undefined, 200)).toMatchObject(unfetched(server.url, causeAndAdvice));
  });

  it('because the token may not read it, which no message shows', async () => {
    server.fault = status(403, {}, 'no');
    expect(await failureOf(server.url, 'hf_secret')).toMatchObject(
      unfetched(
        server.url,
        'it does not let HF_TOKEN read owner/gsm8k (403: no). Set HF_TOKEN to a token that may read owner/gsm8k',
      ),
    );
    expect(await failureOf(server.url, 'hf_sec\nret')).toMatchObject(
      unfetched(server.url, 'HF_TOKEN has a character that no token has. Set HF_TOKEN right'),
    );
  });

  it('is said in one line, however much the server says', async () => {
    server.fault = status(500, {}, `first\n${'second '.repeat(200)}`);
    const failure = await failureOf(server.url);
    expect((failure as Error).message).toMatch(/500: first second .{150,190}…\. Try again later/);
    expect((failure as Error).message).not.toContain('\n');
  });
});

describe('a proxy', () => {
  it('is asked where the environment names one', async () => {
    rig.setProxies({ HTTP_PROXY: proxy.url });
    expect(await rig.open(server.url).fetch('gsm8k')).toMatchObject({ rows: 250 });
    expect(proxy.asked).toHaveLength(3);
    expect(proxy.asked[0]).toContain(`${server.url}/rows?dataset=owner%2Fgsm8k&config=main&split=test&offset=0`);
  });

  it('is left out where the environment says so', async () => {
    rig.setProxies({ HTTP_PROXY: proxy.url, NO_PROXY: '127.0.0.1' });
    expect(await rig.open(server.url).fetch('gsm8k')).toMatchObject({ rows: 250 });
    expect(proxy.asked).toEqual([]);
  });

  const ADVICE = 'Set HTTPS_PROXY, HTTP_PROXY or NO_PROXY right and try again';
  const WISH = ': it wants a name and a password, as in http://name:password@proxy.example:8080';

  it.each([
    [407, `the proxy refuses to connect (407)${WISH}. ${ADVICE}`],
    [403, `the proxy refuses to connect (403). ${ADVICE}`],
    [502, `the proxy refuses to connect (502). ${ADVICE}`],
  ])('that refuses with %i is named', async (refusal, causeAndAdvice) => {
    proxy.refusal = refusal;
    rig.setProxies({ HTTPS_PROXY: proxy.url });
    const url = 'https://datasets.example';
    expect(await failureOf(url)).toMatchObject(unfetched(url, causeAndAdvice));
    expect(proxy.asked[0]).toBe('CONNECT datasets.example:443');
  });

  it('that wants a name is named without a tunnel too', async () => {
    proxy.refusal = 407;
    rig.setProxies({ HTTP_PROXY: proxy.url });
    expect(await failureOf(server.url)).toMatchObject(
      unfetched(server.url, `the proxy refuses to connect (407)${WISH}. ${ADVICE}`),
    );
  });

  it('that is not there is named', async () => {
    const port = await closedPort();
    rig.setProxies({ HTTP_PROXY: `http://127.0.0.1:${port}` });
    const cause = `the proxy 127.0.0.1:${port} refuses the connection (ECONNREFUSED)`;
    expect(await failureOf(server.url)).toMatchObject(unfetched(server.url, `${cause}. ${ADVICE}`));
  });

  it.each(['nonsense', 'proxy.example:8080'])('that is no URL is named: %s', async (variable) => {
    rig.setProxies({ HTTP_PROXY: variable });
    const cause = 'HTTPS_PROXY or HTTP_PROXY is not the URL of a proxy, such as http://proxy.example:8080';
    expect(await failureOf(server.url)).toMatchObject(unfetched(server.url, `${cause}. ${ADVICE}`));
  });
});

describe('data that could not be kept', () => {
  it('because a file is in the way, costs no request', async () => {
    await writeFile(rig.at(), '');
    expect(await failureOf(server.url)).toMatchObject({
      code: 'unavailable',
      message:
        `The data of gsm8k can't be kept in ${rig.at('gsm8k')}: there is a file where a folder should be (ENOTDIR). ` +
        'Put that right, or set ASSAY_BENCHMARKS_DIR to another folder, and try again.',
    });
    expect(server.requests).toEqual([]);
  });

  it('because a folder is in the way', async () => {
    await mkdir(join(rig.at('gsm8k', 'test.jsonl'), 'full'), { recursive: true });
    expect(await failureOf(server.url)).toMatchObject({
      message: expect.stringMatching(/there is a (file|folder) where (a folder|the file) should be \(\w+\)/) as unknown,
    });
  });

  const [benchmark] = [{ name: 'gsm8k' }] as [Parameters<typeof writeFailure>[1]];

  it.each([
    ['ENOSPC', 'the disk is full'],
    ['EDQUOT', 'the quota of the disk is used up'],
    ['EACCES', 'this folder may not be written to'],
    ['EROFS', 'this disk may not be written to'],
    ['ENOENT', "this folder can't be made"],
    ['EIO', 'the system says EIO'],
  ])('because of %s, says so', (code, cause) => {
    expect(writeFailure(Object.assign(new Error('no'), { code }), benchmark, '/cache/gsm8k/test.jsonl')).toMatchObject({
      code: 'unavailable',
      message:
        `The data of gsm8k can't be kept in /cache/gsm8k: ${cause} (${code}). ` +
        'Put that right, or set ASSAY_BENCHMARKS_DIR to another folder, and try again.',
    });
  });

  it('because of a mistake of ours, is left as it is', () => {
    const mistake = new TypeError('x is undefined');
    expect(writeFailure(mistake, benchmark, '/cache/gsm8k/test.jsonl')).toBe(mistake);
  });
});
