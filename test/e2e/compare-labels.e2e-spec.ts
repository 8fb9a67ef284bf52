import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { JudgedRunDto } from '../../src/runs/labels.dto.ts';
import { assay } from './assay-process.ts';
import { column, CompareServer } from './compare-server.ts';
import { ADD_FIVE } from './running-server.ts';

/** A judge that says 1 of 60 samples, 15 of which people call bad. */
const JUDGED = column([1, 60], [0, 40]);

describe('a comparison with human labels', () => {
  let host: CompareServer;

  beforeAll(async () => {
    host = await CompareServer.start();
    await host.importScores('new', JUDGED);
    await host.importScores('old', column([1, 50], [0, 50]));
    await host.importScores('bare', JUDGED);
    await label('new', 'helpful', 2);
    await label('new', 'few', 10);
    await label('old', 'helpful', 2);
  });
  afterAll(() => host.close());

  /** Labels every so-manieth sample: good below 45. */
  async function label(runId: string, name: string, every: number): Promise<void> {
    const rows = Array.from({ length: 100 / every }, (_, i) => i * every);
    const labels = rows.map((row) => ({ row, value: row < 45 ? 1 : 0 }));
    const { status } = await host.server.put(`/api/runs/${runId}/labels/${name}`, { labels });
    if (status !== 201) throw new Error(`PUT labels answered ${status}`);
  }

  it('has the mean by people’s standards on every run’s mean', async () => {
    const { status, body } = await host.compare(['new', 'old'], { human_labels: 'helpful' });
    expect(status).toBe(200);
    expect(body.metadata.human_labels).toBe('helpful');
    const [summary] = body.metric_summaries;
    const [ofNew, ofOld] = summary?.means ?? [];
    expect(ofNew).toMatchObject({ mean: 0.6, judge: { human_labels: 50, mean: expect.closeTo(0.46, 1) } });
    const judge = ofNew?.judge;
    expect(judge?.interval?.[0]).toBeLessThan(0.46);
    expect(judge?.interval?.[1]).toBeGreaterThan(0.46);
    expect(judge?.standard_error).toBeLessThan(judge?.classical_standard_error ?? 0);
    expect(judge?.power_tuning).toBeGreaterThan(0.3);
    expect(judge?.kappa).toBeCloseTo((0.86 - 0.492) / (1 - 0.492), 12);
    expect(ofOld?.judge?.kappa).toBeGreaterThan(judge?.kappa ?? 1);
    expect(summary?.warnings.map(({ code }) => code)).not.toContain('few-labels');
    const plain = await host.compare(['new', 'old']);
    expect(plain.body.metadata.human_labels).toBeNull();
    expect(plain.body.metric_summaries[0]?.means.map((mean) => mean.judge)).toEqual([null, null]);
    expect(plain.body.pairwise_results).toEqual(body.pairwise_results);
  });

  it.each([
    [['new', 'bare'], { human_labels: 'helpful' }, 400, 'Run "bare" has no human labels "helpful"; it has no labels.'],
    [['new', 'old'], { human_labels: 'few' }, 400, 'Run "old" has no human labels "few"; it has "helpful".'],
    [['new', 'old'], { human_labels: '' }, 422, 'human_labels must be a non-empty string'],
    [
      undefined,
      { tasks: [{ name: 't', run_ids: ['new', 'old'] }], human_labels: 'helpful' },
      400,
      'human_labels do not go with tasks',
    ],
  ])('is refused for %j with %j', async (runIds, options, status, reason) => {
    const answer = await host.server.post('/api/compare', { run_ids: runIds, ...options });
    expect({ status: answer.status, detail: answer.body.detail }).toEqual({ status, detail: expect.stringContaining(reason) });
  });

  it('shows it in the report, in Markdown and in the command’s table', async () => {
    const report = async (accept: string): Promise<string> => {
      const response = await fetch(`${host.server.url}/api/compare/report`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept },
        body: JSON.stringify({ run_ids: ['new', 'old'], human_labels: 'helpful' }),
      });
      return response.text();
    };
    expect(await report('text/html')).toContain('mean by people');
    expect(await report('text/markdown')).toMatch(/\| new \| 0\.6 \| 0\.4\d* \| 0\.3\d* to 0\.5\d* \| 50 \|/);
    const { code, stdout } = await assay('compare', 'new', 'old', '--human-labels', 'helpful', '--server', host.server.url);
    expect(code).toBe(0);
    expect(stdout).toMatch(/^accuracy +new +0\.6 +0\.4\d* +0\.3\d* to 0\.5\d* +50 /m);
    const refused = await assay('compare', 'new', 'bare', '--human-labels', 'helpful', '--server', host.server.url);
    expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('Run "bare" has no human labels') });
  });

  describe('of one run', () => {
    it('is at an address of its own, rough where labels are few', async () => {
      const { status, body } = await host.server.get<JudgedRunDto>('/api/runs/new/labels/few/judge');
      expect(status).toBe(200);
      expect(body).toMatchObject({
        run_id: 'new',
        human_labels: 'few',
        level: 0.95,
        results: [{ metric: 'accuracy', n: 100, mean: 0.6, judge: { human_labels: 10 }, warnings: [{ code: 'few-labels' }] }],
      });
      const narrow = await host.server.get<JudgedRunDto>('/api/runs/new/labels/few/judge?metric=accuracy&alpha=0.5');
      const width = ([result]: JudgedRunDto['results']): number => {
        const [low = NaN, high = NaN] = result?.judge?.interval ?? [];
        return high - low;
      };
      expect(width(narrow.body.results)).toBeLessThan(0.5 * width(body.results));
    });

    it.each([
      ['new/labels/none/judge', 404],
      ['nobody/labels/few/judge', 404],
      ['new/labels/few/judge?metric=fluency', 400],
      ['new/labels/few/judge?alpha=1', 422],
      ['new/labels/few/judge?level=1', 422],
    ])('refuses %s', async (path, status) => {
      expect((await host.server.get(`/api/runs/${path}`)).status).toBe(status);
    });

    it('stands in the report of a job that has labels', async () => {
      const jobId = await host.server.startJob('evaluate', ADD_FIVE);
      await host.server.settledJob(jobId);
      const report = async (): Promise<string> =>
        (await fetch(`${host.server.url}/api/jobs/${jobId}/report`, { headers: { accept: 'text/markdown' } })).text();
      expect(await report()).not.toContain('Labels by people');
      const labels = [0, 1, 2, 3].map((row) => ({ row, value: row % 2 }));
      await host.server.put(`/api/runs/${jobId}/labels/mine`, { labels });
      expect(await report()).toMatch(/\| mine \| `correct` \| 0\.\d+ \| .* \| 4 \|/);
    });
  });
});
