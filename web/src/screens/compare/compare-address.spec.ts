import { describe, expect, it } from '@jest/globals';
import { letterOf, optionWords, rangesOf, rangesText, requestOf } from './compare-address.ts';

describe('the address of a comparison', () => {
  it('keeps ranges, also of metrics with colons', () => {
    const ranges: Record<string, [number, number]> = { 'judge: stars': [1, 5], depth: [-2.5, 0] };
    expect(rangesOf(rangesText(ranges))).toEqual(ranges);
    expect(rangesOf('stars:1,x:..')).toEqual({});
  });

  it('asks only for what it says', () => {
    expect(requestOf(new URLSearchParams('runs=a,b'))).toEqual({ run_ids: ['a', 'b'] });
    const query = new URLSearchParams(
      'runs=a,b&margin=0.1&pass_k=1,3&lower=errors&slices=inputs.topic&human=helpful&seed=0&resamples=2000',
    );
    expect(requestOf(query)).toEqual({
      run_ids: ['a', 'b'],
      margin: 0.1,
      pass_k: [1, 3],
      lower_is_better: ['errors'],
      slice_by: 'inputs.topic',
      human_labels: 'helpful',
      seed: 0,
      resamples: 2000,
    });
  });

  it('says in words which options are not the usual ones', () => {
    expect(optionWords(new URLSearchParams('runs=a,b&margin=0.1&lower=errors,time'))).toEqual([
      'lower is better in errors, time',
      'margin 0.1',
    ]);
  });

  it('has a letter for each run, and numbers beyond', () => {
    expect([0, 1, 25, 26].map(letterOf)).toEqual(['A', 'B', 'Z', '27']);
  });
});
