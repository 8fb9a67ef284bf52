import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const REPOSITORY = new URL('../', import.meta.url);
const PAGE = readFileSync(new URL('docs/architecture.md', REPOSITORY), 'utf8');
const CONTRIBUTING = readFileSync(new URL('CONTRIBUTING.md', REPOSITORY), 'utf8');

/** Every file and folder of src/, test/ and scripts/ that a page names. */
function pathsIn(page: string): string[] {
  const paths = [...page.matchAll(/\b(?:src|test|scripts|docs)\/[\w./-]*[\w/]/g)].map(([path]) => path);
  return [...new Set(paths)];
}

describe.each([
  ['docs/architecture.md', PAGE],
  ['CONTRIBUTING.md', CONTRIBUTING],
])('%s', (_name, page) => {
  it('names only files and folders that exist', () => {
    expect(pathsIn(page).length).toBeGreaterThan(5);
    expect(pathsIn(page).filter((path) => !existsSync(new URL(path, REPOSITORY)))).toEqual([]);
  });
});

describe('docs/architecture.md', () => {
  it('describes every room of src/', () => {
    const rooms = readdirSync(new URL('src/', REPOSITORY), { withFileTypes: true }).filter((entry) => entry.isDirectory());
    expect(rooms.map(({ name }) => name).filter((name) => !PAGE.includes(`\`src/${name}/\``))).toEqual([]);
  });

  it('has at most 200 lines', () => {
    expect(PAGE.split('\n').length).toBeLessThanOrEqual(200);
  });
});
