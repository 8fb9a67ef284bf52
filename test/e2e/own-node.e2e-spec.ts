import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { assayVersion } from '../../src/config/version.ts';
import { type TemporaryRoot, temporaryRoot } from '../fixtures/temporary-root.ts';
import { AssayProcess } from './assay-process.ts';

const LAUNCHER = fileURLToPath(new URL('../fixtures/own-node/launcher.ts', import.meta.url));
const BUILT = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** The Node of the system, which may be older than what Assay needs; here npm puts its own in front of it. */
function systemNode(): string {
  const folders = (process.env['PATH'] ?? '')
    .split(delimiter)
    .filter((folder) => !folder.endsWith(join('node_modules', '.bin')));
  return folders.map((folder) => join(folder, 'node')).find((file) => existsSync(file)) ?? process.execPath;
}

describe('assay on the Node of the system', () => {
  it.each([
    ['prints its version', ['--version'], { code: 0, stdout: `${assayVersion}\n`, stderr: '' }],
    [
      'refuses wrong options',
      ['report'],
      { code: 2, stdout: '', stderr: "error: missing required argument 'job-id'\n(assay --help lists the commands)\n" },
    ],
  ])('%s', async (_what, args, expected) => {
    const outcome = await new Promise((resolve) => {
      execFile(systemNode(), [BUILT, ...args], (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : error.code, stdout, stderr });
      });
    });

    expect(outcome).toEqual(expected);
  });
});

describe('assay, started by an older Node on its own', () => {
  let root: TemporaryRoot;

  beforeAll(async () => {
    root = await temporaryRoot('arithmetic');
  });

  afterAll(() => root.remove());

  async function server(): Promise<AssayProcess> {
    const flags = ['--port', '0', '--projects-root', root.path, '--storage', `${root.path}/.storage`, '--log-level', 'silent'];
    const process = new AssayProcess(['serve', ...flags], {}, { entry: LAUNCHER, leadsGroup: true });
    await process.said(/http:\/\/127\.0\.0\.1:\d+/);
    return process;
  }

  it('ends with the exit code of the command', async () => {
    const job = ['--program', 'add', '--prompt', 'plain', '--examples', 'five', '--model', 'local:echo', '--metric', 'none'];
    const args = ['evaluate', '--projects-root', root.path, '--project', 'no_such', ...job];
    const { code, stderr } = await new AssayProcess(args, {}, { entry: LAUNCHER }).outcome;

    expect(code).toBe(2);
    expect(stderr).toContain('no_such');
  });

  it.each(['SIGINT', 'SIGTERM'] as const)(
    'gets %s once, though it goes to the whole group: a second one would not be graceful',
    async (signal) => {
      const process_ = await server();
      process.kill(-process_.pid, signal);
      const { code, stderr } = await process_.outcome;

      expect(code).toBe(0);
      expect(stderr.match(/stopping/g)).toEqual(['stopping']);
    },
  );

  it('gets a signal that goes to the launcher alone', async () => {
    const process = await server();
    process.interrupt();

    expect(await process.outcome).toMatchObject({ code: 0, stderr: expect.stringContaining('SIGINT: stopping') });
  });

  it('ends when the launcher was killed, instead of staying behind', async () => {
    const process = await server();
    process.kill();

    // The outcome is there when nobody holds its output open any more.
    expect(await process.outcome).toMatchObject({ code: null, stderr: expect.stringContaining('SIGTERM: stopping') });
  });
});
