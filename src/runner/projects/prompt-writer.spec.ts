import { mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { temporaryRoot } from '../../../test/fixtures/temporary-root.ts';
import { writeProject } from '../../../test/fixtures/written-project.ts';
import type { NewPrompt, SavedPrompt } from '../../domain/projects.ts';
import { PromptWriter } from './prompt-writer.ts';

const BETTER = { name: 'better', template: 'Say {{ text }}.\n', overwrites: false };

let root: Awaited<ReturnType<typeof temporaryRoot>>;
let folder: string;

beforeEach(async () => {
  root = await temporaryRoot('syntax_error');
  await writeProject(root.path, 'shown', {});
  folder = join(root.path, 'shown/prompts');
});
afterEach(() => root.remove());

function save(prompt: Partial<NewPrompt> = {}, { project = 'shown', isConfined = false } = {}): Promise<SavedPrompt> {
  const builtIns = [{ name: 'maths', folder: join(root.path, 'built-in'), datasets: {} }];
  const writer = new PromptWriter({ projectsRoot: root.path, builtIns }, { isConfined });
  return writer.savePrompt(project, { ...BETTER, ...prompt });
}

describe('PromptWriter', () => {
  it('makes the folder and the file, which others may read, and leaves nothing else there', async () => {
    expect(await save()).toEqual({ file: 'prompts/better.jinja', outcome: 'created' });
    expect(await readFile(join(folder, 'better.jinja'), 'utf8')).toBe(BETTER.template);
    expect(await readdir(folder)).toEqual(['better.jinja']);
    await writeFile(join(folder, 'plain'), '');
    expect((await stat(join(folder, 'better.jinja'))).mode).toBe((await stat(join(folder, 'plain'))).mode);
  });

  it('takes the same text twice, and another one only where it may replace the first', async () => {
    await save();
    expect(await save()).toMatchObject({ outcome: 'unchanged' });
    await expect(save({ template: 'other' })).rejects.toMatchObject({
      code: 'already_exists',
      message: expect.stringContaining('shown/prompts/better.jinja is there already') as unknown,
    });
    expect(await readFile(join(folder, 'better.jinja'), 'utf8')).toBe(BETTER.template);
    expect(await save({ template: 'other', overwrites: true })).toMatchObject({ outcome: 'replaced' });
    expect(await readFile(join(folder, 'better.jinja'), 'utf8')).toBe('other');
  });

  it('refuses the second of two texts that want one name at the same time', async () => {
    const writer = new PromptWriter({ projectsRoot: root.path, builtIns: [] }, { isConfined: false });
    const texts = ['one', 'two'].map((template) => writer.savePrompt('shown', { ...BETTER, template }));
    const [first, second] = await Promise.allSettled(texts);
    expect(first).toMatchObject({ status: 'fulfilled', value: { outcome: 'created' } });
    expect(second).toMatchObject({ status: 'rejected', reason: { code: 'already_exists' } });
    expect(await readFile(join(folder, 'better.jinja'), 'utf8')).toBe('one');
  });

  it.each(['', 'Better', '_private', '../better', 'a/b', 'a.jinja'])('refuses the name %j', async (name) => {
    await expect(save({ name })).rejects.toMatchObject({ code: 'unusable_request' });
  });

  it('refuses a project that is gone, and one that comes with Assay', async () => {
    await rm(join(root.path, 'shown'), { recursive: true });
    await expect(save()).rejects.toMatchObject({ code: 'project_not_found' });
    await expect(save({}, { project: 'maths' })).rejects.toMatchObject({ code: 'illegal_move' });
  });

  it('never writes through a link under the name', async () => {
    const target = join(root.path, 'elsewhere.jinja');
    await mkdir(folder);
    await writeFile(target, 'kept');
    await symlink(target, join(folder, 'better.jinja'));
    await expect(save({ overwrites: true })).rejects.toMatchObject({ code: 'already_exists' });
    expect(await readFile(target, 'utf8')).toBe('kept');
  });

  it('follows a link of the folder only where projects are not confined', async () => {
    await mkdir(join(root.path, 'elsewhere'));
    await symlink(join(root.path, 'elsewhere'), folder);
    await expect(save({}, { isConfined: true })).rejects.toMatchObject({ code: 'illegal_move' });
    expect(await save()).toMatchObject({ outcome: 'created' });
    expect(await readdir(join(root.path, 'elsewhere'))).toEqual(['better.jinja']);
  });

  it('says why a file can’t be written', async () => {
    await writeFile(folder, 'a file');
    await expect(save()).rejects.toMatchObject({
      code: 'disk',
      message: expect.stringMatching(/^shown\/prompts\/better\.jinja can't be written: its folder is a file/) as unknown,
    });
  });
});
