import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { apiError } from './language-model.fixture.ts';
import { type RetriedCall, retrying } from './retry-policy.ts';

const never = new AbortController().signal;

beforeEach(() => {
  jest.useFakeTimers();
});

afterEach(() => {
  jest.useRealTimers();
});

function calls(): RetriedCall {
  const policy = { maxRetries: 3, timeoutMs: 1_000, baseDelayMs: 100, maxDelayMs: 5_000, maxOutageMs: 900_000 };
  return retrying(policy, { random: () => 0 });
}

/** Asks for each of the texts, one after the other, as a job with one worker does. */
async function oneByOne(call: RetriedCall, texts: readonly string[], ask: (text: string) => string): Promise<string[]> {
  const answers: string[] = [];
  for (const text of texts)
    answers.push(await call(async () => ask(text), never).catch((error: unknown) => String((error as Error).cause)));
  return answers;
}

async function settled<Result>(promise: Promise<Result>): Promise<Result> {
  const [result] = await Promise.all([promise, jest.runAllTimersAsync()]);
  return result;
}

describe('calls one after the other', () => {
  it('lose none to a provider that gives only 500s for four minutes', async () => {
    const call = calls();
    expect(await settled(oneByOne(call, ['first'], () => 'answer'))).toEqual(['answer']);
    const began = performance.now();
    const answers = oneByOne(call, ['a', 'b', 'c'], () => {
      if (performance.now() - began < 240_000) throw apiError(500, 'out of order');
      return 'answer';
    });
    expect(await settled(answers)).toEqual(['answer', 'answer', 'answer']);
  });

  it('lose one to a provider that gives only 500s for a quarter of an hour', async () => {
    const call = calls();
    await settled(oneByOne(call, ['first'], () => 'answer'));
    const began = performance.now();
    const answers = oneByOne(call, ['a', 'b', 'c'], () => {
      if (performance.now() - began < 840_000) throw apiError(500, 'out of order');
      return 'answer';
    });
    expect(await settled(answers)).toEqual([expect.stringContaining('out of order'), 'answer', 'answer']);
  });

  it('wait once only for a request that always breaks the server', async () => {
    const call = calls();
    await settled(oneByOne(call, ['first'], () => 'answer'));
    const began = performance.now();
    const answers = oneByOne(call, ['good', 'bad', 'good', 'bad', 'good'], (text) => {
      if (text === 'bad') throw apiError(500, 'too long');
      return text;
    });
    const bad = expect.stringContaining('too long');
    expect(await settled(answers)).toEqual(['good', bad, 'good', bad, 'good']);
    expect(performance.now() - began).toBeLessThan(310_000);
  });
});

describe('two calls', () => {
  it('do not wait for each other when one of them always breaks the server', async () => {
    const call = calls();
    await settled(oneByOne(call, ['first'], () => 'answer'));
    const began = performance.now();
    const bad = oneByOne(call, ['bad'], () => {
      throw apiError(500, 'too long');
    });
    await jest.advanceTimersByTimeAsync(800);
    const good = oneByOne(call, ['good'], (text) => text);
    expect(await settled(Promise.all([bad, good]))).toEqual([[expect.stringContaining('too long')], ['good']]);
    expect(performance.now() - began).toBeLessThan(10_000);
  });
});
