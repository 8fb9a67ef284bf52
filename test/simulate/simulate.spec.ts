import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const IMPORTS = ['./test/e2e/transpiled-source.ts', './scripts/simulate/stand-ins/modules.ts'];

/** Runs `npm run simulate` in a process of its own: it takes the clock and the files of the process that it runs in. */
function simulate(...args: readonly string[]): Promise<{ readonly code: number | null; readonly said: string }> {
  const imports = IMPORTS.flatMap((path) => ['--import', path]);
  const child = spawn(process.execPath, [...imports, 'scripts/simulate.ts', ...args], {
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, said })));
}

describe('simulated schedules', () => {
  it('break no promise', async () => {
    const { code, said } = await simulate('--schedules', '300');
    expect(said).toMatch(/^300 schedules from seed 1 on in \d+ s: 0 with a broken promise\.$/m);
    expect(code).toBe(0);
  }, 180_000);

  it('find every planted fault', async () => {
    const { code, said } = await simulate('--plant', 'all', '--schedules', '100');
    expect(said.split('\n').filter((line) => line !== '' && !/: found by schedule \d+, seed \d+$/.test(line))).toEqual([]);
    expect(code).toBe(0);
  }, 180_000);

  it('are the same again with the same seed', async () => {
    const [first, second] = [await simulate('--plant', 'unsynced-events'), await simulate('--plant', 'unsynced-events')];
    expect(first.said).toMatch(/To see it again: npm run simulate -- --plant unsynced-events --seed \d+/);
    expect(second).toEqual(first);
  }, 180_000);
});
