import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const BUILT = join(import.meta.dirname, '..', '..', 'dist');

describe('what was built', () => {
  it('imports no source: the compiler overlooks an import() in a class with decorators', async () => {
    const names = (await readdir(BUILT, { recursive: true })).filter((name) => name.endsWith('.js') && !name.startsWith('web'));
    expect(names.length).toBeGreaterThan(100);

    const texts = await Promise.all(names.map(async (name) => ({ name, text: await readFile(join(BUILT, name), 'utf8') })));
    expect(
      texts.filter(({ text }) => /(?:\bfrom |\bimport\(|\bimport )'\.[^']*\.ts'/.test(text)).map(({ name }) => name),
    ).toEqual([]);
  });
});
