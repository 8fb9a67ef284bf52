import { describe, expect, it } from '@jest/globals';
import { usageOf } from './call-totals.ts';
import { EarlyStop } from './early-stop.ts';
import { trialPayload } from './event-payloads.ts';
import { FakeModel, row } from './fake-model.fixture.ts';
import { type AskOptions, AnswerError, type Completion, type CompletionRequest, type Model, ModelError } from './model.ts';
import { defineProgram, type Program, type ProgramContext } from './program.ts';
import { PromptTemplate } from './prompt-template.ts';
import { runTrial, type TrialSetup } from './run-trial.ts';
import type { Trial } from './trial.ts';

const never = new AbortController().signal;

type Context = ProgramContext<unknown>;

async function trialOf(
  program: (context: Context) => unknown,
  setup: Partial<TrialSetup> = {},
  signal = never,
): Promise<Trial | null> {
  const defaults = {
    program: defineProgram({ calls: 'any' }, program as Program),
    template: new PromptTemplate('Q: {{ q }}', 'plain.jinja'),
    model: new FakeModel(),
    generationKwargs: {},
    trialTimeoutMs: null,
  };
  return runTrial({ ...defaults, ...setup }, row({ q: '1+1' }), 0, signal);
}

function payloadOf(trial: Trial | null): ReturnType<typeof trialPayload> {
  if (trial === null) throw new Error('there is no trial');
  return trialPayload(trial);
}

function priced(model: Model): Model {
  return {
    modelId: model.modelId,
    price: ({ outputTokens }) => outputTokens ?? 0,
    complete: (request, signal, options) => model.complete(request, signal, options),
  };
}

describe('a program that asks as often as it needs', () => {
  it('has each of its calls recorded, and their sum', async () => {
    const payload = payloadOf(
      await trialOf(
        async ({ render, complete }) => {
          const { text } = await complete(render());
          return (await complete(`${text}!`)).text;
        },
        { model: priced(new FakeModel()) },
      ),
    );
    expect(payload).toMatchObject({
      status: 'success',
      output: 'Q: 1+1!',
      telemetry: {
        rendered_prompt: 'Q: 1+1',
        request: { prompt: [{ role: 'user', content: 'Q: 1+1!' }] },
        response: { content: 'Q: 1+1!', input_tokens: 3 },
        calls: [
          { request: { model_id: 'fake-1', prompt: [{ content: 'Q: 1+1' }] }, response: { content: 'Q: 1+1', cost_usd: 1 } },
          { request: { prompt: [{ content: 'Q: 1+1!' }] }, response: { content: 'Q: 1+1!', latency: 0.5 } },
        ],
        usage: { calls: 2, input_tokens: 6, output_tokens: 2, latency: 1, cost_usd: 2 },
      },
    });
    expect(payload.telemetry).not.toHaveProperty('other_attempts');
    expect(payload.telemetry?.calls?.[0]).not.toHaveProperty('error');
  });

  it('says that there was no call where it asked nothing', async () => {
    const payload = payloadOf(await trialOf(() => 'known'));
    const usage = { calls: 0, input_tokens: 0, output_tokens: 0, latency: 0, cost_usd: 0 };
    expect(payload).toMatchObject({ status: 'success', output: 'known', telemetry: { calls: [], usage } });
    expect(Object.keys(payload.telemetry ?? {})).toEqual(['calls', 'usage']);
    expect(usageOf(payload.telemetry ?? {})).toEqual({
      calls: 0,
      inputTokens: 0,
      outputTokens: 0,
      latency: 0,
      costUsd: 0,
    });
  });

  it('keeps what the first call cost where the second fails, and says whose fault it was', async () => {
    const model = new FakeModel(({ messages }) => {
      if (messages[0]?.content === 'second') throw new ModelError('the provider is away');
      return { content: 'yes' };
    });
    const asking = async ({ complete }: Context): Promise<unknown> => {
      await complete('first');
      return complete('second');
    };
    expect(payloadOf(await trialOf(asking, { model: priced(model) }))).toMatchObject({
      status: 'failed',
      error: { type: 'ModelError', kind: 'provider' },
      telemetry: {
        response: { content: '', cost_usd: 0 },
        calls: [{ response: { content: 'yes' } }, { error: { type: 'ModelError', message: 'the provider is away' } }],
        usage: { calls: 2, output_tokens: 1, cost_usd: 1 },
      },
    });
  });

  it('may go on after a call that failed', async () => {
    const model = new FakeModel(({ messages }) => {
      if (messages[0]?.content === 'a') throw new AnswerError('refused', 'no');
      return { content: 'fine' };
    });
    const trial = await trialOf(
      async ({ complete }) => {
        const one = await complete('a').catch(() => null);
        return one ?? (await complete('b')).text;
      },
      { model },
    );
    expect(payloadOf(trial)).toMatchObject({
      status: 'success',
      telemetry: {
        calls: [{ response: { content: 'no' }, error: { type: 'AnswerError' } }, { response: { content: 'fine' } }],
      },
    });
  });

  it.each([
    ['the error of the call itself', (error: unknown) => error, 'provider'],
    ['an error that it caused', (cause: unknown) => new Error('gave up', { cause }), 'provider'],
    ['an error of its own after another call was answered', () => new Error('bug'), 'program'],
  ])('fails by %s', async (_what, thrown, kind) => {
    const model = new FakeModel(({ messages }) => {
      if (messages[0]?.content === 'a') throw new ModelError('away');
      return { content: 'fine' };
    });
    const trial = await trialOf(
      async ({ complete }) => {
        const failed: unknown = await complete('a').catch((error: unknown) => error);
        await complete('b');
        throw thrown(failed) as Error;
      },
      { model },
    );
    expect(trial).toMatchObject({ failure: { kind } });
  });

  it('records calls that are made at once in the order in which they were begun', async () => {
    const waiting = new Map<string, () => void>();
    const model = new FakeModel(async ({ messages }) => {
      const content = messages[0]?.content ?? '';
      await new Promise<void>((resolve) => {
        waiting.set(content, resolve);
        if (waiting.size === 3) for (const name of ['c', 'a', 'b']) waiting.get(name)?.();
      });
      return { content };
    });
    const trial = await trialOf(
      async ({ complete }) =>
        (await Promise.all(['a', 'b', 'c'].map((name) => complete(name)))).map(({ text }) => text).join(''),
      { model },
    );
    expect(payloadOf(trial)).toMatchObject({ output: 'abc', telemetry: { response: { content: 'c' } } });
    expect(payloadOf(trial).telemetry?.calls?.map(({ response }) => response.content)).toEqual(['a', 'b', 'c']);
  });

  it('waits for calls that the program has left behind, and allows no more', async () => {
    const release = Promise.withResolvers<undefined>();
    const model = new FakeModel(async ({ messages }) => {
      if (messages[0]?.content === 'fails') throw new ModelError('away');
      await release.promise;
      return { content: 'late', outputTokens: 7 };
    });
    let afterwards: Promise<unknown> = Promise.resolve();
    const running = trialOf(
      async ({ complete }) => {
        afterwards = complete('slow').then(() => complete('one more'));
        await complete('fails').finally(() => release.resolve(undefined));
      },
      { model },
    );
    const payload = payloadOf(await running);
    expect(payload).toMatchObject({
      error: { type: 'ModelError' },
      telemetry: { calls: [{ response: { content: 'late', output_tokens: 7 } }, { error: { type: 'ModelError' } }] },
    });
    await expect(afterwards).rejects.toThrow('complete() was called after the trial had ended');
  });

  it('fails where it returns before a call is answered', async () => {
    const trial = await trialOf(({ complete }) => {
      void complete('a');
      return 'done';
    });
    expect(trial).toMatchObject({
      status: 'failed',
      failure: { type: 'ProgramError', message: expect.stringContaining('a completion was answered') as unknown },
    });
  });

  it('fails where it has no more time, and keeps what was answered', async () => {
    const model = new FakeModel(async ({ messages }, signal) => {
      if (messages[0]?.content === 'quick') return { content: 'first' };
      await new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason as Error)));
      return {};
    });
    const trial = await trialOf(
      async ({ complete }) => {
        await complete('quick');
        await complete('slow');
      },
      { model, trialTimeoutMs: 20 },
    );
    expect(payloadOf(trial)).toMatchObject({
      error: { type: 'TimeoutError', kind: 'provider' },
      telemetry: { calls: [{ response: { content: 'first' } }, { response: { content: '' } }] },
    });
  });

  it('numbers equal requests of a trial, but for those that failed', async () => {
    const asked: (number | undefined)[] = [];
    let calls = 0;
    const model = new FakeModel((_request: CompletionRequest, _signal: AbortSignal, { occurrence }: AskOptions) => {
      asked.push(occurrence);
      calls += 1;
      if (calls === 2) throw new ModelError('away');
      return { content: 'x' };
    });
    await trialOf(
      async ({ complete }) => {
        await complete('same');
        await complete('same').catch(() => null);
        await complete('same');
        await complete('other');
        await complete('same');
      },
      { model },
    );
    expect(asked).toEqual([undefined, 1, 1, undefined, 2]);
  });

  it('tells of each call when it is over', async () => {
    const told: string[] = [];
    await trialOf(
      async ({ complete }) => {
        await complete('a');
        expect(told).toEqual(['a']);
        await complete('b');
      },
      { onCall: ({ response }) => told.push(response.content) },
    );
    expect(told).toEqual(['a', 'b']);
  });

  describe('when the job ends because it has taken what it may', () => {
    function spentAfter(calls: number, stopped: Parameters<EarlyStop['ask']>[0]['stopped']): Partial<TrialSetup> {
      const earlyStop = new EarlyStop();
      const model = new FakeModel((): Partial<Completion> => {
        if (model.requests.length === calls) earlyStop.ask({ stopped });
        return { content: 'x', outputTokens: 5 };
      });
      return { model, earlyStop };
    }

    const MAX_TOKENS = { reason: 'max_tokens', limit: 4, spent: 5 } as const;
    const asksThrice = async ({ complete }: Context): Promise<string> => {
      for (let call = 0; call < 3; call += 1) await complete(`${call}`).catch(() => null);
      return 'whatever';
    };

    it('gets no further answer, and its trial keeps what it took', async () => {
      expect(payloadOf(await trialOf(asksThrice, spentAfter(2, MAX_TOKENS)))).toMatchObject({
        status: 'failed',
        error: { type: 'CutTrialError', kind: 'provider', message: expect.stringContaining('max_tokens') as unknown },
        telemetry: { calls: [{}, {}], usage: { calls: 2, output_tokens: 10 } },
      });
    });

    it('has no trial where it has not asked yet', async () => {
      const earlyStop = new EarlyStop();
      earlyStop.ask({ stopped: MAX_TOKENS });
      expect(await trialOf(asksThrice, { earlyStop })).toBeNull();
    });

    it('ends its trial where the job ends for another reason', async () => {
      const decided = { reason: 'decided', comparison_id: 'c', samples: 1, because: 'verdict' } as const;
      expect(await trialOf(asksThrice, spentAfter(1, decided))).toMatchObject({ status: 'success', outputJson: 'whatever' });
    });
  });
});

describe('defineProgram', () => {
  it.each([
    [{ calls: 'two' }, "calls must be 'one' or 'any', not \"two\""],
    [{ call: 'any' }, 'there is no option call; there is calls'],
    [null, 'the options must be an object'],
  ])('refuses the options %j', (options, message) => {
    expect(() => defineProgram(options as never, () => 'x')).toThrow(message);
  });

  it('leaves a function as it is that asks once', () => {
    const program = (): string => 'x';
    expect(defineProgram(program)).toBe(program);
    expect(defineProgram({ calls: 'one' }, program)).toBe(program);
    expect(defineProgram({ calls: 'any' }, program)).not.toBe(program);
  });
});
