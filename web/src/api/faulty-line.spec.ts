import { describe, expect, it } from '@jest/globals';
import { faultyLineOf } from './faulty-line.ts';

describe('a file that is imported', () => {
  it('has its faults in lines, where the server says so', () => {
    expect(['line 12: scores', 'line 3', 'samples[4].id', ''].map(faultyLineOf)).toEqual([12, 3, undefined, undefined]);
  });
});
