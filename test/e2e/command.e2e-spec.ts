import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const MAIN = new URL('../../src/main.ts', import.meta.url).pathname;
const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8')) as { version: string };

interface Outcome {
  readonly code: number | string | null | undefined;
  readonly stdout: string;
  readonly stderr: string;
}

function assay(args: readonly string[], env: Record<string, string> = {}): Promise<Outcome> {
  return new Promise((resolve) => {
    const options = { env: { PATH: process.env['PATH'], ...env } };
    execFile(process.execPath, [MAIN, ...args], options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : error.code, stdout, stderr });
    });
  });
}

describe('assay', () => {
  it('prints its version', async () => {
    expect(await assay(['--version'])).toEqual({ code: 0, stdout: `${version}\n`, stderr: '' });
  });

  it('shows its commands, and every flag of serve with its default', async () => {
    const [all, serve] = await Promise.all([assay(['--help']), assay(['serve', '--help'])]);

    expect([all.code, serve.code]).toEqual([0, 0]);
    expect(all.stdout).toMatch(/serve \[options\][\s\S]*openapi/);
    for (const flag of ['--host', '--port', '--projects-root', '--storage', '--log-level', '--reload'])
      expect(serve.stdout).toContain(flag);

    expect(serve.stdout).toContain('(default 8080)');
  });

  it('names every fault of flags and variables in one message, without a stack, and exits with 2', async () => {
    const outcome = await assay(['--port', 'eighty', '--projects-root', '/no/such'], {
      ASSAY_MAX_WORKERS: 'many',
      ASSAY_SANDBX: '1',
    });

    expect(outcome).toEqual({
      code: 2,
      stdout: '',
      stderr: [
        'Warning: ASSAY_SANDBX is not a setting of Assay and is ignored; did you mean ASSAY_SANDBOX?',
        "The configuration can't be used:",
        '  --port is "eighty"; allowed: an integer from 0 to 65535, where 0 picks a free port',
        '  --projects-root is "/no/such"; allowed: a directory that exists',
        '  ASSAY_MAX_WORKERS is "many"; allowed: an integer of 1 or more',
        '',
      ].join('\n'),
    });
  });

  it.each([[['--colour']], [['frobnicate']], [['serve', 'twice', 'over']], [['--port']]])('refuses %j with 2', async (args) => {
    const { code, stderr } = await assay(args);

    expect(code).toBe(2);
    expect(stderr).toMatch(/^error: .*\n.*--help/);
  });
});
