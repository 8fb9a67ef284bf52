import { registerHooks } from 'node:module';
import { extname } from 'node:path';

const extension = extname(import.meta.url);
const ASSAY_URL = new URL(`../index${extension}`, import.meta.url).href;

/**
 * Lets a project anywhere on disk write `import … from 'assay'`, and `'zod'` where it has no copy of its own. It changes the
 * whole process: use it only in a child process.
 */
export function resolveAssayImports(): void {
  registerHooks({
    resolve(specifier, context, nextResolve) {
      if (specifier === 'assay') return { url: ASSAY_URL, shortCircuit: true };
      try {
        return nextResolve(specifier, context);
      } catch (error) {
        if (specifier !== 'zod' && !specifier.startsWith('zod/')) throw error;
        return nextResolve(specifier, { ...context, parentURL: import.meta.url });
      }
    },
  });
}
