import { describe, expect, it } from '@jest/globals';
import { nameReadings } from './names.ts';

const read = (text: string) =>
  nameReadings(text).map(({ prefix, back, stepIndex }) => ({
    ...(prefix === null ? {} : { prefix }),
    ...(back === null ? {} : { back }),
    ...(stepIndex === null ? {} : { stepIndex }),
  }));

describe('a name', () => {
  it.each([
    ['latest', [{ back: 0 }]],
    ['latest~0', [{ back: 0 }]],
    ['latest~12', [{ back: 12 }]],
    ['latest~x', [{}]],
    ['latest~-1', [{}]],
    ['latest~01', [{}]],
    ['latest~', [{}]],
    ['Latest', [{}]],
    ['latest~1.3', [{}, { back: 1, stepIndex: 3 }]],
    ['3f2a1', [{}]],
    ['3f2a1b', [{ prefix: '3f2a1b' }]],
    ['3F2A1B9C-d', [{ prefix: '3f2a1b9c-d' }]],
    ['3f2a1b.0', [{}, { prefix: '3f2a1b', stepIndex: 0 }]],
    ['3f2a1b.01', [{}]],
    ['-f2a1b', [{}]],
    ['3f2a1g', [{}]],
    ['b0ba8e36-d075-40d7-931b-6f81b0ecf5ea', [{ prefix: 'b0ba8e36-d075-40d7-931b-6f81b0ecf5ea' }]],
    ['b0ba8e36-d075-40d7-931b-6f81b0ecf5ea0', [{}]],
    ['', [{}]],
  ])('%j is read as %j', (text, expected) => {
    expect(read(text)).toEqual(expected);
  });

  it('may be a label whatever it looks like, also one that ends as a step does', () => {
    expect(nameReadings('v1.2').map(({ label, stepIndex }) => [label, stepIndex])).toEqual([
      ['v1.2', null],
      ['v1', 2],
    ]);
    expect(nameReadings('latest')[0]?.label).toBe('latest');
  });
});
