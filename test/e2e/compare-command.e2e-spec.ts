import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { assay } from './assay-process.ts';
import { column, CompareServer } from './compare-server.ts';

describe('assay compare', () => {
  let host: CompareServer;
  let folder: string;

  beforeAll(async () => {
    host = await CompareServer.start();
    folder = await mkdtemp(join(tmpdir(), 'assay-compare-'));
    await host.importScores('new', column([1, 40], [0, 10]));
    await host.importScores('old', column([1, 20], [0, 30]));
    await host.importScores('twin', column([1, 40], [0, 10]));
    await host.importScores('started', column([1, 40]), { status: 'in_progress' });
  });
  afterAll(async () => {
    await host.close();
    await rm(folder, { recursive: true, force: true });
  });

  const onServer = (...args: readonly string[]) => assay('compare', ...args, '--server', host.server.url);

  it('prints a table and the verdict, and exits with 0', async () => {
    const { code, stdout, stderr } = await onServer('new', 'old');
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).toMatch(/^accuracy +0\.8 +0\.4 +\+0\.4 .* better$/m);
    expect(stdout).toContain('In “accuracy”, new is better than old: 0.8 against 0.4');
  });

  it('compares without a server what the folders have, and says the same', async () => {
    const { code, stdout } = await assay(
      'compare',
      'new',
      'old',
      '--projects-root',
      host.server.root.path,
      '--storage',
      host.storage,
      '--format',
      'json',
    );
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual((await host.compare(['new', 'old'])).body);
  });

  it.each([
    [['old', 'new', '--fail-if', 'worse'], 3, 'accuracy: old is worse than new'],
    [['new', 'old', '--fail-if', 'worse'], 0, ''],
    [['new', 'twin', '--fail-if', 'not-better'], 3, 'accuracy: new is not known to be better than twin'],
    [['new', 'twin', '--fail-if', 'not-equivalent', '--margin', '0.1'], 0, ''],
    [['new', 'old', '--fail-if', 'not-equivalent', '--margin', '0.1'], 3, 'not known to be equivalent'],
    [['twin', 'new', '--fail-if', 'inferior', '--margin', '0.1', '--range', 'accuracy=0..1'], 0, ''],
    [['old', 'new', '--fail-if', 'inferior', '--margin', '0.1'], 3, 'not known to be worse than new by less than the margin'],
    [['old', 'new', '--fail-if', 'worse', '--lower-is-better', 'accuracy'], 0, ''],
    [['started', 'old', '--fail-if', 'worse'], 3, 'accuracy: a run is still in progress'],
  ])('gates %j with %i', async (args, code, reason) => {
    const outcome = await onServer(...args);
    expect(outcome.code).toBe(code);
    expect(outcome.stderr).toContain(reason);
  });

  it('writes a page or Markdown to a file', async () => {
    const file = join(folder, 'report.html');
    const { code, stdout } = await onServer('new', 'old', '--format', 'html', '--output', file);
    expect({ code, stdout }).toEqual({ code: 0, stdout: '' });
    expect(await readFile(file, 'utf8')).toMatch(/^<!doctype html>/);
    expect((await onServer('new', 'old', '--format', 'markdown')).stdout).toContain(
      '| metric | new | old | difference | 95 % interval | p | n | verdict |',
    );
  });

  it.each([
    [['new'], 2, 'Name two runs to compare'],
    [['new', 'new'], 2, 'compared with itself'],
    [['new', 'nobody'], 1, 'Run not found: nobody'],
    [['new', 'old', '--metric', 'fluency'], 2, 'has no metric "fluency"'],
    [['new', 'old', '--metric', 'flu\nency'], 2, String.raw`has no metric "flu\nency"`],
    [['new', 'old', '--alpha', '1'], 2, 'between 0 and 1'],
    [['new', 'old', '--margin', '-1'], 2, 'above 0'],
    [['new', 'old', '--test', 'vibes'], 2, 'Allowed choices'],
    [['new', 'old', '--fail-if', 'not-equivalent'], 2, 'needs a --margin'],
    [['new', 'old', '--fail-if', 'inferior'], 2, 'needs a --margin'],
    [['new', 'old', '--range', 'accuracy=0..0.5'], 2, 'has the score 1 in "accuracy"'],
    [['new', 'old', '--missing', 'zero', '--lower-is-better', 'accuracy'], 2, 'zero would reward failing in "accuracy"'],
    [['new', 'old', '--fail-if', 'worse', '--test', 'none'], 2, 'needs a test'],
    [['new', 'old', '--output', '/nowhere/at/all'], 1, 'ENOENT'],
  ])('refuses %j with %i and the reason', async (args, code, reason) => {
    const outcome = await onServer(...args);
    expect(outcome.code).toBe(code);
    expect(outcome.stderr).toContain(reason);
    expect(outcome.stderr).not.toMatch(/\n\s+at /);
  });

  it('says which server can’t be reached', async () => {
    const { code, stderr } = await assay('compare', 'new', 'old', '--server', 'http://127.0.0.1:9');
    expect(code).toBe(1);
    expect(stderr).toContain('http://127.0.0.1:9 can');
  });
});
