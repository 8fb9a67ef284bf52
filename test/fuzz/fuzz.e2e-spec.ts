import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Runs `npm run fuzz` on the build that is there. */
function fuzz(...args: readonly string[]): Promise<{ readonly code: number | null; readonly said: string }> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'scripts/fuzz.ts', ...args], { cwd: ROOT });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, said })));
}

/** What a row of the table says was tried. */
function tried(said: string, kind: string): number {
  return Number(new RegExp(`^\\| ${kind} \\| (\\d+) \\|`, 'm').exec(said)?.[1] ?? 0);
}

describe('requests and inputs that are drawn from a seed', () => {
  it('are answered as the document says, or refused with a clear error', async () => {
    const { code, said } = await fuzz('--seed', '1', '--requests', '300', '--inputs', '300');
    expect(said).toMatch(/^Seed 1, \d+ s: 0 faults\.$/m);
    expect(code).toBe(0);
    expect(tried(said, 'valid') + tried(said, 'valid, without the right') + tried(said, 'broken')).toBe(300);
    for (const kind of ['dataset', 'template', 'manifest', 'event', 'import', 'ndjson', 'websocket'])
      expect(tried(said, kind)).toBeGreaterThanOrEqual(30);
  }, 180_000);

  it('are refused where they are not known', async () => {
    expect(await fuzz('--only', 'everything')).toMatchObject({
      code: 2,
      said: expect.stringContaining('There is no kind everything'),
    });
    expect(await fuzz('--seed', 'x')).toMatchObject({
      code: 2,
      said: expect.stringContaining('--seed must be a whole number'),
    });
  });
});
