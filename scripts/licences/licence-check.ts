import { ALLOWED, READ } from './allowed.ts';

/** An entry of package-lock.json. */
export interface LockedPackage {
  readonly name?: string;
  readonly version?: string;
  readonly license?: string;
  readonly dev?: boolean;
  readonly dependencies?: Readonly<Record<string, string>>;
}

export interface Package {
  readonly name: string;
  readonly version: string;
  readonly licence: string | undefined;
  readonly isForDevelopment: boolean;
}

/** The packages of a lock file, each version once, by the paths that they are installed at. Those at the paths in `bundled` are not only for development. */
export function packagesOf(
  locked: Readonly<Record<string, LockedPackage>>,
  bundled: ReadonlySet<string> = new Set(),
): Package[] {
  const packages = Object.entries(locked)
    .filter(([path]) => path.includes('node_modules/'))
    .map(([path, entry]) => packageOf(path, bundled.has(path) ? { ...entry, dev: false } : entry));
  return [...Map.groupBy(packages, ({ name, version }) => `${name}@${version}`).values()].map((copies) => oneOf(copies));
}

/** One sentence for each package of the application, not of its development, whose licence is not allowed. */
export function licenceFaults(packages: readonly Package[]): string[] {
  return packages.filter(({ isForDevelopment }) => !isForDevelopment).flatMap((entry) => licenceFault(entry) ?? []);
}

/** One sentence for each package that a CycloneDX document lacks, or for what else is wrong with it. */
export function sbomFaults(document: unknown, packages: readonly Package[]): string[] {
  const { bomFormat, components } = document as { readonly bomFormat?: unknown; readonly components?: unknown };
  if (bomFormat !== 'CycloneDX' || !Array.isArray(components)) return ['it is no CycloneDX document with components'];
  const listed = new Set(components.map(({ purl }: { readonly purl?: string }) => decodeURIComponent(purl ?? '')));
  return packages
    .map(({ name, version }) => `pkg:npm/${name}@${version}`)
    .filter((purl) => !listed.has(purl))
    .map((purl) => `it lacks ${purl}`);
}

function packageOf(path: string, { name, version = '', license, dev = false }: LockedPackage): Package {
  const installed = path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
  return { name: name ?? installed, version, licence: license, isForDevelopment: dev };
}

/** A version that is installed twice is for development only if both copies are. */
function oneOf(copies: readonly Package[]): Package {
  const [first] = copies;
  if (first === undefined) throw new RangeError('a group has a first entry');
  return { ...first, isForDevelopment: copies.every(({ isForDevelopment }) => isForDevelopment) };
}

function licenceFault({ name, version, licence }: Package): string | undefined {
  const read = Object.hasOwn(READ, name) ? READ[name] : undefined;
  if (read !== undefined && read.version !== version)
    return `${name}@${version}: the licence that was read is of ${read.version}: read this version's, and change scripts/licences/allowed.ts`;
  const expression = read?.licence ?? licence;
  if (expression === undefined)
    return `${name}@${version} names no licence: read its files, then add it to scripts/licences/allowed.ts`;
  if (isAllowed(expression)) return undefined;
  return `${name}@${version} has the licence ${expression}, which is not allowed: use another package, or add the licence to scripts/licences/allowed.ts with a reason`;
}

/** Of `A OR B` one must be allowed, of `A AND B` both; nested expressions are left to people. */
function isAllowed(expression: string): boolean {
  const plain = expression.replace(/^\((.*)\)$/, '$1');
  if (/[()]/.test(plain)) return false;
  if (plain.includes(' OR ')) return plain.split(' OR ').some(isListed);
  return plain.split(' AND ').every(isListed);
}

function isListed(licence: string): boolean {
  return Object.hasOwn(ALLOWED, licence);
}
