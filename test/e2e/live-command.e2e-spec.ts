import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AssayProcess, type Outcome } from './assay-process.ts';
import { asked, LiveRig } from './live-rig.ts';
import { RunningServer } from './running-server.ts';

const ROWS = 200;
const FIELDS = '--project asked --program ask --examples rows --model compatible:m --metric yes --workers 4';

describe('an evaluation against a baseline, as a command', () => {
  let rig: LiveRig;
  let server: RunningServer;
  let baseline: string;

  beforeEach(async () => {
    // The old wording is right in a third of the rows, the new one in all.
    rig = await LiveRig.make(ROWS, (wording, row) => (wording === 'new' || row % 3 === 0 ? 'yes' : 'nope'));
    server = await RunningServer.start({}, rig.root);
    baseline = await server.startJob('evaluate', asked('old'));
    await server.settledJob(baseline);
  });

  afterEach(async () => {
    await server.stop();
    await rig.close();
  });

  function command(where: 'server' | 'root', args: string): AssayProcess {
    const place = where === 'server' ? ['--server', server.url] : ['--projects-root', rig.root.path];
    return new AssayProcess([...args.split(' '), ...place], {
      ASSAY_COMPATIBLE_BASE_URL: rig.model.url,
      ASSAY_STORAGE: join(rig.root.path, '.storage'),
    });
  }

  function evaluate(where: 'server' | 'root', prompt: string, flags: string): Promise<Outcome> {
    return command(where, `evaluate ${FIELDS} --prompt ${prompt} --against ${baseline} ${flags}`).outcome;
  }

  it.each(['server', 'root'] as const)('ends when it is decided and says what that saved, with a %s', async (where) => {
    rig.slowDownAfter(60);
    const { code, stdout, stderr } = await evaluate(where, 'new', '--stop-when-decided --fail-if not-better');
    expect([code, stdout]).toEqual([
      0,
      expect.stringMatching(
        /In “yes”, the candidate is better after \d+ of 200 rows: \+0\.\d+ \[\+0\.\d+, \+[\d.]+\], p = [\d.e-]+\.\nEvery metric has a verdict, so the job of the candidate was ended, which saved \d+ trials\.\n/,
      ),
    ]);
    expect(stderr).toMatch(/^evaluate n [\d,]+ of 200 · \+[\d.]+ \[\S+, \S+\] · p \S+ · \w+ · \d+\/200 trials/m);
  });

  it('exits with 3 when the candidate is what it may not be, and gives the last state', async () => {
    const { code, stdout, stderr } = await evaluate('server', 'old', '--format json --quiet --fail-if not-better');
    expect([code, stderr]).toEqual([
      3,
      '--fail-if not-better: yes: the candidate is not known to be better than the baseline\n',
    ]);
    expect(JSON.parse(stdout)).toMatchObject({
      manifest: { status: 'done' },
      comparison: {
        status: 'ended',
        ended: { reason: 'complete' },
        state: { n: ROWS, of: ROWS, metrics: [{ metric: 'yes', verdict: 'equivalent', is_fact: true }] },
      },
    });
  });

  it('gives every state as a line, which watching the comparison later gives again', async () => {
    const { stdout } = await evaluate('server', 'new', '--format ndjson --quiet');
    const lines = statesIn(stdout);
    expect(lines.at(-1)).toMatchObject({ state: { ended: { reason: 'complete' }, n: ROWS } });
    const [{ comparison_id: id = '' } = {}] = lines;
    const watched = await command('server', `watch ${id} --format ndjson`).outcome;
    expect([watched.code, statesIn(watched.stdout)]).toEqual([0, lines]);
    const shown = await command('root', `watch ${id}`).outcome;
    expect([shown.code, shown.stdout, shown.stderr]).toEqual([
      0,
      expect.stringMatching(/^In “yes”, the candidate is better on all 200 rows: \+0\.\d+\.\nAll 200 rows were compared\.\n/),
      '',
    ]);
  });

  it.each([
    ['--margin .02', 'error: --margin needs --against: which run is the baseline?'],
    [`--against x --fail-if inferior`, 'error: --fail-if inferior needs a --margin: which differences do not matter?'],
  ])('ends with 2 for %s', async (flags, message) => {
    const { code, stderr } = await command('server', `evaluate ${FIELDS} --prompt new ${flags}`).outcome;
    expect([code, stderr]).toEqual([2, expect.stringContaining(message)]);
  });

  it.each(['server', 'root'] as const)('starts nothing against a run that is not there, with a %s', async (where) => {
    const line = `evaluate ${FIELDS} --prompt new --against nowhere`;
    const { code, stderr } = await command(where, line).outcome;
    expect([code, stderr]).toEqual([1, expect.stringMatching(/^error: Run not found: nowhere/)]);
    const { body } = await server.get<{ jobs: readonly object[] }>('/api/jobs');
    expect(body.jobs).toHaveLength(1);
  });
});

interface StateLine {
  readonly type: string;
  readonly comparison_id?: string;
}

function statesIn(ndjson: string): StateLine[] {
  const lines = ndjson.trim().split('\n');
  return lines.map((line) => JSON.parse(line) as StateLine).filter(({ type }) => type === 'comparison');
}
