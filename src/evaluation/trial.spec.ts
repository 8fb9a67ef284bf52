import { describe, expect, it } from '@jest/globals';
import { failureOf } from './trial.ts';

class QuotaError extends Error {}

describe('failureOf', () => {
  it.each([
    [new RangeError('too far'), { type: 'RangeError', message: 'too far' }],
    [new QuotaError('spent'), { type: 'QuotaError', message: 'spent' }],
    [Object.assign(new Error('m'), { name: 'OwnName' }), { type: 'OwnName', message: 'm' }],
    [
      new TypeError('fetch failed', { cause: new Error('ECONNREFUSED') }),
      { type: 'TypeError', message: 'fetch failed (ECONNREFUSED)' },
    ],
    [new AggregateError([new Error('a'), 'b']), { type: 'AggregateError', message: 'Error: a; b' }],
    ['oops', { type: 'NotAnError', message: 'a value that is no error was thrown: oops' }],
    [undefined, { type: 'NotAnError', message: 'a value that is no error was thrown: undefined' }],
    [{ code: 7 }, { type: 'NotAnError', message: 'a value that is no error was thrown: {"code":7}' }],
  ])('tells %p', (thrown, failure) => {
    expect(failureOf(thrown)).toEqual(failure);
  });

  it('is bounded', () => {
    expect(failureOf(new Error('x'.repeat(1_000_000))).message).toHaveLength(2000);
  });

  it('survives an error that can not be read', () => {
    const hostile = Object.defineProperty(new Error('m'), 'message', {
      get: () => {
        throw new Error('no');
      },
    });
    expect(failureOf(hostile).type).toBe('UnreadableError');
    expect(failureOf({ toJSON: () => BigInt(1) }).type).toBe('UnreadableError');
  });
});
