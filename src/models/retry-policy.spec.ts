import { APICallError } from '@ai-sdk/provider';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { apiError } from './language-model.fixture.ts';
import { type RetriedCall, type Retry, retrying, type RetryPolicy } from './retry-policy.ts';

const POLICY: RetryPolicy = { maxRetries: 3, timeoutMs: 1000, baseDelayMs: 100, maxDelayMs: 5000 };

const never = new AbortController().signal;

let retries: Retry[];

let attempts: number[];

beforeEach(() => {
  jest.useFakeTimers();
  retries = [];
  attempts = [];
});

afterEach(() => {
  jest.useRealTimers();
});

function calls(policy: Partial<RetryPolicy> = {}, random = () => 0): RetriedCall {
  return retrying({ ...POLICY, ...policy }, { onRetry: (retry) => retries.push(retry), random });
}

/** Fails with each of the errors in turn, then answers; notes when it was asked. */
function failing(...errors: Error[]): () => Promise<string> {
  const start = performance.now();
  return async () => {
    attempts.push(Math.round(performance.now() - start));
    const error = errors.shift();
    if (error !== undefined) throw error;
    return 'answer';
  };
}

async function settled<T>(promise: Promise<T>): Promise<PromiseSettledResult<T>> {
  const [[result]] = await Promise.all([Promise.allSettled([promise]), jest.runAllTimersAsync()]);
  return result;
}

describe('retrying', () => {
  it('gives the first answer', async () => {
    expect(await settled(calls()(failing(), never))).toEqual({ status: 'fulfilled', value: 'answer' });
    expect(retries).toEqual([]);
  });

  it.each([408, 409, 429, 500, 502, 503, 529])('tries again after a %d', async (status) => {
    expect(await settled(calls()(failing(apiError(status)), never))).toEqual({ status: 'fulfilled', value: 'answer' });
    expect(attempts).toHaveLength(2);
  });

  it('tries again after a broken connection', async () => {
    const broken = new APICallError({ message: 'fetch failed', url: '', requestBodyValues: {}, isRetryable: true });
    expect(await settled(calls()(failing(broken), never))).toEqual({ status: 'fulfilled', value: 'answer' });
  });

  it.each([400, 401, 403, 404, 422])('gives up at once after a %d', async (status) => {
    const error = apiError(status);
    expect(await settled(calls()(failing(error), never))).toMatchObject({ reason: { cause: error, attempts: 1 } });
    expect(attempts).toHaveLength(1);
  });

  it('gives up at once when the account has no credit left', async () => {
    const responseBody = '{"error":{"code":"insufficient_quota"}}';
    const error = new APICallError({ message: 'quota', url: '', requestBodyValues: {}, statusCode: 429, responseBody });
    expect(await settled(calls()(failing(error), never))).toMatchObject({ reason: { cause: error, attempts: 1 } });
  });

  it('waits twice as long each time, up to the longest wait', async () => {
    const result = await settled(
      calls({ maxDelayMs: 150 }, () => 0.999)(failing(apiError(500), apiError(500), apiError(500)), never),
    );
    expect(result.status).toBe('fulfilled');
    expect(retries.map(({ delayMs }) => Math.round(delayMs))).toEqual([100, 150, 150]);
  });

  it('spreads its waits over the upper half', async () => {
    await settled(calls({}, () => 0)(failing(apiError(500), apiError(500)), never));
    expect(retries.map(({ delayMs }) => delayMs)).toEqual([50, 100]);
  });

  it('waits as long as the provider asks, and no longer than the longest wait', async () => {
    const soon = apiError(500, 'slow', { 'retry-after': '2' });
    const late = apiError(500, 'slow', { 'retry-after': '3600' });
    await settled(calls()(failing(soon, late), never));
    expect(attempts).toEqual([0, 2000, 7000]);
  });

  it('fails with the last error once its attempts are spent', async () => {
    const last = apiError(500, 'the last');
    const result = await settled(calls({ maxRetries: 2 })(failing(apiError(500), apiError(500), last, apiError(500)), never));
    expect(result).toMatchObject({ reason: { cause: last, attempts: 3 } });
  });

  it('fails fast without retries', async () => {
    const error = apiError(500);
    expect(await settled(calls({ maxRetries: 0 })(failing(error), never))).toMatchObject({
      reason: { cause: error, attempts: 1 },
    });
  });

  it.each([429, 503, 529])('does not count a %d, however often it comes', async (status) => {
    const refusals = Array.from({ length: 10 }, () => apiError(status));
    expect(await settled(calls({ maxRetries: 0 })(failing(...refusals), never))).toEqual({
      status: 'fulfilled',
      value: 'answer',
    });
    expect(attempts).toHaveLength(11);
  });

  it('waits twice as long after each refusal as long as nothing passes', async () => {
    await settled(calls({ maxDelayMs: 300 })(failing(...Array.from({ length: 5 }, () => apiError(429))), never));
    expect(retries.map(({ delayMs }) => delayMs)).toEqual([50, 100, 200, 300, 300]);
  });

  it('counts the attempts before one that is not worth a retry', async () => {
    const error = apiError(401);
    expect(await settled(calls()(failing(apiError(500), error), never))).toMatchObject({
      reason: { cause: error, attempts: 2 },
    });
  });

  it('lets no call start while the provider has asked for a pause', async () => {
    const call = calls();
    const limited = call(failing(apiError(429, 'slow', { 'retry-after': '2' })), never);
    await jest.advanceTimersByTimeAsync(500);
    const startedAt = performance.now();
    let waited = 0;
    const later = call(() => {
      waited = performance.now() - startedAt;
      return Promise.resolve('later');
    }, never);
    expect(await settled(Promise.all([limited, later]))).toEqual({ status: 'fulfilled', value: ['answer', 'later'] });
    expect(waited).toBeGreaterThanOrEqual(1500);
  });

  it('tries again after an attempt that takes too long, and aborts it', async () => {
    const signals: AbortSignal[] = [];
    const call = calls({ maxRetries: 1 })((signal) => {
      signals.push(signal);
      return signals.length === 1 ? new Promise<string>(() => undefined) : Promise.resolve('answer');
    }, never);
    expect(await settled(call)).toEqual({ status: 'fulfilled', value: 'answer' });
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, false]);
    expect(retries).toMatchObject([{ error: { message: 'no answer within 1000 ms' } }]);
  });

  it('leaves no timer running', async () => {
    await calls()(failing(), never);
    expect(jest.getTimerCount()).toBe(0);
  });

  describe('when it is aborted', () => {
    const reason = new Error('the job was cancelled');

    it('does not start', async () => {
      await expect(calls()(failing(), AbortSignal.abort(reason))).rejects.toBe(reason);
      expect(attempts).toEqual([]);
    });

    it('ends in the middle of a call that ignores the signal', async () => {
      const controller = new AbortController();
      const call = calls()(() => new Promise<string>(() => undefined), controller.signal);
      const ended = expect(call).rejects.toBe(reason);
      await jest.advanceTimersByTimeAsync(10);
      controller.abort(reason);
      await ended;
      expect(jest.getTimerCount()).toBe(0);
    });

    it('ends in the middle of a wait', async () => {
      const controller = new AbortController();
      const call = calls()(failing(apiError(429, 'slow', { 'retry-after': '4' })), controller.signal);
      const ended = expect(call).rejects.toBe(reason);
      await jest.advanceTimersByTimeAsync(10);
      controller.abort(reason);
      await ended;
      expect(attempts).toHaveLength(1);
      expect(jest.getTimerCount()).toBe(0);
    });
  });
});
