import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { initProjects } from '../../src/cli/init.ts';
import { codeBlocks } from '../fixtures/code-blocks.ts';
import { runProgram } from '../fixtures/run-program.ts';
import { sampleRoot } from '../fixtures/sample-root.ts';
import { RunningServer } from './running-server.ts';

const TOURS = ['README.md', 'docs/getting-started.md'];

let server: RunningServer;

beforeAll(async () => {
  const root = await sampleRoot();
  await initProjects(root.path, 'mood');
  server = await RunningServer.start({ maxRunningJobs: 20 }, root);
});

afterAll(() => server.close());

/** npm may warn about the machine that it runs on. */
function withoutNpm(stderr: string): string {
  return stderr.replaceAll(/^npm warn .*\n/gm, '');
}

describe.each(TOURS)('the curl lines of %s', (page) => {
  const blocks = codeBlocks(page).filter(({ language, text }) => language === 'sh' && text.includes('curl'));

  it('has at least three curl blocks', () => {
    expect(blocks.length).toBeGreaterThanOrEqual(3);
  });

  it.each(blocks.map(({ line, text }) => [line, text] as const))(
    'runs the block in line %i without an error',
    async (_line, text) => {
      const { code, stdout, stderr } = await runProgram('sh', ['-eu'], text.replaceAll('http://127.0.0.1:8080', server.url));

      expect({ code, stderr: withoutNpm(stderr) }).toEqual({ code: 0, stderr: '' });
      expect(stdout).toMatch(/\S/);
      expect(stdout).not.toContain('"request_id":');
    },
  );

  it('has no failed job at the end', async () => {
    const { jobs } = (await server.get<{ jobs: { job_id: string }[] }>('/api/jobs')).body;
    const settled = await Promise.all(jobs.map(({ job_id: jobId }) => server.settledJob(jobId)));

    expect(settled.length).toBeGreaterThan(0);
    expect(settled.filter(({ manifest }) => manifest.status !== 'done')).toEqual([]);
  });
});
