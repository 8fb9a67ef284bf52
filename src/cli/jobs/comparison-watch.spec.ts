import { describe, expect, it } from '@jest/globals';
import type { LiveMetricDto, LiveStateDto } from '../../live/live-state.dto.ts';
import { joined, liveLine } from '../live-line.ts';
import { comparisonParts } from './comparison-watch.ts';

const FOUND = {
  metric: 'correct',
  delta: 0.0421,
  interval: [0.0112, 0.0749],
  p_value: 0.013,
  corrected_p_value: 0.013,
  log_e: 4,
  ahead: 'a' as LiveMetricDto['ahead'],
  control: [],
  verdict: 'inconclusive',
  is_fact: false,
};

function stateOf(...metrics: readonly LiveMetricDto[]): LiveStateDto {
  return { seq: 3, comparison_id: 'c', n: 312, of: 1319, metrics: [...metrics], decided: false, saved: null, ended: null };
}

function lineOf(state: LiveStateDto, columns: number): string {
  return liveLine({ title: () => 'evaluate', share: () => 0.5, parts: () => comparisonParts(state) }, columns);
}

describe('the line of a comparison', () => {
  it('says all of it in 80 columns, and keeps the interval in 40', () => {
    const all = 'n 312 of 1,319 · +0.042 [+0.011, +0.075] · p 0.013 · ahead';
    expect(lineOf(stateOf(FOUND), 79)).toMatch(new RegExp(` ${all.replaceAll(/[[\]+]/g, String.raw`\$&`)}$`));
    expect(lineOf(stateOf(FOUND), 39)).toBe('evaluate ███░░░ +0.042 [+0.011, +0.075]');
  });

  it.each([
    [{ ahead: 'b' as const }, 'behind'],
    [{ verdict: 'a_better' }, 'better'],
    [{ verdict: 'b_better' }, 'worse'],
    [{ verdict: 'equivalent' }, 'equivalent'],
    [{ delta: null }, 'open'],
  ])('says of %j that the candidate is %s', (changes, word) => {
    expect(joined(comparisonParts(stateOf({ ...FOUND, ...changes })))).toMatch(new RegExp(` · ${word}$`));
  });

  it('shows of several metrics the first without a verdict', () => {
    const decided = { ...FOUND, metric: 'other', verdict: 'a_better' };
    const text = joined(comparisonParts(stateOf(decided, FOUND)));
    expect(text).toBe('n 312 of 1,319 · correct · +0.042 [+0.011, +0.075] · p 0.013 · ahead · 1 of 2 decided');
  });
});
