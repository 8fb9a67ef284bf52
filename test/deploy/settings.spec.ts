import { describe, expect, it } from '@jest/globals';
import { configOf, read } from './settings-of-file.ts';

/** The variables that lines such as `Environment=A=1 B=2` and `A=1` set, as far as they are Assay's own. */
function settingsIn(text: string): Record<string, string> {
  const lines = text.split('\n').filter((line) => !line.trimStart().startsWith('#'));
  const pairs = lines.flatMap((line) => [...line.matchAll(/\b(ASSAY_\w+)=([^\s\\]+)/g)]);
  return Object.fromEntries(pairs.map(([, name = '', value = '']) => [name, value]));
}

const FILES = ['deploy/systemd/assay.service', 'deploy/systemd/assay.env', 'Dockerfile'];

describe.each(FILES)('%s', (file) => {
  it('sets only what there is to set, to values that are allowed', () => {
    const settings = settingsIn(read(file));

    expect(Object.keys(settings).length).toBeGreaterThan(2);
    expect(() => configOf(settings)).not.toThrow();
  });
});

describe('a stop', () => {
  it('is given more time by systemd than jobs are given to end', () => {
    const [, service] = /^TimeoutStopSec=(\d+)$/m.exec(read('deploy/systemd/assay.service')) ?? [];

    expect(Number(service)).toBeGreaterThan(configOf({}).drainSeconds + 10);
  });
});
