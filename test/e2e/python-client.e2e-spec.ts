import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { pythonClient } from '../../scripts/python-client/python-client.ts';
import type { Document } from '../../scripts/python-client/schema.ts';
import { cuttingProxy } from '../fixtures/cutting-proxy.ts';
import { runProgram } from '../fixtures/run-program.ts';
import { ADD_FIVE, eventsOf, RunningServer } from './running-server.ts';

const FOLDER = fileURLToPath(new URL('../../clients/python', import.meta.url));
const COMMITTED = readFileSync(new URL('../../clients/python/assay_client.py', import.meta.url), 'utf8');
const DOCUMENT = JSON.parse(readFileSync(new URL('../../openapi.json', import.meta.url), 'utf8')) as Document;
const KEY = 'assay_0123456789abcdef0123456789abcdef';

const HAS_PYTHON = spawnSync('python3', ['--version'], { stdio: 'ignore' }).status === 0;
if (!HAS_PYTHON) process.stderr.write('There is no python3 here: what the Python client does is not tested.\n');

let server: RunningServer;

beforeAll(async () => {
  server = await RunningServer.start({ maxRunningJobs: 10 });
});
afterAll(() => server.close());

/** What a script prints, with the client imported, `url` the server and `fields` a job, as JSON. */
async function told(script: string, url = server.url): Promise<unknown> {
  const head = [
    'import json, sys',
    `sys.path.insert(0, ${JSON.stringify(FOLDER)})`,
    'from assay_client import ApiError, AssayClient, ConnectionFailed',
    `client = AssayClient(${JSON.stringify(url)})`,
    `fields = json.loads(${JSON.stringify(JSON.stringify(ADD_FIVE))})`,
  ];
  const { code, stdout, stderr } = await runProgram('python3', ['-W', 'error', '-B', '-'], [...head, script, ''].join('\n'));
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  return JSON.parse(stdout);
}

describe('clients/python/assay_client.py', () => {
  it('is what npm run client:python makes of openapi.json', () => {
    expect(COMMITTED === pythonClient(DOCUMENT)).toBe(true);
  });

  it('has a method for every operation, and a type for every schema', () => {
    const operations = Object.values(DOCUMENT.paths).flatMap((path) => Object.values(path));
    const names = operations.map(({ operationId }) => operationId.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
    expect(names.length).toBeGreaterThan(50);
    expect(names.filter((name) => !COMMITTED.includes(`    def ${name}(self`))).toEqual([]);
    const types = Object.keys(DOCUMENT.components.schemas);
    expect(types.filter((name) => !new RegExp(`^(class ${name}\\(|${name} = )`, 'm').test(COMMITTED))).toEqual([]);
  });
});

(HAS_PYTHON ? describe : describe.skip)('the Python client', () => {
  it('has annotations that Python can resolve', async () => {
    const script = [
      'import assay_client, typing',
      'known = [value for value in vars(assay_client).values() if type(value).__name__ == "_TypedDictMeta"]',
      'for value in known: typing.get_type_hints(value)',
      'methods = [value for value in vars(AssayClient).values() if callable(value)]',
      'for value in methods: typing.get_type_hints(value)',
      'print(json.dumps([len(known) > 100, len(methods) > 50, sorted(assay_client.StartedJob.__required_keys__)]))',
    ];
    expect(await told(script.join('\n'))).toEqual([true, true, ['job_id']]);
  });

  it('runs a job, follows it, and reads its result and report', async () => {
    const script = [
      'job_id = client.start_evaluate(fields, idempotency_key="once")["job_id"]',
      'again = client.start_evaluate(fields, idempotency_key="once")["job_id"]',
      'types = [event["type"] for event in client.stream_job_events(job_id)]',
      'job = client.get_job(job_id, events="false")',
      'listed = client.list_jobs(limit=1, project="arithmetic")["jobs"][0]["job_id"]',
      'page = client.get_job_report(job_id)',
      'print(json.dumps([job_id == again == listed, sorted(set(types)), len(types), job["summary"]["overall"]["mean"], page[:2]]))',
    ];
    expect(await told(script.join('\n'))).toEqual([true, ['scoring', 'trial'], 10, 1, '# ']);
  });

  it('has each event once over lost connections, by Last-Event-ID, or from one on', async () => {
    const jobId = await server.startJob('evaluate', { ...ADD_FIVE, examples: 'hundred' });
    const events = eventsOf(await server.stream(jobId));
    const proxy = await cuttingProxy(server.url, 20_000, 2);
    const script = `print(json.dumps([list(client.stream_job_events("${jobId}")), list(client.stream_job_events("${jobId}", from_seq=198))]))`;

    const [all, last] = (await told(script, proxy.url)) as [unknown, unknown];
    proxy.close();

    expect(proxy.cuts()).toBe(2);
    expect(all).toEqual(events);
    expect(last).toEqual(events.slice(198));
  });

  it('imports files as they are, and takes names that need quoting', async () => {
    const script = [
      'run = {"run_id": "a b/ü", "samples": [{"id": "1", "scores": {"m": 1}}]}',
      'made = client.import_file(json.dumps(run).encode())["run_id"]',
      'detail = client.get_run("a b/ü", limit=1)',
      'gone = client.delete_run("a b/ü")',
      'print(json.dumps([made, detail["metrics"], gone]))',
    ];
    expect(await told(script.join('\n'))).toEqual(['a b/ü', { m: 1 }, null]);
  });

  it('raises what the server says, and that it can’t be reached', async () => {
    const script = [
      'said = []',
      'for ask in [lambda: client.get_job("nothing"), lambda: list(client.stream_job_events("nothing")), lambda: client.start_run({})]:',
      '    try: ask()',
      '    except ApiError as error: said.append([error.status, str(error) == error.problem["detail"]])',
      'try: AssayClient("http://127.0.0.1:9").get_health()',
      'except ConnectionFailed as error: said.append(str(error)[:18])',
      'print(json.dumps(said))',
    ];
    expect(await told(script.join('\n'))).toEqual([[404, true], [404, true], [422, true], 'http://127.0.0.1:9']);
  });

  it('shows its key', async () => {
    const guarded = await RunningServer.start({ apiKeys: `${KEY}:read` as never });
    try {
      const script = `
try: client.list_jobs()
except ApiError as error: refused = error.status
print(json.dumps([refused, AssayClient(client._base_url, "${KEY}").list_jobs()["jobs"]]))`;
      expect(await told(script, guarded.url)).toEqual([401, []]);
    } finally {
      await guarded.close();
    }
  });
});
