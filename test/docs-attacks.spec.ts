import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';

const ROOT = new URL('../', import.meta.url);
const PAGE = readFileSync(new URL('docs/security.md', ROOT), 'utf8');

interface Row {
  readonly attack: string;
  readonly tests: readonly { readonly file: string; readonly name: string }[];
}

/** The rows of the table of attacks: what is tried, what happens, and the tests as `file`: “name”. */
function rows(): Row[] {
  const [, section = ''] = PAGE.split('\n## Attacks\n');
  const lines = (section.split('\n## ')[0] ?? '').split('\n').filter((line) => /^\| (?!attack|---)/.test(line));
  return lines.map((line) => {
    const [, attack = '', , cited = ''] = line.split(' | ').map((cell) => cell.replace(/^\| | \|$/g, ''));
    const tests = [...line.matchAll(/`([\w./-]+\.ts)`: “([^”]+)”/g)].map(([, file = '', name = '']) => ({ file, name }));
    return { attack: attack + cited, tests };
  });
}

describe('the table of attacks in docs/security.md', () => {
  it('cites for every attack a test that is there, by its name', () => {
    const found = rows();
    expect(found.length).toBeGreaterThanOrEqual(18);
    expect(found.filter(({ tests }) => tests.length === 0)).toEqual([]);
    const missing = found.flatMap(({ tests }) => tests).filter(({ file, name }) => !hasTest(file, name));
    expect(missing).toEqual([]);
  });
});

describe('the check of keys', () => {
  it('compares keys by their hashes, all of them, in constant time', () => {
    const ring = readFileSync(new URL('src/http/access/key-ring.ts', ROOT), 'utf8');
    const comparisons = ring.split('\n').filter((line) => line.includes('digest') && /[=!]==|indexOf|includes\(/.test(line));
    expect(comparisons).toEqual([]);
    // Without a way out: the loop goes over every known key, whichever is the right one.
    expect(ring).toMatch(
      /for \(const known of this\.#known\) if \(timingSafeEqual\(known\.digest, digest\)\) found = known\.key;/,
    );
  });
});

function hasTest(file: string, name: string): boolean {
  const path = new URL(file, ROOT);
  if (!existsSync(path)) return false;
  return readFileSync(path, 'utf8').includes(`'${name}'`);
}
