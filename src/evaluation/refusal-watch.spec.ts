import { describe, expect, it } from '@jest/globals';
import { EarlyStop } from './early-stop.ts';
import { FakeModel } from './fake-model.fixture.ts';
import { AnswerError, type CompletionRequest, ModelError } from './model.ts';
import { RefusalWatch } from './refusal-watch.ts';

const request: CompletionRequest = {
  messages: [{ role: 'user', content: 'a' }],
  systemInstruction: null,
  outputSchema: null,
  generationKwargs: {},
};

const badKey = new ModelError('openai:gpt failed: 401 Wrong key. Check OPENAI_API_KEY.', { refusal: 'key' });
const noModel = new ModelError('no such model', { refusal: 'model' });

/** Asks a model that fails, or answers, like this. */
async function stopAfter(outcomes: readonly (Error | 'answer')[]): Promise<EarlyStop> {
  const stop = new EarlyStop();
  const left = [...outcomes];
  const model = new RefusalWatch(stop).watched(
    new FakeModel(() => {
      const outcome = left.shift();
      if (outcome instanceof Error) throw outcome;
      return {};
    }),
  );
  for (const _outcome of outcomes) await model.complete(request, new AbortController().signal).catch(() => undefined);
  return stop;
}

function times(count: number, error: Error): readonly Error[] {
  return Array.from({ length: count }, () => error);
}

describe('RefusalWatch', () => {
  it('ends the job at the tenth refusal in a row, with what the provider said', async () => {
    expect((await stopAfter(times(9, badKey))).isAsked).toBe(false);
    expect((await stopAfter(times(10, badKey))).end).toEqual({
      stopped: { reason: 'refused', model: 'fake-1', refusal: 'key', refusals: 10 },
      message: `10 requests in a row were refused, and others would be too: ${badKey.message}`,
    });
  });

  it.each([
    ['an answer', 'answer'],
    ['an answer that can not be used', new AnswerError('it was cut off', 'ab')],
    ['a refusal of another kind', noModel],
  ] as const)('begins anew after %s', async (_what, between) => {
    expect((await stopAfter([...times(9, badKey), between, ...times(9, badKey)])).isAsked).toBe(false);
  });

  it('lets other failures pass', async () => {
    expect((await stopAfter(times(30, new ModelError('no answer within 5 s')))).isAsked).toBe(false);
  });

  it('counts each model for itself', async () => {
    const stop = new EarlyStop();
    const watch = new RefusalWatch(stop);
    const refusing = (): FakeModel =>
      new FakeModel(() => {
        throw badKey;
      });
    const models = [watch.watched(refusing()), watch.watched(refusing())];
    for (let call = 0; call < 9; call += 1)
      for (const model of models) await model.complete(request, new AbortController().signal).catch(() => undefined);
    expect(stop.isAsked).toBe(false);
  });

  it('hands on what the model answers and how it fails', async () => {
    const watch = new RefusalWatch(new EarlyStop());
    const signal = new AbortController().signal;
    const failing = new FakeModel(() => {
      throw badKey;
    });
    expect(await watch.watched(new FakeModel()).complete(request, signal)).toMatchObject({ content: 'a' });
    await expect(watch.watched(failing).complete(request, signal)).rejects.toBe(badKey);
  });
});
