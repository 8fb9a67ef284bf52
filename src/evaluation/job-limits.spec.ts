import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type EarlyEnd, EarlyStop } from './early-stop.ts';
import type { EngineEvent, TrialPayload } from './event.ts';
import { type JobLimits, LimitWatch, type Spent } from './job-limits.ts';

interface Tokens {
  readonly input: number | null;
  readonly output: number | null;
}

/** A trial of a step with an answer of so many tokens, after attempts that were billed too. */
function trial(tokens: Tokens, { step = 0, others = [] }: { step?: number; others?: readonly Tokens[] } = {}): EngineEvent {
  const identity = { trial_id: 't', row: 0, replicate: 0, example: { inputs: {}, reference: null } };
  const request = { model_id: 'm', prompt: [], system_instruction: null, output_schema: null, generation_kwargs: {} };
  const attempts = others.map((other) => ({ content: 'bad', ...taken(other), error: 'it does not fit' }));
  const telemetry = { rendered_prompt: '', request, response: { content: 'a', ...taken(tokens) }, other_attempts: attempts };
  return { type: 'trial', stepIndex: step, payload: { ...identity, status: 'success', telemetry } };
}

function taken({ input, output }: Tokens) {
  return { input_tokens: input, output_tokens: output, latency: 1 };
}

function failure(message: string, step = 0): EngineEvent {
  const error = { type: 'Error', message, kind: 'program' } as const;
  const payload: TrialPayload = {
    ...{ trial_id: 't', row: 0, replicate: 0, example: { inputs: {}, reference: null } },
    status: 'failed',
    error,
  };
  return { type: 'trial', stepIndex: step, payload };
}

function judged(tokens: Tokens): EngineEvent {
  const telemetry = { model_id: 'j', response: { content: 'b', ...taken(tokens) } };
  const metric = { name: 'm', description: '', kind: 'llm_judge' } as const;
  const score = { raw: 1, normalized: 1, reason: '' };
  const payload = { trial_id: 't', row: 0, replicate: 0, metric, status: 'success', score, telemetry } as const;
  return { type: 'scoring', stepIndex: 0, payload };
}

function proposed(tokens: Tokens): EngineEvent {
  const telemetry = { model_id: 'p', response: { content: 'c', ...taken(tokens) } };
  return { type: 'proposal', stepIndex: 1, payload: { prompt_template: 't', thinking: null, advice: null, telemetry } };
}

/** Why the job ends after these events, and after how many of them. */
function endAfter(limits: JobLimits, events: readonly EngineEvent[], spent?: Spent): (EarlyEnd & { after: number }) | null {
  const stop = new EarlyStop();
  const watch = new LimitWatch(limits, 20, stop, spent);
  for (const [index, event] of events.entries()) {
    watch.see(event);
    if (stop.end !== null) return { ...stop.end, after: index + 1 };
  }
  return null;
}

describe('LimitWatch', () => {
  const tokens = { input: 7, output: 3 };

  it('counts the tokens of programs, judges and the proposer', () => {
    const events = [trial(tokens), judged(tokens), proposed(tokens), trial(tokens)];
    expect(endAfter({ maxTokens: 30 }, events)).toEqual({
      stopped: { reason: 'max_tokens', limit: 30, spent: 30 },
      after: 3,
    });
    expect(endAfter({ maxTokens: 41 }, events)).toBeNull();
  });

  it('counts attempts of no use that were billed', () => {
    expect(endAfter({ maxTokens: 30 }, [trial(tokens, { others: [tokens, tokens] })])).toMatchObject({
      stopped: { spent: 30 },
    });
  });

  it('goes on from what was taken before', () => {
    expect(endAfter({ maxTokens: 30 }, [trial(tokens)], { tokens: 20, failedTrials: 0 })).toMatchObject({ after: 1 });
    expect(endAfter({ maxFailures: 3 }, [failure('a')], { tokens: 0, failedTrials: 3 })).toMatchObject({ after: 1 });
  });

  it('ends a job whose tokens can not be counted', () => {
    const events = Array.from({ length: 12 }, () => trial({ input: null, output: null }));
    expect(endAfter({ maxTokens: 1000 }, events)).toEqual({
      stopped: { reason: 'max_tokens', limit: 1000, spent: 0 },
      message: "max_tokens can't be kept: 10 answers came without a count of their tokens",
      after: 10,
    });
    expect(endAfter({ maxSeconds: 1000 }, events)).toBeNull();
  });

  it('lets as many trials fail as it says, and names the reasons when one more fails', () => {
    const events = [failure('a'), trial(tokens), failure('b', 1), failure('a', 1)];
    expect(endAfter({ maxFailures: 3 }, events)).toBeNull();
    expect(endAfter({ maxFailures: 2 }, events)).toEqual({
      stopped: { reason: 'max_failures', limit: 2, failed: 3 },
      message: '3 trials failed, which is more than max_failures (2) allows: 2 × Error: a; 1 × Error: b',
      after: 4,
    });
    expect(endAfter({ maxFailures: 0 }, events)).toMatchObject({ after: 1 });
  });

  it('takes a number below 1 as a share of the trials of a step', () => {
    const fails = (count: number, step: number): EngineEvent[] => Array.from({ length: count }, () => failure('a', step));
    expect(endAfter({ maxFailures: 0.1 }, [...fails(2, 0), ...fails(2, 1)])).toBeNull();
    expect(endAfter({ maxFailures: 0.1 }, [...fails(2, 0), ...fails(3, 1)])).toMatchObject({
      stopped: { reason: 'max_failures', limit: 0.1, failed: 3 },
      after: 5,
    });
  });

  it('has no limit that was not given', () => {
    expect(endAfter({}, [trial({ input: 1e9, output: 1e9 }), ...Array.from({ length: 20 }, () => failure('a'))])).toBeNull();
  });
});

describe('the seconds of a job', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });

  afterEach(() => {
    jest.useRealTimers();
  });

  it.each([5, 40 * 86_400])('end after %s', (maxSeconds) => {
    const stop = new EarlyStop();
    new LimitWatch({ maxSeconds }, 20, stop).startClock();
    jest.advanceTimersByTime(maxSeconds * 1000 - 1);
    expect(stop.isAsked).toBe(false);
    jest.advanceTimersByTime(1);
    expect(stop.end).toEqual({ stopped: { reason: 'max_seconds', limit: maxSeconds } });
  });

  it('are no longer counted when the job has ended', () => {
    const stop = new EarlyStop();
    new LimitWatch({ maxSeconds: 5 }, 20, stop).startClock()();
    jest.advanceTimersByTime(10_000);
    expect(stop.isAsked).toBe(false);
  });
});
