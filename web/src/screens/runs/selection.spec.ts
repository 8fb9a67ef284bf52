import { describe, expect, it } from '@jest/globals';
import { idListOf, idListText } from '../../lib/id-list.ts';
import { newestFirst, toggled, withRange } from './selection.ts';

describe('the selection of runs', () => {
  it('takes an id in and out', () => {
    expect(toggled(['a'], 'b')).toEqual(['a', 'b']);
    expect(toggled(['a', 'b'], 'a')).toEqual(['b']);
  });

  it('takes in a range in either direction, and each once', () => {
    const list = ['a', 'b', 'c', 'd'];
    expect(withRange(['b'], list, 'b', 'd')).toEqual(['b', 'c', 'd']);
    expect(withRange([], list, 'd', 'b')).toEqual(['b', 'c', 'd']);
  });

  it('takes in one where the range began on another page', () => {
    expect(withRange(['x'], ['a', 'b'], 'x', 'b')).toEqual(['x', 'b']);
  });

  it('puts the oldest last, which a comparison takes for the baseline', () => {
    const old = { started_at: '2026-11-01T00:00:00Z' };
    const young = { started_at: '2026-11-02T00:00:00Z' };
    const undated = { started_at: null };
    expect(newestFirst([undated, old, young])).toEqual([young, old, undated]);
  });

  it('stands in an address, whatever the ids have in them', () => {
    const ids = ['a', 'with, comma', '100%', '%2C'];
    expect(idListOf(idListText(ids))).toEqual(ids);
    expect(idListOf('')).toEqual([]);
  });
});
