import { describe, expect, it } from '@jest/globals';
import { CallCount } from './call-count.ts';
import type { Completion, CompletionRequest, Model } from './model.ts';

const REQUEST: CompletionRequest = { messages: [], systemInstruction: null, outputSchema: null, generationKwargs: {} };

describe('CallCount', () => {
  it('counts the calls that are under way, however they end', async () => {
    const calls = [Promise.withResolvers<Completion>(), Promise.withResolvers<Completion>()];
    let asked = 0;
    const model: Model = {
      modelId: 'm',
      price: () => 1,
      complete: () => calls[asked++]?.promise ?? Promise.reject(new Error('more')),
    };
    const calling = new CallCount();
    const counted = calling.counted(model);
    expect(counted).toMatchObject({ modelId: 'm', price: model.price });
    const answers = [0, 1].map(() => counted.complete(REQUEST, new AbortController().signal));
    expect(calling.count).toBe(2);
    calls[0]?.reject(new Error('no'));
    await expect(answers[0]).rejects.toThrow('no');
    expect(calling.count).toBe(1);
    calls[1]?.resolve({} as Completion);
    await answers[1];
    expect(calling.count).toBe(0);
  });
});
