import { readFileSync } from 'node:fs';
import process from 'node:process';
import { URL } from 'node:url';

// The scripts are TypeScript, which an old Node can't read: one line says so where npm brings no newer one.
const manifest = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
const needed = manifest.engines.node.replace('>=', '').split('.').map(Number);
const found = process.versions.node.split('.').map(Number);
if (found[0] < needed[0] || (found[0] === needed[0] && found[1] < needed[1])) {
  process.stderr.write(
    `Assay needs Node ${needed.join('.')} or newer; this is ${process.version}: install a newer one from https://nodejs.org (on Linux with glibc npm ci brings it, with optional dependencies).\n`,
  );
  process.exit(1);
}
