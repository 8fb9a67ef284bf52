import { execFileSync } from 'node:child_process';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { fileFault } from '../files/file-fault.ts';
import { findNamedFiles, type NamedFiles } from './named-files.ts';

let project: string;

beforeEach(async () => {
  project = await mkdtemp(join(tmpdir(), 'assay-named-'));
});

afterEach(async () => {
  await rm(project, { recursive: true, force: true });
});

async function write(...files: readonly string[]): Promise<void> {
  for (const file of files) {
    await mkdir(dirname(join(project, file)), { recursive: true });
    await writeFile(join(project, file), '{}');
  }
}

function find(): Promise<NamedFiles> {
  return findNamedFiles(project, { name: 'data', extensions: ['.csv', '.jsonl'], holds: 'a dataset' });
}

describe('the named files of a folder', () => {
  it('have the name that is before their extension', async () => {
    await write('data/full.jsonl', 'data/held_out2.csv');
    await symlink(join(project, 'data', 'full.jsonl'), join(project, 'data', 'same.jsonl'));
    expect(await find()).toEqual({
      files: new Map([
        ['full', join(project, 'data/full.jsonl')],
        ['held_out2', join(project, 'data/held_out2.csv')],
        ['same', join(project, 'data/same.jsonl')],
      ]),
      ignored: [],
    });
  });

  it.each([
    ['Full.jsonl', '"Full" is no name: use lower-case letters, digits and _, and begin with a letter'],
    ['full.v2.csv', '"full.v2" is no name: use lower-case letters, digits and _, and begin with a letter'],
    ['_draft.csv', 'a name that begins with _ is private'],
    ['full.JSONL', 'a dataset is a file named *.csv, *.jsonl'],
    ['full', 'a dataset is a file named *.csv, *.jsonl'],
    ['notes.md', 'a dataset is a file named *.csv, *.jsonl'],
    ['more/full.jsonl', 'it is a folder; put the files into data/ itself'],
  ])('leave out %s with a reason', async (file, reason) => {
    await write(`data/${file}`);
    expect(await find()).toEqual({ files: new Map(), ignored: [{ file: `data/${file.split('/')[0]}`, reason }] });
  });

  it.each([
    ['a broken link', (path: string) => symlink('nowhere.jsonl', path), 'it is a broken link: what it leads to does not exist'],
    ['a link to itself', (path: string) => symlink('full.jsonl', path), 'it is a link that leads to itself'],
    ['a link to a folder', (path: string) => symlink('..', path), 'it is a link to a folder, and a file is expected'],
    ['a pipe', (path: string) => Promise.resolve(execFileSync('mkfifo', [path])), 'it is not a regular file'],
    ['a folder with the name of a file', (path: string) => mkdir(path), 'it is a folder; put the files into data/ itself'],
  ])('leave out %s with a reason', async (_, make, reason) => {
    await mkdir(join(project, 'data'));
    await make(join(project, 'data', 'full.jsonl'));
    expect(await find()).toEqual({ files: new Map(), ignored: [{ file: 'data/full.jsonl', reason }] });
  });

  it('leave out both of two with one name', async () => {
    await write('data/full.csv', 'data/full.jsonl', 'data/other.csv');
    const reason = 'data/full.csv and data/full.jsonl have the same name: keep one of them';
    const { files, ignored } = await find();
    expect([...files.keys()]).toEqual(['other']);
    expect(ignored).toEqual([
      { file: 'data/full.csv', reason },
      { file: 'data/full.jsonl', reason },
    ]);
  });

  it('keep a file whose namesake can’t be used anyhow', async () => {
    await write('data/full.csv');
    await symlink('nowhere', join(project, 'data', 'full.jsonl'));
    const { files, ignored } = await find();
    expect([...files.keys()]).toEqual(['full']);
    expect(ignored.map(({ file }) => file)).toEqual(['data/full.jsonl']);
  });

  it('are not what is hidden', async () => {
    await write('data/.gitkeep', 'data/.full.jsonl.swp');
    expect(await find()).toEqual({ files: new Map(), ignored: [] });
  });

  it('are none where there is no folder', async () => {
    expect(await find()).toEqual({ files: new Map(), ignored: [] });
  });

  it('are none, with a reason, where the folder is a file or a broken link', async () => {
    await write('data');
    expect((await find()).ignored).toEqual([{ file: 'data', reason: 'it is a file, and a folder is expected' }]);
    await rm(join(project, 'data'));
    await symlink('nowhere', join(project, 'data'));
    expect((await find()).ignored).toEqual([{ file: 'data', reason: 'it is a broken link: what it leads to does not exist' }]);
  });

  it('are readable, which is no question for the superuser', async () => {
    await write('data/full.jsonl');
    await chmod(join(project, 'data', 'full.jsonl'), 0);
    const reason = 'the server has no permission to read it';
    const expected = process.getuid?.() === 0 ? [] : [{ file: 'data/full.jsonl', reason }];
    expect((await find()).ignored).toEqual(expected);
    expect(fileFault(Object.assign(new Error('EACCES: permission denied'), { code: 'EACCES' }))).toBe(reason);
  });
});
