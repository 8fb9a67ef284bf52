import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { UNKNOWN_PRICE } from '../evaluation/call-cost.ts';
import type { Model } from '../evaluation/model.ts';
import { createModelRegistry } from './model-registry.ts';
import type { Env } from './sdk-provider.ts';

const ENV: Env = { OPENAI_API_KEY: 'k', ANTHROPIC_API_KEY: 'k', ASSAY_COMPATIBLE_BASE_URL: 'http://127.0.0.1:9/v1' };

const MILLION = { inputTokens: 1_000_000, outputTokens: 1_000_000 };

describe('the price of a model', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assay-prices-'));
    path = join(folder, 'prices.json');
  });

  afterEach(() => rm(folder, { recursive: true }));

  function open(
    spec: string,
    { env = ENV, pricesFile = null }: { env?: Env; pricesFile?: string | null } = {},
  ): Promise<Model> {
    return createModelRegistry({ env, policy: { maxRetries: 0, timeoutMs: 1000 }, pricesFile }).resolve(spec);
  }

  it('is nothing for local models', async () => {
    expect((await open('local:echo')).price?.(MILLION)).toBe(0);
  });

  it('is that which the provider publishes, less for cached input', async () => {
    const { price } = await open('openai:gpt-4o-mini');
    expect(price?.(MILLION)).toBeCloseTo(0.75);
    expect(price?.({ ...MILLION, cachedInputTokens: 1_000_000 })).toBeCloseTo(0.675);
    expect(price?.({ ...MILLION, outputTokens: null })).toBeNull();
  });

  it('takes more for what goes into the cache of the provider', async () => {
    const { price } = await open('anthropic:claude-sonnet-4-5');
    expect(price?.({ inputTokens: 1000, outputTokens: 0, cacheWriteTokens: 1000 })).toBeCloseTo(0.00375);
  });

  it.each(['openai:no-such-model', 'compatible:llama3.2'])('is not known of %s', async (spec) => {
    expect((await open(spec)).price).toBe(UNKNOWN_PRICE);
  });

  it('is not known where another server has the name of a provider', async () => {
    const env = { ...ENV, OPENAI_BASE_URL: 'http://127.0.0.1:9/v1' };
    expect((await open('openai:gpt-4o-mini', { env })).price).toBe(UNKNOWN_PRICE);
    const europe = { ...ENV, OPENAI_BASE_URL: 'https://eu.api.openai.com/v1' };
    expect((await open('openai:gpt-4o-mini', { env: europe })).price).not.toBe(UNKNOWN_PRICE);
  });

  it('is that of the own file where it names the model', async () => {
    await writeFile(
      path,
      '{"compatible:llama3.2:3b": {"input": 2, "output": 8, "cached_input": 0.5}, "openai:gpt-4o-mini": {"input": 1, "output": 1}}',
    );
    const { price } = await open('compatible:llama3.2:3b', { pricesFile: path });
    expect(price?.(MILLION)).toBe(10);
    expect(price?.({ ...MILLION, cachedInputTokens: 400_000 })).toBeCloseTo(9.4);
    expect((await open('openai:gpt-4o-mini', { pricesFile: path })).price?.(MILLION)).toBe(2);
    expect((await open('compatible:other', { pricesFile: path })).price).toBe(UNKNOWN_PRICE);
  });

  it.each([
    ['no JSON', '{"a', "can't be read"],
    ['a list', '[]', 'the file: '],
    ['a name without a provider', '{"gpt-5": {"input": 1, "output": 1}}', 'gpt-5: '],
    ['a negative price', '{"openai:gpt-5": {"input": -1, "output": 1}}', 'openai:gpt-5.input: '],
    ['no price of output', '{"openai:gpt-5": {"input": 1}}', 'openai:gpt-5.output: '],
    ['a field that it does not have', '{"openai:gpt-5": {"input": 1, "output": 1, "reasoning": 2}}', 'reasoning'],
  ])('can not come from a file with %s, which is said', async (_what, text, fault) => {
    await writeFile(path, text);
    const opened = open('openai:gpt-5', { pricesFile: path });
    await expect(opened).rejects.toThrow(`ASSAY_PRICES (${path}) can't be`);
    await expect(opened).rejects.toThrow(fault);
  });
});
