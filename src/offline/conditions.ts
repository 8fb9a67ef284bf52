import { setTimeout as delay } from 'node:timers/promises';
import { type Completion, type CompletionRequest, type Model, ModelError } from '../evaluation/model.ts';
import type { OptionTable, OptionValues } from './model-options.ts';
import { hashFraction, requestText } from './request-hash.ts';

/** The options of every local model: what a network would add. */
export const CONDITION_OPTIONS: OptionTable = {
  latency_ms: { description: 'milliseconds before each answer', minimum: 0, maximum: 600_000, integer: false, default: 0 },
  jitter_ms: {
    description: 'each wait is longer or shorter by up to this, chosen by the request',
    minimum: 0,
    maximum: 600_000,
    integer: false,
    default: 0,
  },
  fail_rate: {
    description: 'share of requests that fail; a request that fails once always fails',
    minimum: 0,
    maximum: 1,
    integer: false,
    default: 0,
  },
  seed: {
    description: 'another seed, other failures, waits and choices',
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
    integer: true,
    default: 0,
  },
};

/** A model with a simulated network: it waits before each answer and fails some requests, both decided by the request alone. */
class ConditionedModel implements Model {
  readonly modelId: string;
  readonly #model: Model;
  readonly #latencyMs: number;
  readonly #jitterMs: number;
  readonly #failRate: number;
  readonly #seed: number;

  constructor(model: Model, options: OptionValues) {
    this.modelId = model.modelId;
    this.#model = model;
    this.#latencyMs = options.get('latency_ms') ?? 0;
    this.#jitterMs = options.get('jitter_ms') ?? 0;
    this.#failRate = options.get('fail_rate') ?? 0;
    this.#seed = options.get('seed') ?? 0;
  }

  async complete(request: CompletionRequest, signal: AbortSignal): Promise<Completion> {
    const started = performance.now();
    const text = requestText(request);
    const jitter = this.#jitterMs * (2 * hashFraction(`${this.#seed} wait ${text}`) - 1);
    const milliseconds = Math.max(0, this.#latencyMs + jitter);
    if (milliseconds > 0) await wait(milliseconds, signal);
    if (hashFraction(`${this.#seed} fail ${text}`) < this.#failRate)
      throw new ModelError(`local:${this.modelId} fails this request on purpose, as its fail_rate says`);

    const completion = await this.#model.complete(request, signal);
    return { ...completion, latencySeconds: (performance.now() - started) / 1000 };
  }
}

/** The model under the conditions that the options set; the model itself, at no cost, if they set none. */
export function underConditions(model: Model, options: OptionValues): Model {
  const simulated = ['latency_ms', 'jitter_ms', 'fail_rate'].some((name) => (options.get(name) ?? 0) > 0);
  return simulated ? new ConditionedModel(model, options) : model;
}

async function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  try {
    await delay(milliseconds, undefined, { signal });
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  }
}
