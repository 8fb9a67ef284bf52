import { describe, expect, it } from '@jest/globals';
import { z } from 'zod';
import { FakeModel, row } from './fake-model.fixture.ts';
import { AnswerError, type Completion, ModelError, ModelRequestError } from './model.ts';
import type { Program, ProgramContext } from './program.ts';
import { PromptTemplate } from './prompt-template.ts';
import { runTrial, type TrialSetup } from './run-trial.ts';
import type { FailureKind, Trial } from './trial.ts';

const question = row({ question: '1+7+1?' }, '4');
const never = new AbortController().signal;

type Context = ProgramContext<unknown>;

const LABEL = z.object({ label: z.string() });

/** Runs an un-typed program, as a user's module may export. */
async function trialOf(program: unknown, setup: Partial<TrialSetup> = {}, signal = never): Promise<Trial | null> {
  const defaults = {
    template: new PromptTemplate('Answer briefly: {{ question }}\n', 'baseline.jinja'),
    model: new FakeModel(),
  };
  const rest = { generationKwargs: { temperature: 0 }, trialTimeoutMs: null };
  return runTrial({ program: program as Program, ...defaults, ...rest, ...setup }, question, 0, signal);
}

describe('runTrial', () => {
  it('records output, request and answer', async () => {
    const trial = await trialOf(async ({ render, complete }: ProgramContext<unknown>) => (await complete(render())).output);
    expect(trial).toEqual({
      status: 'success',
      trialId: '25e158658e5e23bf',
      row: 0,
      example: question.example,
      replicate: 0,
      output: 'Answer briefly: 1+7+1?',
      outputJson: 'Answer briefly: 1+7+1?',
      telemetry: {
        renderedPrompt: 'Answer briefly: 1+7+1?',
        modelId: 'fake-1',
        request: {
          messages: [{ role: 'user', content: 'Answer briefly: 1+7+1?' }],
          systemInstruction: null,
          outputSchema: null,
          generationKwargs: { temperature: 0 },
        },
        response: { content: 'Answer briefly: 1+7+1?', inputTokens: 3, outputTokens: 1, latencySeconds: 0.5 },
        otherAttempts: [],
      },
    });
  });

  it('passes system instruction, messages and options on, the program’s over the job’s', async () => {
    const messages = [
      { role: 'system', content: 'be brief' },
      { role: 'user', content: 'first' },
      { role: 'assistant', content: 'so' },
    ];
    const program = async ({ complete }: ProgramContext<unknown>): Promise<string> => {
      const options = { system: 'sys', generation: { temperature: 1, seed: 7 } };
      return (await complete(messages as never, options)).text;
    };
    const trial = await trialOf(program, { generationKwargs: { temperature: 0, top_p: 0.5 } });
    expect(trial).toMatchObject({
      telemetry: {
        renderedPrompt: 'first',
        request: { messages, systemInstruction: 'sys', generationKwargs: { temperature: 1, top_p: 0.5, seed: 7 } },
      },
    });
  });

  it('records the prompt that was rendered last', async () => {
    const trial = await trialOf(async ({ render, complete }: ProgramContext<unknown>) => {
      render({ question: 'draft' });
      await complete(`wrapped: ${render({ question: 'final' })}`);
    });
    expect(trial).toMatchObject({ outputJson: null, telemetry: { renderedPrompt: 'Answer briefly: final' } });
  });

  it('gives a structured answer through zod', async () => {
    const schema = z.object({ label: z.string().transform((label) => label.toUpperCase()) });
    const model = new FakeModel(() => ({ content: '{"label":"x"}', parsed: { label: 'x' } }));
    const trial = await trialOf(
      async ({ complete }: ProgramContext<unknown>) => (await complete('q', { schema })).output.label,
      { model },
    );
    expect(trial).toMatchObject({ output: 'X', telemetry: { response: { parsed: { label: 'x' } } } });
    expect(model.requests[0]?.outputSchema).toEqual({
      type: 'object',
      properties: { label: { type: 'string' } },
      required: ['label'],
      additionalProperties: false,
    });
  });

  it('gives a structured answer through JSON Schema as it is parsed', async () => {
    const schema = { type: 'object' } as const;
    const model = new FakeModel(() => ({ content: '{"n":1}', parsed: { n: 1 } }));
    const trial = await trialOf(
      async ({ complete }: ProgramContext<unknown>) => (await complete<{ n: number }>('q', { schema })).output.n,
      { model },
    );
    expect(trial).toMatchObject({ output: 1, telemetry: { request: { outputSchema: schema } } });
  });

  it.each([
    [
      'does not fit the schema',
      { parsed: { label: 5 } },
      'StructuredOutputError',
      'the answer does not fit the schema: ✖ Invalid input',
    ],
    ['is no JSON', {}, 'StructuredOutputError', 'the model answered without JSON'],
  ])('fails when the answer %s', async (_what, answer, type, message) => {
    const program = async ({ complete }: ProgramContext<unknown>): Promise<unknown> =>
      (await complete('q', { schema: z.object({ label: z.string() }) })).output;
    const trial = await trialOf(program, { model: new FakeModel(() => answer) });
    expect(trial).toMatchObject({ status: 'failed', failure: { type, message: expect.stringContaining(message) } });
  });

  it.each([
    ['zero completions', () => 'nothing', 'the program returned without a completion; a program completes exactly once'],
    [
      'two completions',
      async ({ complete }: ProgramContext<unknown>) => [await complete('a'), await complete('b')],
      'the program called complete() 2 times; a program completes exactly once',
    ],
    [
      'two completions at once',
      async ({ complete }: ProgramContext<unknown>) => Promise.all([complete('a'), complete('b')]),
      'the program called complete() 2 times',
    ],
    [
      'three completions, two refusals swallowed',
      async ({ complete }: ProgramContext<unknown>) => {
        await complete('a');
        await Promise.allSettled([complete('b'), complete('c')]);
        return 'fine';
      },
      'the program called complete() 3 times',
    ],
    [
      'a completion that it does not wait for',
      ({ complete }: ProgramContext<unknown>) => {
        void complete('a');
        return 'early';
      },
      'the program returned before its completion was answered; write `await complete(…)`',
    ],
  ])('fails on %s', async (_what, program, message) => {
    const model = new FakeModel(() => new Promise((resolve) => setImmediate(resolve, { content: 'later' })));
    expect(await trialOf(program, { model })).toMatchObject({
      status: 'failed',
      failure: { type: 'ProgramError', message: expect.stringContaining(message) },
    });
  });

  it('fails when its only completion failed and the program went on', async () => {
    const model = new FakeModel(() => Promise.reject(new ModelError('429 too many requests')));
    const trial = await trialOf(async ({ complete }: ProgramContext<unknown>) => complete('a').catch(() => 'fallback'), {
      model,
    });
    expect(trial).toMatchObject({
      failure: {
        type: 'ProgramError',
        message: 'the program returned without a completion: its only completion failed (ModelError: 429 too many requests)',
      },
    });
  });

  it('lets a program ask again after a completion that failed', async () => {
    let calls = 0;
    const model = new FakeModel(() => {
      calls += 1;
      if (calls === 1) throw new ModelError('busy');
      return { content: 'second' };
    });
    const program = async ({ complete }: ProgramContext<unknown>): Promise<unknown> => complete('a').catch(() => complete('b'));
    expect(await trialOf(program, { model })).toMatchObject({
      status: 'success',
      telemetry: { response: { content: 'second' } },
    });
  });

  it('refuses a completion after the program has returned', async () => {
    const late = Promise.withResolvers<unknown>();
    const model = new FakeModel();
    const trial = await trialOf(
      async ({ complete }: ProgramContext<unknown>) => {
        await complete('a');
        setImmediate(() => late.resolve(complete('b')));
      },
      { model },
    );
    await expect(late.promise).rejects.toThrow('complete() was called after the trial had ended');
    expect(trial).toMatchObject({ status: 'success' });
    expect(model.requests).toHaveLength(1);
  });

  it.each([
    [
      'an error',
      () => {
        throw new RangeError('flaky program');
      },
      { type: 'RangeError', message: 'flaky program' },
    ],
    ['a rejection', () => Promise.reject(new SyntaxError('later')), { type: 'SyntaxError', message: 'later' }],
    [
      'no error',
      () => {
        throw 'a text'; // eslint-disable-line @typescript-eslint/only-throw-error -- what some programs do
      },
      { type: 'NotAnError', message: 'a value that is no error was thrown: a text' },
    ],
    [
      'a model’s error',
      ({ complete }: ProgramContext<unknown>) => complete('x'),
      { kind: 'provider', type: 'ModelError', message: 'no credit' },
    ],
    [
      'a missing variable',
      ({ render }: ProgramContext<unknown>) => render({ review: 'x' }),
      { type: 'TemplateError', message: 'baseline.jinja: question is undefined (given: review)' },
    ],
  ])('is a failed trial when the program throws %s', async (_what, program, failure) => {
    const model = new FakeModel(() => Promise.reject(new ModelError('no credit')));
    expect(await trialOf(program, { model })).toEqual({
      status: 'failed',
      trialId: '25e158658e5e23bf',
      row: 0,
      example: question.example,
      replicate: 0,
      failure: { kind: 'program', ...failure },
      telemetry: failure.type === 'ModelError' ? expect.objectContaining({ renderedPrompt: 'x' }) : null,
    });
  });

  it.each([
    [undefined, {}, 'the prompt must be a text or a list of messages'],
    [[], {}, 'the prompt needs a message that is no system message'],
    [[{ role: 'system', content: 'x' }], {}, 'the prompt needs a message that is no system message'],
    [
      [
        { role: 'user', content: 'x' },
        { role: 'robot', content: 'x' },
      ],
      {},
      'message 1 must be',
    ],
    [[null], {}, 'message 0 must be'],
    [[{ role: 'user', content: 5 }], {}, 'message 0 must be'],
    ['x', { system: 5 }, 'system must be a text'],
    ['x', { schema: 'object' }, 'schema must be a zod type or a JSON Schema object'],
  ])('says what is wrong with complete(%j, %j)', async (prompt, options, message) => {
    const trial = await trialOf(({ complete }: ProgramContext<unknown>) => complete(prompt as never, options as never));
    expect(trial).toMatchObject({
      status: 'failed',
      failure: { type: 'TypeError', message: expect.stringContaining(message) },
    });
  });

  it('keeps what a program does to its inputs out of the record', async () => {
    const trial = await trialOf(async ({ inputs, complete }: ProgramContext<Record<string, unknown>>) => {
      inputs.question = 'changed';
      inputs.more = 1;
      await complete('x');
    });
    expect(trial?.example).toEqual({ inputs: { question: '1+7+1?' }, reference: '4' });
  });

  it('fails where JSON can not hold the output, and says where', async () => {
    const trial = await trialOf(async ({ complete }: ProgramContext<unknown>) => {
      await complete('x');
      return { list: [{ ratio: NaN }] };
    });
    expect(trial).toMatchObject({
      status: 'failed',
      failure: { type: 'NotJsonError', message: "output.list[0].ratio is NaN, which JSON can't hold" },
    });
  });

  it.each<[string, unknown, unknown, FailureKind]>([
    ['the provider gives up', new ModelError('429'), (c: Context) => c.complete('x'), 'provider'],
    [
      'the program makes an error of its own of that',
      new ModelError('429'),
      async (c: Context) =>
        c.complete('x').catch(() => {
          throw new RangeError('no luck');
        }),
      'provider',
    ],
    [
      'the program goes on without an answer',
      new ModelError('429'),
      (c: Context) => c.complete('x').catch(() => 0),
      'provider',
    ],
    ['the answer is cut off', new AnswerError('cut', 'The an'), (c: Context) => c.complete('x'), 'answer'],
    ['the answer does not fit', { content: '{}', parsed: {} }, (c: Context) => c.complete('x', { schema: LABEL }), 'answer'],
    ['the model can not be asked that', new ModelRequestError('no'), (c: Context) => c.complete('x'), 'program'],
    [
      'the program throws after an answer',
      { content: 'fine' },
      async (c: Context) => {
        await c.complete('x');
        throw new RangeError('later');
      },
      'program',
    ],
    [
      'the second of two requests is unanswered',
      (call: number) => (call === 1 ? new AnswerError('cut', 'The an') : new ModelError('429')),
      (c: Context) => c.complete('x').catch(() => c.complete('y')),
      'provider',
    ],
  ])('says who failed when %s', async (_what, answer, program, kind) => {
    let calls = 0;
    const model = new FakeModel(() => {
      calls += 1;
      const given: unknown = typeof answer === 'function' ? (answer as (call: number) => unknown)(calls) : answer;
      if (given instanceof Error) throw given;
      return given as Partial<Completion>;
    });
    expect(await trialOf(program, { model })).toMatchObject({ status: 'failed', failure: { kind } });
  });

  it('keeps prompt, request, answer and tokens of a trial that failed after its answer', async () => {
    const program = async ({ render, complete }: Context): Promise<never> => {
      await complete(render());
      throw new ReferenceError('label is not defined');
    };
    expect(await trialOf(program)).toMatchObject({
      failure: { kind: 'program', type: 'ReferenceError' },
      telemetry: {
        renderedPrompt: 'Answer briefly: 1+7+1?',
        modelId: 'fake-1',
        request: { messages: [{ role: 'user', content: 'Answer briefly: 1+7+1?' }] },
        response: { content: 'Answer briefly: 1+7+1?', inputTokens: 3, outputTokens: 1, latencySeconds: 0.5 },
        otherAttempts: [],
      },
    });
  });

  it('keeps every call of the model that a trial took, with its tokens', async () => {
    const refused = { content: null, inputTokens: null, outputTokens: null, latencySeconds: 0.25, error: '503 busy' };
    const vain = { content: 'The an', inputTokens: 9, outputTokens: 2, latencySeconds: 1, error: 'cut off' };
    const used = { content: 'fine', inputTokens: 5, outputTokens: 1, latencySeconds: 2, error: null };
    const model = new FakeModel((_request, _signal, { onAttempt }) => {
      if (model.requests.length === 1) {
        onAttempt?.(vain);
        throw new AnswerError('cut off', 'The an');
      }
      onAttempt?.(refused);
      onAttempt?.(used);
      return { content: 'fine', inputTokens: 5, outputTokens: 1, latencySeconds: 2 };
    });
    const program = async ({ complete }: Context): Promise<unknown> => complete('a').catch(() => complete('b'));
    expect(await trialOf(program, { model })).toMatchObject({
      status: 'success',
      telemetry: { response: { content: 'fine', inputTokens: 5 }, otherAttempts: [vain, refused] },
    });
  });

  it('keeps the last answer that came when the provider gives up later', async () => {
    const vain = { content: 'The an', inputTokens: 9, outputTokens: 2, latencySeconds: 1, error: 'cut off' };
    const refused = { content: null, inputTokens: null, outputTokens: null, latencySeconds: 0.25, error: '503 busy' };
    const model = new FakeModel((_request, _signal, { onAttempt }) => {
      onAttempt?.(model.requests.length === 1 ? vain : refused);
      throw model.requests.length === 1 ? new AnswerError('cut off', 'The an') : new ModelError('503 busy');
    });
    const program = async ({ complete }: Context): Promise<unknown> => complete('a').catch(() => complete('b'));
    expect(await trialOf(program, { model })).toMatchObject({
      status: 'failed',
      telemetry: { response: { content: 'The an', inputTokens: 9, outputTokens: 2 }, otherAttempts: [refused] },
    });
  });

  it('fails when its time is up, and aborts the signal of program and model', async () => {
    const signals: AbortSignal[] = [];
    const model = new FakeModel((_request, signal) => {
      signals.push(signal);
      return new Promise(() => undefined);
    });
    const trial = await trialOf(
      ({ complete, signal }: ProgramContext<unknown>) => {
        signals.push(signal);
        return complete('x');
      },
      { model, trialTimeoutMs: 5 },
    );
    expect(trial).toMatchObject({
      status: 'failed',
      failure: { kind: 'provider', type: 'TimeoutError', message: 'the trial took longer than 5 ms' },
      telemetry: { renderedPrompt: 'x', response: { content: '', inputTokens: null, outputTokens: null } },
    });
    expect(signals.map(({ aborted }) => aborted)).toEqual([true, true]);
  });

  it('blames the program whose time is up before it asks', async () => {
    const trial = await trialOf(() => new Promise(() => undefined), { trialTimeoutMs: 5 });
    expect(trial).toMatchObject({ failure: { kind: 'program', type: 'TimeoutError' }, telemetry: null });
  });

  it.each([null, 60_000])('is no trial when it was aborted (time limit %p)', async (trialTimeoutMs) => {
    const controller = new AbortController();
    const model = new FakeModel(
      (_request, signal) =>
        new Promise((_resolve, reject) =>
          signal.addEventListener('abort', () => {
            reject(new Error('aborted'));
          }),
        ),
    );
    const trial = trialOf(
      ({ complete }: ProgramContext<unknown>) => complete('x'),
      { model, trialTimeoutMs },
      controller.signal,
    );
    controller.abort();
    expect(await trial).toBeNull();
  });
});
