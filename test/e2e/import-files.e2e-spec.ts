import { readdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { zipFile } from '../../src/interop/zip-file.fixture.ts';
import { AssayProcess } from './assay-process.ts';
import { RunningServer } from './running-server.ts';

interface WireRun {
  readonly run_id: string;
  readonly is_new: boolean;
  readonly name: string;
  readonly experiment_id: string;
  readonly total_samples: number;
  readonly failed_samples: number;
  readonly metrics: Readonly<Record<string, number>>;
  readonly metadata: Readonly<Record<string, unknown>>;
}

interface WireAnswer extends WireRun {
  readonly runs: readonly WireRun[];
  readonly detail: string;
  readonly errors: readonly { readonly path: string; readonly message: string }[];
}

function inspectLog(model: string, values: readonly unknown[], stated = 0.5): Buffer {
  const scores = [{ name: 'match', scorer: 'match', metrics: { accuracy: { name: 'accuracy', value: stated } } }];
  const header = {
    version: 2,
    status: 'success',
    eval: { task: 'capitals', model, created: '2026-05-12T20:28:13Z' },
    results: { scores },
  };
  const samples = values.map((value, at) => ({
    id: at + 1,
    epoch: 1,
    input: `What is the capital of country ${at}?`,
    target: 'Paris',
    output: { completion: 'Paris' },
    scores: { match: { value, explanation: 'compared' } },
    metadata: { continent: at % 2 === 0 ? 'Europe' : 'Asia' },
    model_usage: { m: { input_tokens: 7, output_tokens: 3 } },
    working_time: 0.25,
  }));
  return zipFile([
    ...samples.map((sample, at) => ({
      name: `samples/${at + 1}_epoch_1.json`,
      text: JSON.stringify(sample),
      method: 'zstandard' as const,
    })),
    { name: 'header.json', text: JSON.stringify(header), method: 'zstandard' },
  ]);
}

function arms(scores: readonly number[]): string {
  const results = scores.map((score, promptIdx) => ({
    promptIdx,
    provider: { id: 'openai:gpt' },
    prompt: { raw: 'x', label: `Prompt ${promptIdx}` },
    vars: { q: 'a' },
    success: score === 1,
    score,
  }));
  return JSON.stringify({
    results: { version: 3, timestamp: '2026-04-22T15:48:05.620Z', prompts: [], results: results },
  });
}

describe('POST /api/runs/import', () => {
  let server: RunningServer;

  beforeAll(async () => {
    server = await RunningServer.start();
  });

  afterAll(async () => {
    await server.close();
  });

  async function send(
    body: string | Buffer,
    { query = '', type = 'application/octet-stream' }: { query?: string; type?: string | null } = {},
  ): Promise<{ status: number; location: string | null; body: WireAnswer }> {
    const headers: Record<string, string> = type === null ? {} : { 'content-type': type };
    const response = await fetch(`${server.url}/api/runs/import${query}`, {
      method: 'POST',
      body: new Uint8Array(Buffer.from(body)),
      headers,
    });
    return { status: response.status, location: response.headers.get('location'), body: (await response.json()) as WireAnswer };
  }

  async function left(): Promise<readonly string[]> {
    const storage = join(server.root.path, '.storage');
    const found = await Promise.all(['.incoming', 'runs'].map((name) => readdir(join(storage, name)).catch(() => [])));
    return found.flat().filter((name) => name.startsWith('.') || name.length === 36);
  }

  it('takes an Inspect log, whatever its content type, and finds the same bytes again', async () => {
    const log = inspectLog('openai/a', ['C', 'I']);
    const first = await send(log, { type: 'application/json' });
    expect([first.status, first.location]).toEqual([201, `/api/runs/${first.body.run_id}`]);
    expect(first.body).toMatchObject({
      is_new: true,
      name: 'capitals · openai/a',
      experiment_id: 'capitals',
      total_samples: 2,
      metrics: { match: 0.5 },
      metadata: { harness: 'inspect_ai', metric_ranges: { match: [0, 1] }, stated_means: { match: 0.5 } },
    });
    expect(first.body.metadata['warnings']).toBeUndefined();
    const again = await send(log, { type: null });
    expect([again.status, again.body.is_new, again.body.run_id]).toEqual([200, false, first.body.run_id]);
    const page = await server.get<{ samples: object[] }>(`/api/runs/${first.body.run_id}/samples?limit=1`);
    expect(page.body.samples[0]).toMatchObject({ id: '1', input_tokens: 7, output_tokens: 3, latency: 0.25 });
  });

  it('gives a run for each arm, and all of them in its answer', async () => {
    const { status, body } = await send(arms([1, 0]), { type: 'text/plain', query: '?experiment_id=mine' });
    expect([status, body.runs.map(({ metrics, experiment_id: experiment }) => [metrics['pass'], experiment])]).toEqual([
      201,
      [
        [1, 'mine'],
        [0, 'mine'],
      ],
    ]);
    expect(body.run_id).toBe(body.runs[0]?.run_id);
    expect((await send(arms([1, 0]), { query: '?label=one' })).body.detail).toContain('a label is of one');
  });

  it('warns on the run where its means are not those of the file', async () => {
    const { body } = await send(inspectLog('openai/b', ['C', 'I', null], 0.4));
    expect(body.metadata['warnings']).toEqual(['The file states 0.4 for "match", and the samples here have the mean 0.5.']);
  });

  it('takes what POST /api/runs takes, under an id of its bytes where it has none', async () => {
    const json = '{"experiment_id": "own", "samples": [{"id": "a", "scores": {"correct": true}}]}';
    const first = await send(json, { query: '?label=mine' });
    expect([first.status, first.body.name, first.body.run_id]).toEqual([
      201,
      'mine',
      expect.stringMatching(/^import-[0-9a-f]{16}$/),
    ]);
    const lines = await send('{"run_id": "lines"}\n{"id": "a", "scores": {"correct": 1}}\n');
    expect([lines.status, lines.body.run_id]).toEqual([201, 'lines']);
    const bad = await send('{"run_id": "lines2"}\n{"id": "a", "scores": {"correct": "high"}}\n');
    expect([bad.status, bad.body.errors[0]?.path]).toEqual([422, 'line 2: scores.correct']);
  });

  it('refuses what is damaged or unknown with its place, and leaves nothing', async () => {
    const log = inspectLog('openai/c', ['C']);
    const before = (await server.get<object[]>('/api/runs')).body.length;
    for (const [body, path, message] of [
      [log.subarray(0, 200), '', /damaged zip archive/],
      [arms([1, 0]).slice(0, -3), '', /ends in the middle/],
      [arms([1]).replace('"score":1}', '"score":1 }, {]'), 'results.results[1]', /not valid JSON/],
      ['{"hello": "world"}', '', /no format that is known/],
      ['', '', /is empty/],
      [zipFile([{ name: '../x', text: 'x' }]), '', /leads out|damaged/],
    ] as const) {
      const answer = await send(body);
      expect([answer.status, answer.body.errors]).toEqual([422, [{ path, message: expect.stringMatching(message) }]]);
      expect(answer.body.detail).toMatch(/^Nothing was imported: /);
    }
    expect((await server.get<object[]>('/api/runs')).body).toHaveLength(before);
    expect(await left()).toEqual([]);
  });

  it('keeps no arm where the id of one is taken', async () => {
    const file = arms([0, 1, 1]);
    const kept = await send(file);
    const [first, second, third] = kept.body.runs.map(({ run_id: id }) => id);
    for (const id of [first, third]) await server.delete(`/api/runs/${id ?? ''}`);
    await server.delete(`/api/runs/${second ?? ''}`);
    const other = { run_id: second, samples: [{ id: 'x', scores: { y: 1 } }] };
    expect((await server.post('/api/runs', other)).status).toBe(201);
    expect((await send(file)).status).toBe(409);
    expect((await server.get(`/api/runs/${first ?? ''}`)).status).toBe(404);
    expect(await left()).toEqual([]);
  });

  it('compares files without keeping anything, by what was asked where they are of different harnesses', async () => {
    const folder = server.root.path;
    const before = await readdir(tmpdir());
    const questions = Array.from({ length: 12 }, (_, at) => at);
    const samples = questions.map((at) => ({
      doc_id: 100 - at,
      doc: { question: `What is the capital of country ${at}?`, answer: 'Paris' },
      resps: [['Paris']],
      metrics: ['match'],
      match: at < 2 ? 1 : 0,
    }));
    await writeFile(
      join(folder, 'x.eval'),
      inspectLog(
        'openai/e',
        questions.map((at) => (at < 10 ? 'C' : 'I')),
      ),
    );
    await writeFile(join(folder, 'y.jsonl'), samples.map((sample) => `${JSON.stringify(sample)}\n`).join(''));
    const { code, stdout } = await new AssayProcess(['compare', join(folder, 'x.eval'), join(folder, 'y.jsonl')]).outcome;
    expect(code).toBe(0);
    expect(stdout).toMatch(/^match .* 12 +better$/m);
    expect(stdout).toContain('samples are matched by a hash of what was asked');
    await writeFile(join(folder, 'arms.json'), arms([1, 0, 1]));
    const several = await new AssayProcess(['compare', join(folder, 'arms.json')]).outcome;
    expect([several.code, several.stdout.match(/^pass /gm)?.length]).toEqual([0, 3]);
    const alone = await new AssayProcess(['compare', join(folder, 'x.eval'), 'latest']).outcome;
    expect([alone.code, alone.stderr]).toEqual([2, expect.stringContaining('name two files')]);
    expect((await readdir(tmpdir())).filter((name) => name.startsWith('assay-compare-') && !before.includes(name))).toEqual([]);
  });

  it('is what the command does too, with a server and without', async () => {
    const folder = server.root.path;
    await writeFile(join(folder, 'a.eval'), inspectLog('openai/d', ['C', 'C', 'I', 'C'], 0.75));
    const results = { results: { arith: { 'acc,none': 1 } }, versions: { arith: 1 }, configs: {}, model_name: 'm' };
    await writeFile(join(folder, 'results_1.json'), JSON.stringify(results));
    await writeFile(
      join(folder, 'samples_1.jsonl'),
      '{"doc_id": 0, "doc": {}, "resps": [["x"]], "metrics": ["acc"], "acc": 1.0}\n',
    );
    const files = ['a.eval', 'results_1.json', 'samples_1.jsonl'].map((name) => join(folder, name));
    for (const place of [
      ['--server', server.url],
      ['--projects-root', folder, '--storage', join(folder, 'own-storage')],
    ]) {
      const { code, stdout, stderr } = await new AssayProcess(['import', ...files, ...place]).outcome;
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toMatch(
        /^Imported import-\w+ \(capitals · openai\/d\): 4 samples, experiment capitals\.\nImported import-\w+ \(arith · m\): 1 sample, experiment arith\.\n$/,
      );
    }
  });
});
