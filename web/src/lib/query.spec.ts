import { describe, expect, it } from '@jest/globals';
import { changedQuery, withQuery } from './query.ts';

describe('the query of an address', () => {
  it('changes what it is told to, and keeps the rest', () => {
    const query = changedQuery(new URLSearchParams('q=red&sort=-score&page=2'), {
      sort: 'score',
      page: null,
      status: 'failed',
    });
    expect(query.toString()).toBe('q=red&sort=score&status=failed');
  });

  it('takes out what is empty or off', () => {
    expect(changedQuery(new URLSearchParams('a=1&b=2&c=3'), { a: '', b: false, c: undefined }).toString()).toBe('');
  });

  it('leaves a path without a query alone, and lists readable', () => {
    expect(withQuery('/runs', new URLSearchParams())).toBe('/runs');
    expect(withQuery('/compare', new URLSearchParams({ runs: 'a,b' }))).toBe('/compare?runs=a,b');
  });
});
