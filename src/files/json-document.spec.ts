import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { readDocument, writeDocument } from './json-document.ts';

describe('a JSON document', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assay-document-'));
  });

  afterEach(async () => {
    await rm(folder, { recursive: true });
  });

  it('is written with 2 spaces and sorted keys at every depth', async () => {
    const path = join(folder, 'x.json');
    await writeFile(path, 'before');
    await writeDocument(path, { b: [{ z: 1, a: 'é' }], a: {} });
    expect(await readFile(path, 'utf8')).toBe(
      ['{', '  "a": {},', '  "b": [', '    {', '      "a": "é",', '      "z": 1', '    }', '  ]', '}', ''].join('\n'),
    );
    expect(await readDocument(path)).toEqual({ a: {}, b: [{ a: 'é', z: 1 }] });
    expect(await readdir(folder)).toEqual(['x.json']);
  });

  it('leaves no draft when it cannot take its place', async () => {
    await mkdir(join(folder, 'x.json', 'full'), { recursive: true });
    await expect(writeDocument(join(folder, 'x.json'), {})).rejects.toThrow();
    expect(await readdir(folder)).toEqual(['x.json']);
  });

  it('is undefined when there is no file', async () => {
    expect(await readDocument(join(folder, 'x.json'))).toBeUndefined();
  });
});
