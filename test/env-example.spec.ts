import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { parseConfig } from '../src/config/parse-config.ts';
import { OTHER_VARIABLES, SETTINGS } from '../src/config/settings.ts';

const LINES = readFileSync(new URL('../.env.example', import.meta.url), 'utf8').split('\n');

/** What the file sets once every line `# NAME=value` is uncommented. */
const UNCOMMENTED = Object.fromEntries(
  LINES.map((line) => /^# ([A-Z][A-Z0-9_]*)=(.*)$/.exec(line)).flatMap((match) =>
    match === null ? [] : [[match[1], match[2]]],
  ),
) as Record<string, string>;

describe('.env.example', () => {
  it('has every setting of Assay and no other', () => {
    const ours = [...Object.values(SETTINGS).flatMap(({ variables }) => variables), ...OTHER_VARIABLES];
    expect(
      Object.keys(UNCOMMENTED)
        .filter((name) => name.startsWith('ASSAY_'))
        .sort(),
    ).toEqual(ours.filter((name) => name.startsWith('ASSAY_')).sort());
  });

  it('shows the defaults', () => {
    expect(parseConfig(UNCOMMENTED)).toEqual(parseConfig({}));
  });

  it('changes nothing as it is', () => {
    expect(LINES.filter((line) => line !== '' && !line.startsWith('#'))).toEqual([]);
  });
});
