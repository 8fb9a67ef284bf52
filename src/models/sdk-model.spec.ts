import type { LanguageModelV4GenerateResult } from '@ai-sdk/provider';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import {
  AnswerError,
  type Completion,
  type CompletionRequest,
  ModelError,
  StructuredOutputError,
} from '../evaluation/model.ts';
import { GenerationKwargsError } from './generation-kwargs.ts';
import { apiError, generated, requestOf, StubLanguageModel } from './language-model.fixture.ts';
import { retrying } from './retry-policy.ts';
import { SdkModel } from './sdk-model.ts';
import type { Endpoint } from './sdk-provider.ts';

const ENDPOINT: Endpoint = {
  baseUrl: 'http://stub',
  apiKey: 'secret-key-123',
  keyVariable: 'STUB_API_KEY',
  baseUrlVariable: 'STUB_BASE_URL',
  structuredOutputVariable: null,
};

const SCHEMA = { type: 'object', properties: { label: { type: 'string' } }, required: ['label'] };

const never = new AbortController().signal;

let warnings: string[];

beforeEach(() => {
  warnings = [];
});

function modelOf(stub: StubLanguageModel, maxRetries = 0): SdkModel {
  const call = retrying({ maxRetries, timeoutMs: 10_000, baseDelayMs: 1000 });
  return new SdkModel({ model: stub }, { provider: 'stub', endpoint: ENDPOINT, call, warn: (text) => warnings.push(text) });
}

function answering(result: LanguageModelV4GenerateResult): StubLanguageModel {
  return new StubLanguageModel(() => Promise.resolve(result));
}

function complete(result: LanguageModelV4GenerateResult, request: Partial<CompletionRequest> = {}): Promise<Completion> {
  return modelOf(answering(result)).complete(requestOf(request), never);
}

describe('SdkModel', () => {
  it('has the id of its model', () => {
    expect(modelOf(answering(generated('hi'))).modelId).toBe('stub-1');
  });

  it('gives the text and the tokens as the provider counted them', async () => {
    const completion = await complete(generated('hi'));
    expect(completion).toMatchObject({ content: 'hi', inputTokens: 11, outputTokens: 7 });
    expect(completion).not.toHaveProperty('parsed');
  });

  it('has no tokens if the provider does not count them', async () => {
    const usage = {
      inputTokens: { total: undefined, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
      outputTokens: { total: undefined, text: undefined, reasoning: undefined },
    };
    expect(await complete(generated('hi', { usage }))).toMatchObject({ inputTokens: null, outputTokens: null });
  });

  it('joins the parts of a text and leaves the reasoning out', async () => {
    const content: LanguageModelV4GenerateResult['content'] = [
      { type: 'reasoning', text: 'Hm.' },
      { type: 'text', text: 'Hello, ' },
      { type: 'text', text: 'you' },
    ];
    expect(await complete(generated('', { content }))).toMatchObject({ content: 'Hello, you' });
  });

  it('sends the system instruction first, then the messages in order', async () => {
    const stub = answering(generated('hi'));
    const messages = [
      { role: 'user', content: 'one' },
      { role: 'assistant', content: 'two' },
      { role: 'user', content: 'three' },
    ] as const;
    await modelOf(stub).complete(requestOf({ messages, systemInstruction: 'Be brief.' }), never);
    expect(stub.calls[0]?.prompt).toEqual([
      { role: 'system', content: 'Be brief.' },
      { role: 'user', content: [{ type: 'text', text: 'one' }] },
      { role: 'assistant', content: [{ type: 'text', text: 'two' }] },
      { role: 'user', content: [{ type: 'text', text: 'three' }] },
    ]);
  });

  it('sends generation options, the provider’s own ones under its name', async () => {
    const stub = answering(generated('hi'));
    const generationKwargs = { temperature: 0, max_tokens: 9, provider_options: { store: false } };
    await modelOf(stub).complete(requestOf({ generationKwargs }), never);
    expect(stub.calls[0]).toMatchObject({ temperature: 0, maxOutputTokens: 9, providerOptions: { stub: { store: false } } });
  });

  it('calls no model if a generation option is unknown', async () => {
    const stub = answering(generated('hi'));
    const asked = modelOf(stub).complete(requestOf({ generationKwargs: { temp: 1 } }), never);
    await expect(asked).rejects.toThrow(GenerationKwargsError);
    expect(stub.calls).toEqual([]);
  });

  describe('with a schema', () => {
    it('sends it, and gives the parsed answer next to the text', async () => {
      const stub = answering(generated('{"label":"good"}'));
      const completion = await modelOf(stub).complete(requestOf({ outputSchema: SCHEMA }), never);
      expect(completion).toMatchObject({ content: '{"label":"good"}', parsed: { label: 'good' } });
      expect(stub.calls[0]?.responseFormat).toEqual({ type: 'json', schema: SCHEMA });
    });

    it('parses the text that the provider marks as the answer', async () => {
      const result = generated('a draft {"label":"good"}', { structuredOutputText: '{"label":"good"}' });
      expect(await complete(result, { outputSchema: SCHEMA })).toMatchObject({ parsed: { label: 'good' } });
    });

    it('refuses an answer that does not fit', async () => {
      const asked = complete(generated('{"label":1}'), { outputSchema: SCHEMA });
      await expect(asked).rejects.toThrow(StructuredOutputError);
      await expect(asked).rejects.toThrow('stub:stub-1: the answer does not fit the schema: answer/label must be string');
    });

    it('refuses an answer that was cut off, even at a limit of the request', async () => {
      const cut = generated('{"label":"go', { finishReason: { unified: 'length', raw: 'length' } });
      const asked = complete(cut, { outputSchema: SCHEMA, generationKwargs: { max_tokens: 5 } });
      await expect(asked).rejects.toThrow(StructuredOutputError);
      await expect(asked).rejects.toThrow('the answer was cut off at 5 tokens: raise max_tokens');
    });

    it('takes JSON that was whole when the limit came', async () => {
      const whole = generated('{"label":"good"}\n\nI ch', { finishReason: { unified: 'length', raw: 'length' } });
      expect(await complete(whole, { outputSchema: SCHEMA })).toMatchObject({ parsed: { label: 'good' } });
    });

    it('calls no model if the schema is not valid', async () => {
      const stub = answering(generated('{}'));
      await expect(modelOf(stub).complete(requestOf({ outputSchema: { type: 'x' } }), never)).rejects.toThrow(
        'not a valid JSON Schema',
      );
      expect(stub.calls).toEqual([]);
    });
  });

  describe('when the answer is not complete', () => {
    it.each([
      ['content-filter', 'safety', 'content filter stopped the answer (safety)', AnswerError],
      ['error', undefined, 'the provider broke off the answer (error)', ModelError],
      ['interrupted', undefined, 'the provider broke off the answer (interrupted)', ModelError],
      ['length', 'max_tokens', "cut off at the model's limit: set max_tokens, or ask for less", AnswerError],
    ] as const)('fails for the reason %s', async (unified, raw, words, kind) => {
      const asked = complete(generated('some text', { finishReason: { unified, raw } }));
      await expect(asked).rejects.toThrow(kind);
      await expect(asked).rejects.toThrow(words);
    });

    it('fails without text', async () => {
      await expect(complete(generated(''))).rejects.toThrow("stub:stub-1: the answer has no text (it ended with 'stop')");
    });

    it('fails when the limit was reached before any text', async () => {
      const cut = generated('', { finishReason: { unified: 'length', raw: 'length' } });
      await expect(complete(cut, { generationKwargs: { max_tokens: 5 } })).rejects.toThrow(
        'cut off at 5 tokens before any text came',
      );
    });

    it('takes text that was cut at a limit of the request, with a warning', async () => {
      const cut = generated('A', { finishReason: { unified: 'length', raw: 'length' } });
      expect(await complete(cut, { generationKwargs: { max_tokens: 1 } })).toMatchObject({ content: 'A' });
      expect(warnings).toEqual(['stub:stub-1: the answer was cut off at 1 tokens, as max_tokens says']);
    });
  });

  it('passes warnings on as sentences', async () => {
    const result = generated('hi', {
      warnings: [
        { type: 'unsupported', feature: 'seed' },
        { type: 'compatibility', feature: 'x', details: 'why' },
        { type: 'deprecated', setting: 'y', message: 'use z' },
        { type: 'other', message: 'something' },
      ],
    });
    await complete(result);
    expect(warnings).toEqual([
      "stub:stub-1: 'seed' is not supported and was left out",
      "stub:stub-1: 'x' works only in a compatibility mode: why",
      "stub:stub-1: 'y' is deprecated: use z",
      'stub:stub-1: something',
    ]);
  });

  describe('when the provider fails', () => {
    it.each([
      [401, 'Incorrect API key secret-key-123.', 'stub:stub-1 failed: 401 Incorrect API key ***. Check STUB_API_KEY.'],
      [403, 'no', 'stub:stub-1 failed: 403 no. Check STUB_API_KEY.'],
      [404, 'no such model', 'stub:stub-1 failed: 404 no such model. Check the model id, and STUB_BASE_URL if it is set.'],
      [400, 'too long', 'stub:stub-1 failed: 400 too long.'],
    ])('says what to check after a %d', async (status, message, text) => {
      const stub = new StubLanguageModel(() => Promise.reject(apiError(status, message)));
      await expect(modelOf(stub).complete(requestOf(), never)).rejects.toEqual(new ModelError(text));
    });

    it.each([
      [401, 'key'],
      [402, 'credit'],
      [404, 'model'],
      [500, null],
    ])('says of a %d whether another request could pass', async (status, refusal) => {
      const stub = new StubLanguageModel(() => Promise.reject(apiError(status)));
      await expect(modelOf(stub).complete(requestOf(), never)).rejects.toMatchObject({ refusal });
    });

    it('turns an error of the SDK itself into a ModelError', async () => {
      const stub = new StubLanguageModel(() => Promise.reject(new TypeError('no such thing')));
      await expect(modelOf(stub).complete(requestOf(), never)).rejects.toEqual(
        new ModelError('stub:stub-1 failed: no such thing.'),
      );
    });
  });

  describe('over time', () => {
    beforeEach(() => {
      jest.useFakeTimers();
    });

    afterEach(() => {
      jest.useRealTimers();
    });

    it('measures only the attempt that succeeded', async () => {
      const stub = new StubLanguageModel(async (call) => {
        await new Promise((resolve) => setTimeout(resolve, 250));
        if (call === 1) throw apiError(503, 'busy', { 'retry-after': '4' });
        return generated('hi');
      });
      const asked = modelOf(stub, 1).complete(requestOf(), never);
      await jest.runAllTimersAsync();
      const completion = await asked;
      expect(completion.latencySeconds).toBeCloseTo(0.25, 2);
    });

    it('says how often it tried if no attempt succeeds', async () => {
      const stub = new StubLanguageModel(() => Promise.reject(apiError(500, 'broken')));
      const asked = expect(modelOf(stub, 2).complete(requestOf(), never)).rejects.toEqual(
        new ModelError('stub:stub-1 failed after 3 attempts: 500 broken.'),
      );
      await jest.runAllTimersAsync();
      await asked;
    });
  });
});
