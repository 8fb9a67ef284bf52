import { describe, expect, it } from '@jest/globals';
import { BusyError, JobNotFoundError, UnusableRequestError } from '../domain/errors.ts';
import { InvalidRequestError } from '../http/invalid-request.error.ts';
import { ApiError } from './api-client.ts';
import { exitCodeOf } from './exit-code.ts';

describe('exitCodeOf', () => {
  it('is 2 for what the person who asked can mend', () => {
    expect(
      [
        new UnusableRequestError('no such prompt'),
        new ApiError('no such prompt', 400),
        new ApiError('no', 422),
        new InvalidRequestError('no', []),
      ].map(exitCodeOf),
    ).toEqual([2, 2, 2, 2]);
  });

  it('is 1 for a server that is busy, away or broken', () => {
    const errors = [
      new BusyError({ running: ['j'], limit: 1, setting: 'ASSAY_MAX_RUNNING_JOBS' }),
      new JobNotFoundError(),
      new ApiError('busy', 409),
      new ApiError('away', 0),
      new ApiError('oh', 500),
    ];

    expect(errors.map(exitCodeOf)).toEqual([1, 1, 1, 1, 1]);
  });

  it('leaves a fault of ours to be shown with its stack', () => {
    expect(exitCodeOf(new TypeError('x is undefined'))).toBeUndefined();
  });
});
