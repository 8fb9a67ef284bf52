import { describe, expect, it } from '@jest/globals';
import { passKs } from './pass-k-option.ts';

describe('--pass-k', () => {
  it('takes numbers with commas between them, also when it is repeated', () => {
    expect(passKs('1, 3')).toEqual([1, 3]);
    expect(passKs('10000', passKs('1,3'))).toEqual([1, 3, 10_000]);
  });

  it.each(['', '0', '1,', '1,1', '1.5', '-1', 'x', '10001', '1,2,3,4,5,6,7,8,9,10,11'])('refuses "%s"', (value) => {
    expect(() => passKs(value)).toThrow('different whole numbers from 1 to 10000, such as 1,3.');
  });
});
