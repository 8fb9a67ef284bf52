import { closestName } from './closest-name.ts';
import type { Config } from './config.ts';
import type { Environment } from './environment.ts';
import type { Setting } from './setting.ts';
import { OTHER_VARIABLES, SETTINGS } from './settings.ts';

/** What flags or a program set: text as typed, or the value itself. They win over the environment. */
export type Overrides = { readonly [Key in keyof Config]?: Config[Key] | string | undefined };

/** The configuration can't be used; the message names every fault. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
}

export interface ParsedConfig {
  readonly config: Config;
  /** One sentence for each variable that looks like one of ours and is none. */
  readonly warnings: readonly string[];
}

/** Who set a value, as its owner knows it. */
interface Given {
  readonly from: string;
  readonly value: unknown;
}

/**
 * The configuration from flags, environment and defaults, in this order. It reads nothing but its parameters, and looks
 * whether directories exist. An empty variable counts as not set. Throws a `ConfigError` that names every fault at once.
 */
export function parseConfig(environment: Environment, overrides: Overrides = {}): ParsedConfig {
  const faults: string[] = [];
  const values: Record<string, unknown> = {};
  for (const key of Object.keys(SETTINGS) as (keyof Config)[])
    values[key] = settingValue(SETTINGS[key], given(key, environment, overrides), faults);

  if (faults.length > 0)
    throw new ConfigError(["The configuration can't be used:", ...faults.map((fault) => `  ${fault}`)].join('\n'));

  return { config: values as unknown as Config, warnings: unknownVariables(environment) };
}

function given(key: keyof Config, environment: Environment, overrides: Overrides): Given | undefined {
  const setting: Setting<unknown> = SETTINGS[key];
  if (overrides[key] !== undefined) return { from: setting.flag ?? key, value: overrides[key] };

  const from = setting.variables.find((variable) => (environment[variable] ?? '').trim() !== '');
  return from === undefined ? undefined : { from, value: environment[from] };
}

function settingValue(setting: Setting<unknown>, source: Given | undefined, faults: string[]): unknown {
  if (source === undefined) return setting.fallback();

  const result = setting.schema.safeParse(source.value);
  if (!result.success) {
    const shown = typeof source.value === 'string' ? JSON.stringify(source.value) : String(source.value);
    faults.push(`${source.from} is ${shown}; allowed: ${setting.allowed}`);
  }
  return result.data;
}

function unknownVariables(environment: Environment): string[] {
  const known = [...Object.values(SETTINGS).flatMap((setting) => setting.variables), ...OTHER_VARIABLES];
  return Object.keys(environment)
    .filter((name) => name.startsWith('ASSAY_') && !known.includes(name))
    .map((name) => {
      const closest = closestName(name, known);
      return `${name} is no setting of Assay and is ignored${closest === undefined ? '' : `; did you mean ${closest}?`}`;
    });
}
