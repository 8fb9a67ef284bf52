import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { BenchmarkListDto } from '../../src/catalog/benchmark.dto.ts';
import { datasetsServer, silent, type DatasetsServer } from '../fixtures/datasets-server.ts';
import { sampleLines, sampleSourceRows } from '../fixtures/sample-benchmark.ts';
import { temporaryRoot, type TemporaryRoot } from '../fixtures/temporary-root.ts';
import { AssayProcess, type Outcome } from './assay-process.ts';
import { RunningServer, type JobDocument } from './running-server.ts';

jest.setTimeout(60_000);

let root: TemporaryRoot;
let source: DatasetsServer;

beforeAll(async () => {
  root = await temporaryRoot('arithmetic');
  source = await datasetsServer(sampleSourceRows(250));
});

afterAll(async () => {
  source.close();
  await root.remove();
});

/** `folder` is where the data is kept. */
function benchmark(folder: string, datasets: string, ...args: readonly string[]): Promise<Outcome> {
  return started(folder, datasets, ...args).outcome;
}

function started(folder: string, datasets: string, ...args: readonly string[]): AssayProcess {
  const env = {
    ASSAY_BENCHMARKS_DIR: join(root.path, folder),
    ASSAY_DATASETS_SERVER: datasets,
    ASSAY_PROJECTS_ROOT: root.path,
  };
  return new AssayProcess(['benchmark', ...args], env);
}

const NOWHERE = 'http://127.0.0.1:1';

describe('assay benchmark', () => {
  it('lists what there is, as a table and as JSON', async () => {
    const [table, json] = await Promise.all([
      benchmark('.none', NOWHERE, 'list'),
      benchmark('.none', NOWHERE, 'list', '--format', 'json'),
    ]);

    expect(table).toMatchObject({ code: 0, stderr: '' });
    expect(table.stdout).toMatch(/demo .*part of Assay/);
    expect(table.stdout).toMatch(/gsm8k .*1319.*numeric_match.*MIT.*not fetched yet/);
    expect((JSON.parse(json.stdout) as BenchmarkListDto).benchmarks).toContain('supergpqa');
  });

  it('evaluates a model offline', async () => {
    const { code, stdout } = await benchmark(
      '.none',
      NOWHERE,
      'demo',
      '--model',
      'local:arithmetic',
      '--format',
      'json',
      '--quiet',
    );
    const { manifest, summary } = JSON.parse(stdout) as JobDocument;

    expect(code).toBe(0);
    expect(manifest).toMatchObject({ status: 'done', project: 'demo', prompt: 'step_by_step', metrics: ['numeric_match'] });
    expect(summary).toMatchObject({ trial_count: 40, failure_rate: 0, scoring_failure_rate: 0 });
  });

  it('takes another prompt and other metrics, and the options of evaluate', async () => {
    const options = ['--prompt', 'answer_only', '--metric', 'answer_given', '--limit', '4', '--fail-under', '0.99', '--quiet'];
    const outcome = await benchmark('.none', NOWHERE, 'demo', '--model', 'local:arithmetic', ...options);

    expect(outcome.code).toBe(3);
    expect(outcome.stdout).toContain('answer_given');
    expect(outcome.stdout).toMatch(/trials\s.*4/);
  });

  it('says what to do without a network, and exits with 1', async () => {
    const [run, fetched] = await Promise.all([
      benchmark('.none', NOWHERE, 'gsm8k', '--model', 'local:echo'),
      benchmark('.none', NOWHERE, 'fetch', 'aime24'),
    ]);

    expect(run).toMatchObject({ code: 1, stdout: '' });
    expect(run.stderr).toContain('assay benchmark import gsm8k FILE');
    expect(fetched).toMatchObject({ code: 1, stdout: '' });
    expect(fetched.stderr).toContain('assay benchmark import aime24 FILE');
    expect(`${run.stderr}${fetched.stderr}`).not.toMatch(/\n {4}at /);
  });

  it('fetches what it needs, runs, and does not fetch again', async () => {
    const first = await benchmark('.fetched', source.url, 'gsm8k', '--model', 'local:echo', '--workers', '8');
    const asked = source.requests.length;
    const again = await benchmark('.fetched', source.url, 'fetch', 'gsm8k');

    expect(first.code).toBe(0);
    expect(first.stderr).toContain('The data of gsm8k is fetched from');
    expect(first.stdout).toMatch(/trials\s.*250/);
    expect(again).toMatchObject({ code: 0 });
    expect(again.stdout).toMatch(/Examples {2}250\nSHA-256 {3}[0-9a-f]{64}\nRevision {2}a{40}\n/);
    expect(source.requests).toHaveLength(asked);
  });

  it.each([
    ['fetch', ['fetch', 'gsm8k']],
    ['run', ['gsm8k', '--model', 'local:echo']],
  ])('keeps what came when Ctrl-C ends a %s, and goes on there', async (what, args) => {
    const slow = await datasetsServer(sampleSourceRows(250));
    try {
      slow.faults.set(200, [silent]);
      const fetching = started(`.${what}`, slow.url, ...args);
      while (slow.requests.length < 3) await turn();
      fetching.interrupt();
      expect(await fetching.outcome).toMatchObject({ code: 130, stdout: '' });

      const again = await benchmark(`.${what}`, slow.url, 'fetch', 'gsm8k');
      expect(again.stdout).toContain('Examples  250');
      expect(again.stderr).toMatch(/of 250 rows of gsm8k are here already/);
      expect(slow.offsets().filter((offset) => offset === 0)).toHaveLength(1);
    } finally {
      slow.close();
    }
  });

  it('takes the data from a file, the same as it fetches', async () => {
    const file = join(root.path, 'downloaded.jsonl');
    await writeFile(
      file,
      sampleSourceRows(250)
        .map((row) => `${JSON.stringify(row)}\n`)
        .join(''),
    );
    const { code, stdout } = await benchmark('.imported', NOWHERE, 'import', 'gsm8k', file);

    expect(code).toBe(0);
    expect(stdout).toContain('Examples  250');
    expect(await readFile(join(root.path, '.imported', 'gsm8k', 'test.jsonl'), 'utf8')).toBe(sampleLines(250));
  });

  it.each([
    [['nonsense', '--model', 'local:echo'], /there is no benchmark "nonsense"; the benchmarks are: demo, math500/],
    [['demo'], /missing --model/],
    [['import', 'gsm8k', 'no/such/file.jsonl'], /no\/such\/file\.jsonl/],
    [['import', 'demo', 'package.json'], /demo/],
    [['fetch', 'nonsense'], /nonsense/],
    [['demo', '--model', 'local:echo', '--prompt', 'poem'], /no prompt "poem"/],
  ])('refuses %j with 2', async (args, message) => {
    const { code, stdout, stderr } = await benchmark('.none', NOWHERE, ...args);

    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toMatch(message);
  });
});

describe('assay benchmark --server', () => {
  it('lets a server fetch, run and archive it', async () => {
    const server = await RunningServer.start({ datasetsServer: source.url });
    try {
      const options = ['--model', 'local:echo', '--limit', '5', '--format', 'json', '--quiet', '--server', server.url];
      const [listed, run] = [
        await benchmark('.none', NOWHERE, 'list', '--server', server.url),
        await benchmark('.none', NOWHERE, 'gsm8k', ...options),
      ];
      const { manifest } = JSON.parse(run.stdout) as JobDocument;

      expect(listed.stdout).toMatch(/gsm8k .*not fetched yet/);
      expect(run.code).toBe(0);
      expect((await server.settledJob(String(manifest['job_id']))).manifest).toMatchObject({
        status: 'done',
        project: 'gsm8k',
      });
    } finally {
      await server.close();
    }
  });
});
