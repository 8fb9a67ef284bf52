import { execFileSync } from 'node:child_process';
import { constants } from 'node:fs';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  NoRegularFileError,
  openRegularFile,
  readRegularFile,
  readRegularFileSync,
  regularFileChunks,
} from './regular-file.ts';

async function allOf(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return Buffer.concat(parts);
}

const READERS: readonly (readonly [string, (path: string) => Promise<unknown>])[] = [
  ['openRegularFile', async (path) => (await openRegularFile(path)).close()],
  ['openRegularFile to write', async (path) => (await openRegularFile(path, constants.O_RDWR)).close()],
  ['readRegularFile', readRegularFile],
  ['readRegularFileSync', async (path) => readRegularFileSync(path)],
  ['regularFileChunks', (path) => allOf(regularFileChunks(path))],
];

describe.each(READERS)('%s', (_name, read) => {
  let folder: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assay-regular-'));
    await mkdir(join(folder, 'folder'));
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    await symlink('/dev/zero', join(folder, 'device'));
    await writeFile(join(folder, 'file'), 'text');
    await symlink('file', join(folder, 'link'));
  });

  afterAll(() => rm(folder, { recursive: true }));

  it.each(['pipe', 'device'])('refuses a %s at once', async (name) => {
    await expect(read(join(folder, name))).rejects.toThrow(NoRegularFileError);
  });

  it('refuses a folder, and what is not there', async () => {
    await expect(read(join(folder, 'folder'))).rejects.toThrow(/is not a regular file|EISDIR/);
    await expect(read(join(folder, 'nothing'))).rejects.toMatchObject({ code: 'ENOENT' });
  });

  it('takes a file, and a link to one', async () => {
    for (const name of ['file', 'link']) await expect(read(join(folder, name))).resolves.not.toThrow();
  });
});

describe('what is read of a regular file', () => {
  it('is all of it, however long', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'assay-regular-'));
    try {
      const path = join(folder, 'long');
      const bytes = Buffer.alloc(700_000, 'abc');
      await writeFile(path, bytes);
      for (const read of [readRegularFile(path), readRegularFileSync(path), allOf(regularFileChunks(path))])
        expect((await read).equals(bytes)).toBe(true);
      for await (const chunk of regularFileChunks(path)) {
        expect(chunk.length).toBeLessThan(bytes.length);
        break;
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
