import { describe, expect, it } from '@jest/globals';
import { parseModelSpec } from './model-spec.ts';

describe('parseModelSpec', () => {
  it.each([
    ['openai:gpt-5-mini', 'openai', 'gpt-5-mini'],
    ['compatible:llama3.2:3b', 'compatible', 'llama3.2:3b'],
    ['openrouter:meta-llama/llama-3.3-70b-instruct:free', 'openrouter', 'meta-llama/llama-3.3-70b-instruct:free'],
    ['local:echo?latency_ms=20&fail_rate=0.1', 'local', 'echo?latency_ms=20&fail_rate=0.1'],
  ])('splits %s at its first colon', (spec, provider, modelId) => {
    expect(parseModelSpec(spec)).toEqual({ provider, modelId });
  });

  it.each([
    ['gpt-5', 'names no provider'],
    ['', 'names no provider'],
    [':gpt-5', 'nothing before the colon'],
    ['openai:', 'no model id after the colon'],
    ['openai:  ', 'no model id after the colon'],
  ])('refuses %j and says that it has %s', (spec, words) => {
    expect(() => parseModelSpec(spec)).toThrow(words);
  });
});
