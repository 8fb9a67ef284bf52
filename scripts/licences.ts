import { globSync, readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { importedPackages, pathsOf } from './licences/bundled.ts';
import { licenceFaults, type LockedPackage, packagesOf, sbomFaults } from './licences/licence-check.ts';

/**
 * Checks that everything that Assay runs with, in the browser too, has a licence of the list in `licences/allowed.ts`; with `--sbom FILE` also that this CycloneDX document has
 * every package of the lock file. `npm sbom --omit dev` would not do: it leaves out what development needs as well. Exits with 1 and says what is wrong.
 */
function check(): void {
  const { values } = parseArgs({ options: { sbom: { type: 'string' } } });
  const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: Record<string, LockedPackage> };
  const packages = packagesOf(lock.packages, pathsOf(lock.packages, importedPackages(applicationSources())));
  const used = packages.filter(({ isForDevelopment }) => !isForDevelopment);
  const faults = [
    ...licenceFaults(packages),
    ...(values.sbom === undefined ? [] : sbomFaults(JSON.parse(readFileSync(values.sbom, 'utf8')), packages)),
  ];
  for (const fault of faults) console.error(fault);
  if (faults.length > 0) process.exit(1);

  const counts = Map.groupBy(used, ({ licence }) => licence ?? 'read from its files');
  const list = [...counts]
    .map(([licence, { length }]) => `${length} ${licence}`)
    .sort((a, b) => parseInt(b, 10) - parseInt(a, 10));
  console.log(`${used.length} packages, all with allowed licences: ${list.join(', ')}.`);
  if (values.sbom !== undefined) console.log(`${values.sbom} has all ${packages.length} packages of the lock file.`);
}

/** The sources of the browser application, into which its bundler copies what they import. */
function applicationSources(): string[] {
  return globSync('web/src/**/*.{ts,tsx}', { exclude: ['**/*.spec.*'] }).map((path) => readFileSync(path, 'utf8'));
}

check();
