import { expect, it } from '@jest/globals';
import { trialAddress } from './trial-address.ts';

it('reads rows, repeats of rows and trial ids', () => {
  expect(['12', '12.1', '36a4c434f798fcce', '1234567890123456'].map(trialAddress)).toEqual([
    { row: 12 },
    { row: 12, replicate: 1 },
    { trialId: '36a4c434f798fcce' },
    { trialId: '1234567890123456' },
  ]);
});

it.each(['', '-1', '1.', 'x', '36A4C434F798FCCE'])('refuses %j', (text) => {
  expect(() => trialAddress(text)).toThrow('It must be a row such as 12');
});
