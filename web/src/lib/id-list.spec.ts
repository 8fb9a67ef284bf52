import { describe, expect, it } from '@jest/globals';
import { compareAddress, idListOf, idListText } from './id-list.ts';

describe('ids in an address', () => {
  it('are kept with their commas and per cent signs, each once', () => {
    const ids = ['a,b', '100%', 'plain', '%2C', '%252C', 'a b&c=d#e+f', 'مقارنة'];
    expect(idListOf(idListText(ids))).toEqual(ids);
    expect(idListOf('a,,a,50%')).toEqual(['a', '50%']);
  });

  it('are read back from the address of their comparison', () => {
    const ids = ['a,b', '100%', '%2C', 'a b&c=d#e+f'];
    const address = new URL(compareAddress(ids), 'http://localhost');
    expect(idListOf(address.searchParams.get('runs') ?? '')).toEqual(ids);
    expect(compareAddress(['a', 'b'])).toBe('/compare?runs=a,b');
  });
});
