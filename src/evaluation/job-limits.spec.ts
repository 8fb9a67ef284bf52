import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { type EarlyEnd, EarlyStop } from './early-stop.ts';
import type { EngineEvent, TrialPayload } from './event.ts';
import { type JobLimits, LimitWatch } from './job-limits.ts';
import { type JobLog, KeptWork, type LoggedEvent } from './kept-work.ts';

interface Tokens {
  readonly input: number | null;
  readonly output: number | null;
  readonly cost?: number | null;
}

/** A trial of a step with an answer of so many tokens, after attempts that were billed too. */
const STEP = { ofStep: 20, ofHoldout: 10 };

function trial(tokens: Tokens, { step = 0, others = [] }: { step?: number; others?: readonly Tokens[] } = {}): EngineEvent {
  const identity = { trial_id: 't', row: 0, replicate: 0, example: { inputs: {}, reference: null } };
  const request = { model_id: 'm', prompt: [], system_instruction: null, output_schema: null, generation_kwargs: {} };
  const attempts = others.map((other) => ({ content: 'bad', ...taken(other), error: 'it does not fit' }));
  const telemetry = { rendered_prompt: '', request, response: { content: 'a', ...taken(tokens) }, other_attempts: attempts };
  return { type: 'trial', stepIndex: step, payload: { ...identity, status: 'success', telemetry } };
}

function taken({ input, output, cost }: Tokens) {
  return { input_tokens: input, output_tokens: output, latency: 1, ...(cost === undefined ? {} : { cost_usd: cost }) };
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

function askedInVain(tokens: Tokens): EngineEvent {
  const telemetry = { model_id: 'p', response: { content: 'c', ...taken(tokens) } };
  return { type: 'error', stepIndex: 1, payload: { message: 'no template for step 1', telemetry } };
}

/** Why the job ends after these events, and after how many of them. */
function endAfter(limits: JobLimits, events: readonly EngineEvent[]): (EarlyEnd & { after: number }) | null {
  const stop = new EarlyStop();
  const watch = new LimitWatch(limits, STEP, stop);
  for (const [index, event] of events.entries()) {
    watch.see(event);
    if (stop.end !== null) return { ...stop.end, after: index + 1 };
  }
  return null;
}

/** What becomes of a job that goes on after these events. */
async function endOfResumed(limits: JobLimits, events: readonly EngineEvent[], retriesFailed = false): Promise<EarlyStop> {
  const logged = events.map(({ type, stepIndex, payload }, seq) => ({ seq, type, step_index: stepIndex, payload }));
  async function* read(): AsyncGenerator<LoggedEvent> {
    yield* logged;
  }
  const log: JobLog = { read, pick: read };
  const stop = new EarlyStop();
  await new LimitWatch(limits, STEP, stop).recall(log, await KeptWork.of(log, { metrics: [], repeats: 1, retriesFailed }));
  return stop;
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

  it('counts each call of a program that asks as often as it needs when it was made, and not again with its trial', () => {
    const response = { content: 'a', ...taken({ input: 3, output: 2 }) };
    const request = { model_id: 'm', prompt: [], system_instruction: null, output_schema: null, generation_kwargs: {} };
    const stop = new EarlyStop();
    const watch = new LimitWatch({ maxTokens: 11 }, STEP, stop);
    const whole = trial({ input: 3, output: 2 });
    if (whole.type !== 'trial') throw new Error('it is a trial');
    const calls = [
      { request, response },
      { request, response },
    ];
    for (const call of calls) watch.seeCall(call);
    watch.see({ ...whole, payload: { ...whole.payload, telemetry: { request, response, calls } } });
    expect(stop.isAsked).toBe(false);
    watch.seeCall({ response });
    expect(stop.end).toEqual({ stopped: { reason: 'max_tokens', limit: 11, spent: 15 } });
  });

  it('counts a proposer that was asked in vain', async () => {
    const costly = { ...tokens, cost: 0.5 };
    expect(endAfter({ maxTokens: 10 }, [askedInVain(tokens)])).toMatchObject({ stopped: { spent: 10 } });
    expect((await endOfResumed({ maxCostUsd: 0.5 }, [askedInVain(costly)])).end).toMatchObject({ stopped: { spent: 0.5 } });
  });

  it('counts what all of them cost', () => {
    const costly = { ...tokens, cost: 0.5 };
    const events = [trial(costly, { others: [costly] }), judged(costly), proposed(costly)];
    expect(endAfter({ maxCostUsd: 1.5 }, events)).toEqual({
      stopped: { reason: 'max_cost_usd', limit: 1.5, spent: 1.5 },
      after: 2,
    });
    expect(endAfter({ maxCostUsd: 2.5 }, events)).toBeNull();
  });

  it('ends a job whose cost can not be counted', () => {
    const events = Array.from({ length: 12 }, () => trial({ ...tokens, cost: null }));
    expect(endAfter({ maxCostUsd: 1000 }, events)).toMatchObject({
      after: 10,
      message: expect.stringMatching(/^max_cost_usd can't/),
    });
    expect(endAfter({ maxTokens: 1000 }, events)).toBeNull();
  });

  it.each([
    ['money', { maxCostUsd: 1 }, { reason: 'max_cost_usd', limit: 1, spent: 1 }],
    ['tokens', { maxTokens: 20 }, { reason: 'max_tokens', limit: 20, spent: 20 }],
    ['failures', { maxFailures: 0 }, { reason: 'max_failures', limit: 0, failed: 1 }],
  ])('goes on from the %s that a job took before', async (_what, limits, stopped) => {
    const costly = { ...tokens, cost: 0.5 };
    expect((await endOfResumed(limits, [trial(costly), judged(costly), failure('a')])).end).toMatchObject({ stopped });
    expect((await endOfResumed(limits, [trial(costly)])).end).toBeNull();
  });

  it('forgets the failures of trials that are made again', async () => {
    expect((await endOfResumed({ maxFailures: 0 }, [failure('a')], true)).end).toBeNull();
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
    new LimitWatch({ maxSeconds }, STEP, stop).startClock();
    jest.advanceTimersByTime(maxSeconds * 1000 - 1);
    expect(stop.isAsked).toBe(false);
    jest.advanceTimersByTime(1);
    expect(stop.end).toEqual({ stopped: { reason: 'max_seconds', limit: maxSeconds } });
  });

  it('are no longer counted when the job has ended', () => {
    const stop = new EarlyStop();
    new LimitWatch({ maxSeconds: 5 }, STEP, stop).startClock()();
    jest.advanceTimersByTime(10_000);
    expect(stop.isAsked).toBe(false);
  });
});
