import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { AssayProcess } from './assay-process.ts';
import { ADD_FIVE, RunningServer } from './running-server.ts';

const SLOW = { ...ADD_FIVE, examples: 'hundred', model: 'local:echo?latency_ms=200' };
const FIELDS = '--project arithmetic --program add --prompt plain --examples five --model local:echo --metric correct';

describe('a command while another job runs', () => {
  let server: RunningServer;
  let running: string;

  beforeEach(async () => {
    server = await RunningServer.start();
    running = await server.startJob('evaluate', SLOW);
  });

  afterEach(async () => {
    await server.close();
  });

  function evaluate(where: 'server' | 'root', ...flags: readonly string[]): AssayProcess {
    const place = where === 'server' ? ['--server', server.url] : ['--projects-root', server.root.path];
    return new AssayProcess(['evaluate', ...FIELDS.split(' '), ...place, ...flags]);
  }

  it.each(['server', 'root'] as const)(
    'says which, how far it is and how to end it, and ends with 1, with a %s',
    async (where) => {
      const { code, stderr } = await evaluate(where).outcome;
      const after = {
        server: `it has done \\d+ of 200 trials and scorings; assay cancel ${running} --server ${server.url} ends it`,
        root: `Ctrl-C in its own terminal ends it, and assay cancel ${running} where a server runs it`,
      }[where];
      const jobRuns = `error: another job is already running: job ${running} runs \\(ASSAY_MAX_RUNNING_JOBS is 1\\)`;
      expect([code, stderr]).toEqual([
        1,
        expect.stringMatching(new RegExp(`^${jobRuns}; ${after}, --wait waits for a place\\n$`)),
      ]);
    },
  );

  it.each(['server', 'root'] as const)('waits for a place with --wait, with a %s', async (where) => {
    const command = evaluate(where, '--wait', '--format', 'json');
    await command.said(new RegExp(`Waiting for a place: job ${running} runs`));
    await server.post(`/api/jobs/${running}/cancel`, {});
    const { code, stdout } = await command.outcome;
    expect([code, JSON.parse(stdout)]).toMatchObject([0, { manifest: { status: 'done' } }]);
  });

  it.each(['server', 'root'] as const)('starts nothing after Ctrl-C while it waits, with a %s', async (where) => {
    const command = evaluate(where, '--wait');
    await command.said(/Waiting for a place/);
    command.interrupt();
    const { code, stdout } = await command.outcome;
    expect([code, stdout]).toEqual([130, '']);
    const { body } = await server.get<{ jobs: readonly object[] }>('/api/jobs');
    expect(body.jobs).toMatchObject([{ job_id: running, status: 'running' }]);
  });
});
