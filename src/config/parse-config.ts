import type { Config, Environment } from './config.ts';
import { oidcContradictions } from './oidc-settings.ts';
import { OTHER_VARIABLES, type Setting, SETTINGS } from './settings.ts';

/** What flags or a program set: text as typed, or the value itself. It overrides the environment. */
export type Overrides = { readonly [Key in keyof Config]?: Config[Key] | string | undefined };

/** The configuration can't be used; the message names every fault. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  /** One sentence for each variable that looks like a setting of Assay and is not one. */
  readonly warnings: readonly string[];

  constructor(message: string, warnings: readonly string[] = []) {
    super(message);
    this.warnings = warnings;
  }
}

export interface ParsedConfig {
  readonly config: Config;
  /** One sentence for each variable that looks like a setting of Assay and is not one. */
  readonly warnings: readonly string[];
}

/** A value, and the name of the flag or variable that set it. */
interface Given {
  readonly from: string;
  readonly value: unknown;
}

/**
 * The configuration from flags, environment and defaults, in this order. It reads nothing but its parameters, but
 * checks whether directories exist. An empty variable counts as not set. Throws a `ConfigError` that names every fault at once.
 */
export function parseConfig(environment: Environment, overrides: Overrides = {}): ParsedConfig {
  const faults = unknownOverrides(overrides);
  const values: Record<string, unknown> = {};
  for (const key of Object.keys(SETTINGS) as (keyof Config)[])
    values[key] = settingValue(SETTINGS[key], given(key, environment, overrides), faults);

  faults.push(...contradictions(values));
  const warnings = unknownVariables(environment);
  if (faults.length > 0)
    throw new ConfigError(["The configuration can't be used:", ...faults.map((fault) => `  ${fault}`)].join('\n'), warnings);

  return { config: values as unknown as Config, warnings };
}

/** A misspelt option of a program would silently be the default. */
function unknownOverrides(overrides: Overrides): string[] {
  const known = Object.keys(SETTINGS);
  return Object.keys(overrides)
    .filter((name) => !known.includes(name))
    .map((name) => {
      const closest = closestName(name, known);
      return `${name} is no option; ${closest === undefined ? `there are ${known.join(', ')}` : `did you mean ${closest}?`}`;
    });
}

function given(key: keyof Config, environment: Environment, overrides: Overrides): Given | undefined {
  const setting: Setting<unknown> = SETTINGS[key];
  if (overrides[key] !== undefined) return { from: setting.flag ?? key, value: overrides[key] };

  const from = setting.variables.find((variable) => (environment[variable] ?? '').trim() !== '');
  return from === undefined ? undefined : { from, value: environment[from] };
}

function settingValue(setting: Setting<unknown>, source: Given | undefined, faults: string[]): unknown {
  if (source === undefined) return setting.fallback();
  if (typeof source.value === 'string' && source.value.includes('\ufffd')) {
    const shown = setting.isSecret === true ? '' : ` (${JSON.stringify(source.value)})`;
    faults.push(`${source.from} has characters that were not UTF-8${shown}: save what sets it as UTF-8`);
    return undefined;
  }

  const result = setting.schema.safeParse(source.value);
  if (!result.success) faults.push(`${source.from} is ${shownValue(setting, source.value)}; allowed: ${setting.allowed}`);
  return result.data;
}

/** Settings that are fine alone, but not together. */
function contradictions(values: Partial<Config>): string[] {
  const { apiKeys = [], oidcIssuer = null, noAuth = false } = values;
  const asked = [
    ...(apiKeys.length > 0 ? ['ASSAY_API_KEYS names keys'] : []),
    ...(oidcIssuer === null ? [] : ['ASSAY_OIDC_ISSUER names a provider that vouches for people']),
  ];
  const unasked = noAuth
    ? asked.map(
        (what) => `${what}, and ASSAY_NO_AUTH (--no-auth) says that nobody is asked who they are: leave one of the two out`,
      )
    : [];
  return [...unasked, ...roleContradictions(values), ...oidcContradictions(values)];
}

/** A database whose address is wrong is named already. */
function roleContradictions({ role = 'all', databaseUrl }: Partial<Config>): string[] {
  if (role === 'all' || databaseUrl !== null) return [];
  return [
    `ASSAY_ROLE (--role) is ${role}, and without a database nobody else does the rest: set ASSAY_DATABASE_URL to a database that all processes share, or leave the role out`,
  ];
}

function shownValue({ isSecret = false }: Setting<unknown>, value: unknown): string {
  if (isSecret) return 'wrong (its value is not shown)';
  return typeof value === 'string' ? JSON.stringify(value) : String(value);
}

function unknownVariables(environment: Environment): string[] {
  const known = [...Object.values(SETTINGS).flatMap((setting) => setting.variables), ...OTHER_VARIABLES];
  return Object.keys(environment)
    .filter((name) => name.startsWith('ASSAY_') && !known.includes(name))
    .map((name) => {
      const closest = closestName(name, known);
      return `${name} is not a setting of Assay and is ignored${closest === undefined ? '' : `; did you mean ${closest}?`}`;
    });
}

/**
 * The known name that a mistyped one most likely stands for; `undefined` if none is within three edits, or one edit for every three
 * characters, since short words are all a few edits from each other.
 */
export function closestName(name: string, known: readonly string[]): string | undefined {
  const candidates = known.map((candidate) => ({ candidate, distance: editDistance(name, candidate) }));
  return candidates
    .filter(({ candidate, distance }) => distance <= Math.min(3, Math.max(name.length, candidate.length) / 3))
    .sort((a, b) => a.distance - b.distance)[0]?.candidate;
}

/** Optimal string alignment: insertions, deletions, substitutions, and swaps of neighbours, each 1. */
function editDistance(a: string, b: string): number {
  let before: readonly number[] = [];
  let previous: readonly number[] = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (let row = 1; row <= a.length; row += 1) {
    const current = [row];
    for (let column = 1; column <= b.length; column += 1) {
      const substituted = (previous[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      const isSwap = a[row - 1] === b[column - 2] && a[row - 2] === b[column - 1];
      const swapped = isSwap ? (before[column - 2] ?? Infinity) + 1 : Infinity;
      current.push(Math.min(substituted, swapped, (previous[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    before = previous;
    previous = current;
  }
  return previous[b.length] ?? 0;
}
