import { describe, expect, it } from '@jest/globals';
import { ranges } from './range-option.ts';

describe('a range', () => {
  it('is read with its metric, whatever that is called, and added to those before', () => {
    const read = ranges('a=b=-1..+.5', ranges('stars=1..5', ranges('__proto__=0..1e3')));
    expect(Object.entries(read)).toEqual([
      ['__proto__', [0, 1000]],
      ['stars', [1, 5]],
      ['a=b', [-1, 0.5]],
    ]);
  });

  it.each(['stars', 'stars=1', 'stars=5..1', 'stars=1..1', '=1..5', 'stars=1..x', 'stars=1..1e999'])('is not %s', (text) => {
    expect(() => ranges(text)).toThrow('metric=low..high');
  });

  it('is given once for each metric', () => {
    expect(() => ranges('stars=1..5', ranges('stars=0..5'))).toThrow('The range of stars is there twice.');
  });
});
