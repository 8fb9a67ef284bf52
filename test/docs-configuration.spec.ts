import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import type { Config } from '../src/config/config.ts';
import { SETTING_GROUPS } from '../src/config/setting-groups.ts';
import { OTHER_VARIABLES, SETTINGS } from '../src/config/settings.ts';

const PAGE = readFileSync(new URL('../docs/configuration.md', import.meta.url), 'utf8');
const ENV_EXAMPLE = readFileSync(new URL('../.env.example', import.meta.url), 'utf8');

/** Defaults that depend on where Assay is, or are too long for a table. */
const IN_WORDS: Partial<Record<keyof Config, string>> = {
  cacheDir: '`cache/` in the storage folder',
  projectsRoot: 'the samples that come with Assay',
  storageDir: '`.assay/storage`',
  benchmarksDir: '`~/.cache/assay/benchmarks`',
  staticDir: 'none',
  otlpEndpoint: 'none',
  otlpHeaders: 'none',
  otelResourceAttributes: 'none',
  metricsPort: 'none',
  sandboxEnv: 'none',
  sandboxProviders: 'none',
  sandboxRead: 'none',
  inspectChild: 'none',
  pricesFile: 'none',
  auditLog: '`audit.jsonl` in the storage folder',
  retentionDays: 'none',
  retentionGb: 'none',
  corsOrigins: 'any port of this machine',
  allowedHosts: 'none',
  basePath: 'none',
  trustedProxies: 'none',
  apiKeys: 'none',
  keysFile: '`keys.json` in the storage folder, or with a database there',
  oidcIssuer: 'none',
  oidcClientId: 'none',
  oidcClientSecret: 'none',
  oidcScopes: '`openid profile email`',
  oidcGroups: 'none',
  databaseUrl: 'none',
  maxRunningJobs: '1, or with a database the number of workers',
};

interface Row {
  readonly variables: readonly string[];
  readonly flag: string;
  readonly fallback: string;
  readonly allowed: string;
}

function rows(): Row[] {
  return [...PAGE.matchAll(/^\| (`\w+`(?:, `\w+`)*) \|(.*)\|(.*)\|(.*)\|(.*)\|$/gm)].map(
    ([, names = '', flag = '', fallback = '', allowed = '']) => ({
      variables: names.replaceAll('`', '').split(', '),
      flag: flag.trim().replaceAll('`', ''),
      fallback: fallback.trim(),
      allowed: allowed.trim(),
    }),
  );
}

describe('docs/configuration.md', () => {
  it('has every setting as it is', () => {
    const settings = Object.entries(SETTINGS).map(([key, { variables, flag = '', allowed, fallback }]) => ({
      variables,
      flag,
      allowed,
      fallback: IN_WORDS[key as keyof Config] ?? `\`${fallback() as string | number | boolean}\``,
    }));
    const byName = (a: Row, b: Row): number => a.variables.join().localeCompare(b.variables.join());

    expect(rows().sort(byName)).toEqual(settings.sort(byName));
  });

  it('says what each setting is for in the words of the application, beside what it links to', () => {
    const purposes = Object.values(SETTING_GROUPS).flatMap((group) => Object.values(group));
    const words = [...PAGE.matchAll(/^\| `\w+`.*\| (.*) \|$/gm)].map(([, text = '']) => withoutLinks(text));
    expect(words).toEqual(purposes);
  });

  it('names every variable that .env.example has', () => {
    const names = [...ENV_EXAMPLE.matchAll(/^# ([A-Z][A-Z0-9_]*)=/gm)].map(([, name = '']) => name);

    expect(names.length).toBeGreaterThan(20);
    expect([...names, ...OTHER_VARIABLES].filter((name) => !PAGE.includes(`\`${name}\``))).toEqual([]);
  });
});

function withoutLinks(text: string): string {
  return text
    .replace(/,? \(\[[^\]]+\]\([^)]+\)\)/g, '')
    .replace(/, \[see below\]\([^)]+\)/g, '')
    .replace(/\[([^\]]+)\]\([^)]+\)/g, '$1');
}
