import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { textWidth } from '../../src/cli/fitted-text.ts';
import { durationFigure } from '../../src/reports/figures.ts';
import { AssayProcess, type Outcome } from './assay-process.ts';
import { ADD_FIVE, RunningServer } from './running-server.ts';

const SEARCH = { ...ADD_FIVE, program: 'flaky', metrics: ['correct', 'judged'], steps: 1, proposer_model: 'local:proposer' };

/** As in a terminal of 80 columns. */
function assay(...args: readonly string[]): AssayProcess {
  return new AssayProcess(args, { COLUMNS: '80' });
}

describe('the commands that show what was run', () => {
  let server: RunningServer;
  let done: string;
  let search: string;

  beforeAll(async () => {
    server = await RunningServer.start();
    done = await server.startJob('evaluate', { ...ADD_FIVE, label: 'a label 日本語' });
    await server.settledJob(done);
    search = await server.startJob('optimize', SEARCH);
    await server.settledJob(search);
  });

  afterAll(async () => {
    await server.close();
  });

  function place(where: 'server' | 'root'): string[] {
    return where === 'server' ? ['--server', server.url] : ['--projects-root', server.root.path];
  }

  async function shown(where: 'server' | 'root', ...args: readonly string[]): Promise<string> {
    const { code, stdout, stderr }: Outcome = await assay(...args, ...place(where)).outcome;
    expect([code, stderr]).toEqual([0, '']);
    return stdout;
  }

  it.each(['server', 'root'] as const)('list and show a job in 80 columns, with a %s', async (where) => {
    const [list, whole] = await Promise.all([shown(where, 'jobs', '-q', 'label'), shown(where, 'show', done)]);
    expect(list).toMatch(new RegExp(`^done +evaluate +a label 日本語 +1\\.000 .* ${done.slice(0, 8)}$`, 'm'));
    expect(whole).toMatch(/^a label 日本語\ndone · .* · 5 trials\n/);
    expect(whole).toMatch(/^correct +1\.000 /m);
    expect(whole).toMatch(new RegExp(`^id +${done}$`, 'm'));
    expect(Math.max(...`${list}${whole}`.split('\n').map(textWidth))).toBeLessThanOrEqual(80);
  });

  it.each(['server', 'root'] as const)('show one trial, all of them, and a job that has ended, with a %s', async (where) => {
    const [one, rows, watched] = await Promise.all([
      shown(where, 'show', done, '--row', '3'),
      shown(where, 'show', done, '--rows', '--sort', '-row', '--format', 'json'),
      shown(where, 'watch', done, '--quiet', '--format', 'json'),
    ]);
    expect(one).toMatch(/^Row 3, repeat 0: success[^]*^Scores\ncorrect +1\.000/m);
    expect((JSON.parse(rows) as readonly { readonly row: number }[]).map(({ row }) => row)).toEqual([4, 3, 2, 1, 0]);
    expect(JSON.parse(watched)).toMatchObject({ manifest: { job_id: done, status: 'done' }, scores: { overall: 1 } });
    const { code, stderr } = await assay('watch', done, ...place(where)).outcome;
    expect([code, stderr]).toEqual([0, expect.not.stringMatching(/trials|\/s/)]);
  });

  it.each(['server', 'root'] as const)(
    'count the trials of all steps of a search, as its report does, with a %s',
    async (where) => {
      const whole = await shown(where, 'show', search);
      const { body: report } = await server.get<string>(`/api/jobs/${search}/report`);
      const { manifest } = (await server.get<{ manifest: { started_at: string; finished_at: string } }>(`/api/jobs/${search}`))
        .body;
      const took = durationFigure((Date.parse(manifest.finished_at) - Date.parse(manifest.started_at)) / 1_000);
      const [, failed = ''] = /(\d+) of 10 trials/.exec(report) ?? [];
      expect(failed).not.toBe('');
      expect(report).toContain(took);
      expect(whole).toMatch(
        new RegExp(`^done · .* · took ${took} · 10 trials${failed === '0' ? '' : ` · ${failed} failed`}$`, 'm'),
      );
    },
  );

  it.each(['server', 'root'] as const)(
    'say where they looked for what is not there, and what may be meant, with a %s',
    async (where) => {
      const failed = async (name: string): Promise<string> => {
        const { code, stderr } = await assay('show', name, ...place(where)).outcome;
        expect(code).toBe(1);
        return stderr.replaceAll(/\s+/g, ' ');
      };
      const [nothing, short, old] = await Promise.all([failed('nothing'), failed(done.slice(0, 5)), failed('latest~99')]);
      const here = where === 'server' ? server.url : join(server.root.path, 'jobs');
      expect(nothing).toContain(`There is no job or run nothing in ${here}`);
      expect(nothing.includes('--server')).toBe(where === 'root');
      expect(short).toContain(`(which takes 6 characters or more)`);
      expect(short).toContain(`Did you mean ${done} (a label 日本語)?`);
      expect(old).toContain('latest~99 needs 100 jobs and runs, and there are ');
    },
  );

  it.each(['server', 'root'] as const)('leave a job running when Ctrl-C ends the watching, with a %s', async (where) => {
    const slow = await server.startJob('evaluate', { ...ADD_FIVE, examples: 'hundred', model: 'local:echo?latency_ms=200' });
    const watching = assay('watch', slow, ...place(where));
    await watching.said(/trials/);
    watching.interrupt();
    const { code, stderr } = await watching.outcome;
    expect(code).toBe(130);
    expect(stderr).toContain(`Detached; job ${slow} goes on.`);
    expect(stderr).toMatch(where === 'server' ? /Report: .*\/report$/m : /Report: assay report /);
    const { body } = await server.get<{ manifest: object }>(`/api/jobs/${slow}?events=false`);
    expect(body.manifest).toMatchObject({ status: 'running' });
    await server.post(`/api/jobs/${slow}/cancel`, {});
  });

  it('imports files with a server and without, and tells what is wrong of each', async () => {
    const [good, bad] = ['good.jsonl', 'bad.json'].map((name) => join(server.root.path, name));
    await writeFile(good ?? '', '{"run_id":"mine"}\n{"id":"a","scores":{"accuracy":1}}\n');
    await writeFile(bad ?? '', '{"samples":[{"id":"a","scores":{"accuracy":"high"}}]}');
    const storage = join(server.root.path, 'own-storage');

    for (const flags of [place('server'), [...place('root'), '--storage', storage]]) {
      const { code, stdout, stderr } = await assay('import', good ?? '', bad ?? '', ...flags).outcome;
      expect([code, stdout]).toEqual([2, 'Imported mine: 1 sample, experiment default.\n']);
      expect(stderr.replaceAll('\n', ' ')).toContain('bad.json: Nothing was imported: samples[0].scores.accuracy must be');
      const runs = await assay('runs', '--kind', 'import', ...flags).outcome;
      expect(runs.stdout).toMatch(/^done +import +mine +1\.000 /m);
    }
  });

  it.each(['server', 'root'] as const)('show the catalog with what is wrong in it, with a %s', async (where) => {
    await writeFile(join(server.root.path, 'arithmetic', 'prompts', 'broken.jinja'), '{% if x %}');
    const { stdout } = await assay('catalog', ...place(where)).outcome;
    expect(stdout).toMatch(/^arithmetic\n {2}programs {2}.*add/m);
    expect(stdout.replaceAll(/\n\s+/g, ' ')).toContain('arithmetic/prompts/broken.jinja: line 1: {% if %} is never closed');
    expect((await assay('catalog', 'arithmetic', ...place(where)).outcome).stdout).toMatch(/^add +programs\.\w+:\d+$/m);
  });

  it('prints the address of the page of a job', async () => {
    const { code, stdout } = await assay('open', done, '--print', '--server', server.url).outcome;
    expect([code, stdout]).toEqual([0, `${server.url}/jobs/${done}\n`]);
  });
});
