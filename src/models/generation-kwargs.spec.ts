import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../evaluation/json.ts';
import { checkGenerationKwargs, GenerationKwargsError, generationSettings } from './generation-kwargs.ts';

describe('generationSettings', () => {
  it('maps every known name', () => {
    const settings = generationSettings({
      temperature: 0.2,
      max_tokens: 64,
      top_p: 0.9,
      top_k: 40,
      stop: 'END',
      presence_penalty: 0.1,
      frequency_penalty: -0.1,
      seed: 7,
      reasoning_effort: 'low',
      provider_options: { store: false },
    });
    expect(settings).toEqual({
      temperature: 0.2,
      maxOutputTokens: 64,
      topP: 0.9,
      topK: 40,
      stopSequences: ['END'],
      presencePenalty: 0.1,
      frequencyPenalty: -0.1,
      seed: 7,
      reasoning: 'low',
      ownOptions: { store: false },
    });
  });

  it.each(['max_tokens', 'max_output_tokens'])('takes the limit as %s', (name) => {
    expect(generationSettings({ [name]: 5 })).toEqual({ maxOutputTokens: 5 });
  });

  it('keeps max_completion_tokens apart, which some servers take under no other name', () => {
    expect(generationSettings({ max_completion_tokens: 5 })).toEqual({ maxCompletionTokens: 5 });
  });

  it('takes several stop sequences', () => {
    expect(generationSettings({ stop_sequences: ['a', 'b'] })).toEqual({ stopSequences: ['a', 'b'] });
  });

  it("takes null as the provider's default", () => {
    expect(generationSettings({ temperature: null })).toEqual({});
  });
});

describe('checkGenerationKwargs', () => {
  it('accepts an empty object', () => {
    expect(() => {
      checkGenerationKwargs({});
    }).not.toThrow();
  });

  it('names every fault, and the known names', () => {
    const faulty = { temprature: 1, top_p: 'high' };
    expect(() => {
      checkGenerationKwargs(faulty);
    }).toThrow(
      /'temprature' is not known; the known names are temperature, max_tokens, .*'top_p' must be a number, not "high"/,
    );
  });

  it.each<[JsonObject]>([
    [{ temperature: '0' }],
    [{ max_tokens: 0 }],
    [{ max_tokens: 1.5 }],
    [{ top_k: -1 }],
    [{ seed: 0.5 }],
    [{ stop: [1] }],
    [{ stop: {} }],
    [{ reasoning_effort: 'enormous' }],
    [{ provider_options: [] }],
    [{ max_tokens: 1, max_output_tokens: 2 }],
    [{ max_tokens: 1, max_completion_tokens: 2 }],
    [{ max_completion_tokens: 2, max_output_tokens: 2 }],
    [{ toString: 1 }],
    [{ constructor: 1 }],
  ])('refuses %j', (kwargs) => {
    expect(() => {
      checkGenerationKwargs(kwargs);
    }).toThrow(GenerationKwargsError);
  });
});
