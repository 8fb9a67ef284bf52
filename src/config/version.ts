import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Assay's own version, from the package.json beside `src/` or `dist/`. */
export const assayVersion: string = readVersion();

function readVersion(): string {
  const manifest: unknown = JSON.parse(readFileSync(join(import.meta.dirname, '..', '..', 'package.json'), 'utf8'));
  return (manifest as { readonly version: string }).version;
}
