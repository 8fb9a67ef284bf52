import { isDeepStrictEqual } from 'node:util';
import type { Config, Environment } from './config.ts';
import { SETTING_GROUPS } from './setting-groups.ts';
import { type Setting, SETTINGS } from './settings.ts';

export const SETTING_SOURCES = ['default', 'environment', 'flag', 'program'] as const;

/** A setting as it is, for people. */
export interface DescribedSetting {
  readonly group: string;
  /** The environment variables that set it; the first one that is not empty counts. */
  readonly variables: readonly string[];
  readonly flag: string | null;
  /** As one would write it; `null` for none, and `set` for a secret that there is. */
  readonly value: string | null;
  /** The same of its default. */
  readonly fallback: string | null;
  readonly isSecret: boolean;
  /** What the value is from; a flag or a program that gives what is so without it does not count. */
  readonly source: (typeof SETTING_SOURCES)[number];
  readonly allowed: string;
  readonly purpose: string;
}

/** Every setting of a configuration, in the order of docs/configuration.md. Shows no secret. */
export function describedSettings(config: Config, environment: Environment): DescribedSetting[] {
  return Object.entries(SETTING_GROUPS).flatMap(([group, purposes]) =>
    Object.entries(purposes).map(([key, purpose]) => ({
      group,
      purpose,
      ...described(key as keyof Config, config, environment),
    })),
  );
}

function described(key: keyof Config, config: Config, environment: Environment): Omit<DescribedSetting, 'group' | 'purpose'> {
  const setting: Setting<unknown> = SETTINGS[key];
  const { variables, flag = null, allowed, isSecret = false } = setting;
  const show = (value: unknown): string | null => (isSecret && shown(value) !== null ? 'set' : shown(value));
  const value = config[key];
  return {
    variables,
    flag,
    value: show(value),
    fallback: show(setting.fallback()),
    isSecret,
    source: sourceOf(setting, value, environment),
    allowed,
  };
}

function sourceOf(setting: Setting<unknown>, value: unknown, environment: Environment): DescribedSetting['source'] {
  const text = setting.variables.map((variable) => environment[variable]).find((given) => (given ?? '') !== '');
  if (text !== undefined) {
    const read = setting.schema.safeParse(text);
    if (read.success && isDeepStrictEqual(read.data, value)) return 'environment';
  } else if (isDeepStrictEqual(setting.fallback(), value)) {
    return 'default';
  }
  return setting.flag === undefined ? 'program' : 'flag';
}

/** A value as its variable has it; `null` for none. */
function shown(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : withoutPassword(value);
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) return joined(value.map(shownItem));
  return joined(Object.entries(value ?? {}).map(([name, item]) => `${name}=${String(item)}`));
}

function joined(parts: readonly string[]): string | null {
  return parts.length === 0 ? null : parts.join(', ');
}

function shownItem(item: unknown): string {
  return typeof item === 'string' ? item : Object.values(item as object).join(':');
}

/** An address may have a user and a password in it. */
function withoutPassword(text: string): string {
  return text.replace(/^(https?:\/\/)[^/?#]*@/, '$1…@');
}
