import { describe, expect, it } from '@jest/globals';
import { conditionsOf, isFiltering, rowFilterOf } from './row-filter.ts';

describe('the filter of rows', () => {
  it('is read from the address, and asked of the server', () => {
    expect(conditionsOf(filterOf('status=failed&kind=provider&reason=53bc11ac1b7c&tag=short&q=two+words'))).toEqual({
      status: 'failed',
      error_kind: 'provider',
      reason: '53bc11ac1b7c',
      tag: 'short',
      q: 'two words',
    });
  });

  it('names the metric of a range', () => {
    expect(conditionsOf(filterOf('metric=correct&min=0.5&max=1'))).toEqual({ metric: 'correct', min: 0.5, max: 1 });
  });

  it('leaves out what can’t be a range or a reason, as while it is typed', () => {
    expect(conditionsOf(filterOf('metric=correct&min=0.5&max=0.'))).toEqual({ metric: 'correct', min: 0.5 });
    expect(conditionsOf(filterOf('metric=correct&min=-&status=odd&reason=x'))).toEqual({});
  });

  it('is no filter with a metric alone', () => {
    expect(isFiltering(filterOf('metric=correct'))).toBe(false);
    expect(isFiltering(filterOf('metric=correct&max=0.5'))).toBe(true);
  });
});

function filterOf(query: string): ReturnType<typeof rowFilterOf> {
  const parameters = new URLSearchParams(query);
  return rowFilterOf((name) => parameters.get(name) ?? '');
}
