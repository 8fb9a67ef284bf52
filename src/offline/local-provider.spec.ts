import { describe, expect, it } from '@jest/globals';
import { ModelSpecError } from '../domain/errors.ts';
import { LOCAL_MODELS } from './local-models.ts';
import { createLocalModel } from './local-provider.ts';

describe('createLocalModel', () => {
  it.each(LOCAL_MODELS.map(({ name }) => name))('makes %s, known by what stands after the provider', (name) => {
    expect(createLocalModel(name).modelId).toBe(name);
    expect(createLocalModel(`${name}?latency_ms=2`).modelId).toBe(`${name}?latency_ms=2`);
  });

  it.each(['', 'gpt', 'Echo', 'echo/', 'toString'])('lists the models for the unknown one %p', (modelId) => {
    expect(() => createLocalModel(modelId)).toThrow(ModelSpecError);
    expect(() => createLocalModel(modelId)).toThrow(/local:echo .*local:lexicon .*local:overlap /);
  });

  it.each([
    ['echo?speed=3', "there is no option 'speed'"],
    ['echo?toString=3', "there is no option 'toString'"],
    ['lexicon?output_tokens=3', "there is no option 'output_tokens'"],
    ['echo?latency_ms=-1', "latency_ms is '-1'"],
    ['echo?latency_ms=soon', "latency_ms is 'soon'"],
    ['echo?latency_ms=', "latency_ms is ''"],
    ['echo?latency_ms=1e3', "latency_ms is '1e3'"],
    ['echo?fail_rate=1.5', 'a number from 0 to 1'],
    ['echo?output_tokens=1.5', 'a whole number from 1'],
    ['echo?output_tokens=0', 'a whole number from 1'],
    ['echo?seed=1&seed=2', 'seed is given twice'],
  ])('refuses %s and lists the options', (modelId, fault) => {
    expect(() => createLocalModel(modelId)).toThrow(fault);
    expect(() => createLocalModel(modelId)).toThrow(/Its options are: latency_ms .*; fail_rate /);
  });

  it('names every fault at once', () => {
    expect(() => createLocalModel('echo?speed=3&fail_rate=2')).toThrow(/'speed'.*fail_rate is '2'/);
  });
});
