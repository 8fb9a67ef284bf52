import { join } from 'node:path';
import { contentsOf, isFresh } from '../scripts/build/part.ts';
import { partsOf, SOURCES } from '../scripts/build/parts.ts';

/** Set to `1` while the built server and command are what the sources would give. */
export const IS_BUILT = 'ASSAY_TESTS_IS_BUILT';

/** Notes before all tests whether they may run what was built, which starts sooner than the sources. */
export default function noteBuild(): void {
  const root = join(import.meta.dirname, '..');
  const sources = contentsOf(root, SOURCES);
  process.env[IS_BUILT] = partsOf(root).every((part) => isFresh(root, part, sources)) ? '1' : '0';
}
