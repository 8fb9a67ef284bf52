import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { AssayProcess } from './assay-process.ts';
import { ADD_FIVE, RunningServer } from './running-server.ts';

const FLAKY = { ...ADD_FIVE, program: 'flaky', metrics: ['correct', 'judged'], repeats: 2 };

interface Sent {
  readonly status: number;
  readonly type: string | null;
  readonly disposition: string | null;
  readonly text: string;
}

interface Page {
  readonly samples: readonly Readonly<Record<string, unknown>>[];
}

interface WireRun {
  readonly run_id: string;
  readonly is_new: boolean;
  readonly name: string;
  readonly total_samples: number;
  readonly failed_samples: number;
  readonly metrics: Readonly<Record<string, number>>;
}

describe('GET /api/runs/:run_id/export', () => {
  let server: RunningServer;
  let other: RunningServer;
  let job: string;
  let search: string;

  beforeAll(async () => {
    [server, other] = await Promise.all([RunningServer.start(), RunningServer.start()]);
    job = await server.startJob('evaluate', FLAKY);
    await server.settledJob(job);
    search = await server.startJob('optimize', { ...ADD_FIVE, steps: 1, proposer_model: 'local:proposer' });
    await server.settledJob(search);
  });

  afterAll(async () => {
    await Promise.all([server.close(), other.close()]);
  });

  async function exported(run: string, query: string): Promise<Sent> {
    const response = await fetch(`${server.url}/api/runs/${run}/export?${query}`);
    const { headers, status } = response;
    return {
      status,
      type: headers.get('content-type'),
      disposition: headers.get('content-disposition'),
      text: await response.text(),
    };
  }

  async function imported(at: RunningServer, body: string, query = ''): Promise<{ status: number; body: WireRun }> {
    const response = await fetch(`${at.url}/api/runs/import${query}`, { method: 'POST', body });
    return { status: response.status, body: (await response.json()) as WireRun };
  }

  it.each([
    ['csv', 'text/csv; charset=utf-8; header=present', (id: string) => `${id}.csv`],
    ['jsonl', 'application/x-ndjson; charset=utf-8', (id: string) => `${id}.jsonl`],
    ['inspect', 'application/json; charset=utf-8', (id: string) => `${id}.inspect.json`],
  ])('gives %s its type and a name', async (format, type, name) => {
    const sent = await exported(job, `format=${format}`);
    expect([sent.status, sent.type, sent.disposition]).toEqual([200, type, `attachment; filename="${name(job)}"`]);
    await server.get(`/api/runs/${job}`);
  });

  it('gives JSON lines of which another server makes the same run', async () => {
    const { text } = await exported(job, 'format=jsonl');
    const { status, body } = await imported(other, text);
    expect(status).toBe(201);
    const original = (await server.get<WireRun>(`/api/runs/${job}?samples=false`)).body;
    const shown = ['run_id', 'name', 'total_samples', 'failed_samples', 'metrics'] as const;
    for (const field of shown) expect(body[field]).toEqual(original[field]);
    expect(original.failed_samples).toBeGreaterThan(0);
    const means = async (at: RunningServer): Promise<unknown> =>
      (await at.get<{ metrics: unknown }>(`/api/runs/${job}/samples/aggregate`)).body.metrics;
    expect(await means(other)).toMatchObject(
      ((await means(server)) as readonly { metric: string; mean: number; n: number }[]).map(({ metric, mean, n }) => ({
        metric,
        mean,
        n,
      })),
    );
    const page = await other.get<Page>(`/api/runs/${job}/samples?status=failed&limit=1`);
    expect(page.body.samples[0]).toMatchObject({ status: 'failed', error: { type: expect.any(String) } });
    // What was exported from there is the same run again.
    const again = await fetch(`${other.url}/api/runs/${job}/export?format=jsonl`);
    const { body: same } = await imported(other, await again.text());
    expect(same.is_new).toBe(false);
  });

  it.each(['inspect', 'eee'])('gives %s of which the means are the same', async (format) => {
    const { text } = await exported(job, `format=${format}`);
    const original = (await server.get<WireRun>(`/api/runs/${job}?samples=false`)).body;
    if (format === 'eee') {
      const { evaluation_results: results } = JSON.parse(text) as {
        readonly evaluation_results: readonly {
          readonly metric_config: { readonly metric_id: string };
          readonly score_details: { readonly score: number; readonly uncertainty: object };
        }[];
      };
      const scores = results.map(({ metric_config: { metric_id: id }, score_details: { score } }) => [id, score]);
      expect(Object.fromEntries(scores)).toEqual(original.metrics);
      expect(results[0]?.score_details.uncertainty).toHaveProperty('confidence_interval.lower');
    } else {
      expect((await imported(other, text)).body.metrics).toEqual(original.metrics);
    }
  });

  it('gives the best step of a search, and the one that is named', async () => {
    const { disposition } = await exported(search, 'format=csv');
    expect(disposition).toMatch(new RegExp(`"${search}\\.\\d\\.csv"$`));
    expect((await exported(`${search}.0`, 'format=csv')).disposition).toBe(`attachment; filename="${search}.0.csv"`);
  });

  it.each([
    ['nobody', 'format=csv', 404],
    ['latest', 'format=xml', 422],
    ['latest', '', 422],
    ['latest', 'format=csv&part=samples', 422],
  ])('refuses %s?%s with %i', async (run, query, status) => {
    expect((await server.get(`/api/runs/${run}/export?${query}`)).status).toBe(status);
  });

  describe('assay export', () => {
    let folder: string;

    beforeAll(async () => {
      folder = await mkdtemp(join(tmpdir(), 'assay-export-'));
    });

    afterAll(async () => {
      await rm(folder, { recursive: true, force: true });
    });

    function place(where: 'server' | 'root'): string[] {
      return where === 'server' ? ['--server', server.url] : ['--projects-root', server.root.path];
    }

    it.each(['server', 'root'] as const)('prints what the route gives, with a %s', async (where) => {
      const { code, stdout, stderr } = await new AssayProcess(['export', job, '--format', 'csv', ...place(where)]).outcome;
      expect([code, stderr]).toEqual([0, '']);
      expect(stdout).toBe((await exported(job, 'format=csv')).text);
    });

    it.each(['server', 'root'] as const)('writes both files of Every Eval Ever, with a %s', async (where) => {
      const output = join(folder, `${where}.json`);
      const args = ['export', job, '--format', 'eee', '--output', output, ...place(where)];
      expect((await new AssayProcess(args).outcome).code).toBe(0);
      const document = JSON.parse(await readFile(output, 'utf8')) as { readonly evaluation_id: string };
      const [line = ''] = (await readFile(join(folder, `${where}_samples.jsonl`), 'utf8')).split('\n');
      expect(JSON.parse(line)).toMatchObject({ evaluation_id: document.evaluation_id });
      expect((await readdir(folder)).filter((name) => name.startsWith('.'))).toEqual([]);
    });

    it('says what is wrong, and leaves no file', async () => {
      const missing = await new AssayProcess(['export', 'nobody', '--format', 'csv', ...place('root')]).outcome;
      expect([missing.code, missing.stdout]).toEqual([1, '']);
      const output = join(folder, 'missing', 'a.csv');
      const unwritable = await new AssayProcess(['export', job, '--format', 'csv', '-o', output, ...place('root')]).outcome;
      expect(unwritable.code).toBe(1);
      expect(unwritable.stderr).toContain('ENOENT');
      const wrong = await new AssayProcess(['export', job, '--format', 'csv', '--part', 'samples']).outcome;
      expect([wrong.code, wrong.stderr]).toEqual([2, expect.stringContaining('--part is of --format eee alone')]);
    });
  });
});
