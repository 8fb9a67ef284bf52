import { readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { fileURLToPath } from 'node:url';
import { transformSync } from '@swc/core';

// Loaded with --import: lets Node run src/ without a build. Node strips types, but can't handle decorators.

const SOURCE = new URL('../../src/', import.meta.url).href;

registerHooks({
  load(url, context, nextLoad) {
    if (!url.startsWith(SOURCE) || !url.endsWith('.ts')) return nextLoad(url, context);
    const filename = fileURLToPath(url);
    return { format: 'module', source: transformSync(readFileSync(filename, 'utf8'), { filename }).code, shortCircuit: true };
  },
});
