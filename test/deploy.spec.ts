import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parseConfig } from '../src/config/parse-config.ts';

function read(name: string): string {
  return readFileSync(new URL(`../${name}`, import.meta.url), 'utf8');
}

/** The variables that lines such as `Environment=A=1 B=2`, `A=1` and `A: 1` set, as far as they are Assay's own. */
function settingsIn(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => !line.trimStart().startsWith('#'));
  const pairs = lines.flatMap((line) => [...line.matchAll(/\b(ASSAY_\w+)(?:=|: )'?([^\s'\\]+)/g)]);
  return Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, value]));
}

const FOLDERS = ['ASSAY_PROJECTS_ROOT', 'ASSAY_STORAGE', 'ASSAY_BENCHMARKS_DIR'];

const FILES = ['deploy/systemd/assay.service', 'deploy/systemd/assay.env', 'Dockerfile', 'docker-compose.yml'];

describe.each(FILES)('%s', (file) => {
  it('sets only what there is to set, to values that are allowed', () => {
    const settings = settingsIn(read(file));
    const values = Object.entries(settings).filter(([name]) => !FOLDERS.includes(name));

    expect(Object.keys(settings).length).toBeGreaterThan(2);
    expect(parseConfig(Object.fromEntries(values)).warnings).toEqual([]);
  });
});

describe('a stop', () => {
  it('is given more time by systemd and compose than jobs are given to end', () => {
    const { drainSeconds } = parseConfig({}).config;
    const [, service] = /^TimeoutStopSec=(\d+)$/m.exec(read('deploy/systemd/assay.service')) ?? [];
    const [, compose] = /stop_grace_period: (\d+)s/.exec(read('docker-compose.yml')) ?? [];

    expect(Number(service)).toBeGreaterThan(drainSeconds + 10);
    expect(Number(compose)).toBeGreaterThan(drainSeconds + 10);
  });
});
