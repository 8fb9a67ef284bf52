import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** What a browser may have to load, in kB of gzip, before it can show the first row. */
const MOST_KB = 130;

const built = join(import.meta.dirname, '..', 'dist', 'web');
const index = readFileSync(join(built, 'index.html'), 'utf8');
const first = [...index.matchAll(/<(?:script|link)[^>]+(?:src|href)="([^"]+\.js)"/g)].map(([, name = '']) => name);
if (first.length === 0) throw new Error(`${built}/index.html loads no script: run npm run build`);

const sizes = [...withImports(first)].map((name) => ({ name, kb: gzipSync(readFileSync(join(built, name))).length / 1_000 }));
for (const { name, kb } of sizes) console.log(`${kb.toFixed(1).padStart(7)} kB  ${name}`);

const total = sizes.reduce((sum, { kb }) => sum + kb, 0);
console.log(`${total.toFixed(1).padStart(7)} kB of JavaScript, gzipped, before the first row; at most ${String(MOST_KB)}`);
if (total > MOST_KB) process.exitCode = 1;

/** These scripts and all that they import at once; what is imported later does not count. */
function withImports(names: readonly string[]): Set<string> {
  const all = new Set<string>();
  const waiting = names.map((name) => name.replace(/^\.\//, ''));
  for (let name = waiting.pop(); name !== undefined; name = waiting.pop()) {
    if (all.has(name)) continue;
    all.add(name);
    const text = readFileSync(join(built, name), 'utf8');
    for (const [, found = ''] of text.matchAll(/(?:from|import)\s*["']\.\/([^"']+\.js)["']/g)) waiting.push(`assets/${found}`);
  }
  return all;
}
