import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { provideSamples, samplesRoot } from './samples.ts';

const started = process.cwd();
let folder: string;
let installed: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'assay-samples-'));
  process.chdir(folder);
  folder = process.cwd();
  installed = join(folder, 'node_modules', 'assay', 'samples');
  await mkdir(join(installed, 'mood'), { recursive: true });
  await writeFile(join(installed, 'mood', 'programs.ts'), 'export {};');
});

afterEach(async () => {
  process.chdir(started);
  await rm(folder, { recursive: true });
});

describe('the samples', () => {
  it('are used where they are in a clone', () => {
    expect(samplesRoot('/clone/samples')).toBe('/clone/samples');
  });

  it('are copied once to the working directory where Assay is installed as a package', async () => {
    const root = samplesRoot(installed);
    await Promise.all([provideSamples(root, installed), provideSamples(root, installed)]);
    await writeFile(join(root, 'mood', 'programs.ts'), 'changed');
    await provideSamples(root, installed);

    expect(root).toBe(join(folder, '.assay', 'samples'));
    expect(await readFile(join(root, 'mood', 'programs.ts'), 'utf8')).toBe('changed');
    expect(await readdir(join(folder, '.assay'))).toEqual(['samples']);
  });

  it('are not copied for another projects root', async () => {
    await provideSamples(join(folder, 'mine'), installed);

    expect(await readdir(folder)).toEqual(['node_modules']);
  });
});
