import { describe, expect, it } from '@jest/globals';
import { runTitles, shortRunId } from './run-name.ts';

const ID = '3f2a1b9c-0000-4000-8000-00000000000';

const titles = (...runs: readonly (readonly [runId: string, name: string])[]): readonly string[] => [
  ...runTitles(runs.map(([runId, name]) => ({ runId, name }))).values(),
];

describe('what runs are called side by side', () => {
  it('is their names, with as much of the id as tells them apart', () => {
    expect(titles(['a', 'v1'], ['b', 'v2'])).toEqual(['v1', 'v2']);
    expect(titles(['a', 'v1'], [`${ID}1`, 'v1'], ['c', 'v2'])).toEqual(['v1 (a)', 'v1 (3f2a1b9c)', 'v2']);
    expect(titles([`${ID}1`, 'v1'], [`${ID}2`, 'v1'])).toEqual([`v1 (${ID}1)`, `v1 (${ID}2)`]);
    expect(titles(['a', 'v1'], ['b', 'v1'], ['c', 'v1 (a)'])).toEqual(['v1 (a)', 'v1 (b)', 'v1 (a) (c)']);
  });

  it('is cut where it is long, and yet another one for each', () => {
    const [first = '', second = ''] = titles(['a', `${'x'.repeat(200)}1`], ['b', `${'x'.repeat(200)}2`]);
    expect([first.length, second.length]).toEqual([85, 85]);
    expect(first).not.toBe(second);
  });
});

describe('a short id', () => {
  it.each([
    [`${ID}1`, '3f2a1b9c'],
    [`${ID}1.12`, '3f2a1b9c.12'],
    ['gsm8k-175b', 'gsm8k-175b'],
  ])('of %s is %s', (runId, expected) => {
    expect(shortRunId(runId)).toBe(expected);
  });
});
