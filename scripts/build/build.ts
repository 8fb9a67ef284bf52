import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { FolderLock } from '../../src/files/folder-lock.ts';
import { buildPart, contentsOf, isFresh } from './part.ts';
import { partsOf, SOURCES } from './parts.ts';

// `npm run build`: builds the server and the browser application into dist/. With `--if-stale` only what its sources no longer match.

/** Longer than a build takes on a slow machine. */
const PATIENCE_MS = 600_000;

const { values } = parseArgs({ options: { 'if-stale': { type: 'boolean' } } });
const root = join(import.meta.dirname, '..', '..');
const lock = new FolderLock(join(root, 'node_modules', '.assay-build.lock'), PATIENCE_MS);
const waiting = setTimeout(() => {
  console.error('Another build goes on in this folder; waiting for it …');
}, 1_000);
await lock.during(build);

/** Two at once would take each other's files away. */
async function build(): Promise<void> {
  clearTimeout(waiting);
  const sources = contentsOf(root, SOURCES);
  const parts = partsOf(root).filter((part) => values['if-stale'] !== true || !isFresh(root, part, sources));

  if (parts.length > 0) console.error(`Building the ${parts.map(({ name }) => name).join(' and the ')} …`);
  // What a bundle is for does not depend on who builds it.
  process.env['NODE_ENV'] = 'production';
  const outcomes = await Promise.allSettled(parts.map((part) => buildPart(root, part, sources)));
  for (const outcome of outcomes) {
    if (outcome.status === 'fulfilled') continue;
    console.error(outcome.reason instanceof Error ? outcome.reason.message : outcome.reason);
    process.exitCode = 1;
  }
}
