import { describe, expect, it } from '@jest/globals';
import { scoreColumns } from './score-columns.fixture.ts';

describe('the columns of a run', () => {
  it('average repeats, count them, and keep the valid of them', () => {
    const run = scoreColumns('r', [
      { id: 'b', scores: { m: 1 } },
      { id: 'a', scores: { m: true } },
      { id: 'b', scores: { m: 0 } },
      { id: 'b', scores: { m: NaN } },
      { id: 'c', scores: { m: NaN } },
      { id: 'c', scores: {} },
    ]);
    expect(run.ids).toEqual(['a', 'b', 'c']);
    expect([...(run.metrics.get('m') ?? [])]).toEqual([1, 0.5, NaN]);
    expect(run.duplicates).toEqual({ count: 2, ids: ['b', 'c'] });
    expect(run.invalid?.get('m')).toEqual({ count: 1, ids: ['c'] });
  });

  it('stand in code-unit order, not in that of a language', () => {
    const ids = ['ä', 'Z', 'a', '10', '9', '😀', '\uffff'];
    expect(
      scoreColumns(
        'r',
        ids.map((id) => ({ id, scores: { m: 1 } })),
      ).ids,
    ).toEqual(['10', '9', 'Z', 'a', 'ä', '😀', '\uffff']);
  });

  it.each([null, undefined, 'one', '1', NaN, Infinity, -Infinity, 1e200, {}, [1]])('do not take %p for a score', (score) => {
    const run = scoreColumns('r', [{ id: 'a', scores: { m: score } }]);
    expect([...(run.metrics.get('m') ?? [])]).toEqual([NaN]);
    expect(run.invalid?.get('m')?.count).toBe(1);
  });

  it('name no more than twenty of many ids', () => {
    const records = Array.from({ length: 50 }, (_, i) => ({ id: `s${i}`, scores: { m: null } }));
    const invalid = scoreColumns('r', records).invalid?.get('m');
    expect([invalid?.count, invalid?.ids.length]).toEqual([50, 20]);
  });

  it('are not misled by metrics that are called like parts of an object', () => {
    const scores = JSON.parse('{"__proto__": 1, "constructor": 0}') as Record<string, unknown>;
    const run = scoreColumns('r', [{ id: '__proto__', scores }]);
    expect([...run.metrics.keys()]).toEqual(['__proto__', 'constructor']);
    expect(run.ids).toEqual(['__proto__']);
  });
});
