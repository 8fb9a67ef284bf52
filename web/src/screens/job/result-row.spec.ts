import { describe, expect, it } from '@jest/globals';
import { lineOf, textOf } from './result-row.ts';

describe('a value in a line of the table', () => {
  it.each([
    ['a\n  text ', 'a text'],
    [12, '12'],
    [null, ''],
    [['a', 'b'], '["a","b"]'],
    [{ answer: { label: 'positive' } }, 'positive'],
    [{ label: 'positive', why: 'it\nsays so' }, 'label: positive · why: it says so'],
  ])('shows %j as %s', (value, line) => {
    expect(lineOf(value)).toBe(line);
  });

  it('cuts what is longer than a line', () => {
    expect(lineOf('x'.repeat(5_000))).toHaveLength(300);
  });

  it('keeps false and zero, which are no nothing', () => {
    expect([textOf(false), textOf(0), textOf('')]).toEqual(['false', '0', '']);
  });
});
