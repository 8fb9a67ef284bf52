import { ModelSpecError } from '../domain/errors.ts';
import type { Model } from '../evaluation/model.ts';
import type { Hold } from './call-limiter.ts';
import { EmbeddingModel } from './embedding-model.ts';
import { createModelFetch } from './model-fetch.ts';
import { holdText, providerAnswer } from './provider-failure.ts';
import { retrying, type RetryNotice, type RetryPolicy } from './retry-policy.ts';
import { SdkModel, type SdkModelOptions } from './sdk-model.ts';
import { type Endpoint, endpointOf, type Env, type SdkProvider } from './sdk-provider.ts';

export interface OpenSdkModelOptions {
  readonly env: Env;
  readonly policy: RetryPolicy;
  /** Of an answer, in bytes after decompression. */
  readonly maxResponseBytes: number;
  readonly warn: (text: string) => void;
  readonly onRetry?: (notice: RetryNotice) => void;
  /** Hears why calls of a model, `provider:model-id`, wait, and with `null` that they go on. */
  readonly onHold?: (model: string, hold: { readonly kind: Hold['kind']; readonly text: string } | null) => void;
  readonly random?: () => number;
}

/** Opens a provider's model under a retry policy. Throws a `ModelSpecError` if a variable is missing or wrong. */
export async function openSdkModel(provider: SdkProvider, modelId: string, options: OpenSdkModelOptions): Promise<Model> {
  const { endpoint, fetch, ...asked } = asking(provider, modelId, options);
  return new SdkModel(await provider.open(modelId, endpoint, options.env, fetch), { ...asked, endpoint });
}

/** The same of a provider's embeddings. Throws a `ModelSpecError` also where the provider has none. */
export async function openEmbeddingModel(provider: SdkProvider, modelId: string, options: OpenSdkModelOptions): Promise<Model> {
  if (provider.openEmbedding === undefined)
    throw new ModelSpecError(`${provider.name}:${modelId}: ${provider.name} has no embeddings here: use another provider's`);
  const { endpoint, fetch, ...asked } = asking(provider, modelId, options);
  return new EmbeddingModel(await provider.openEmbedding(modelId, endpoint, fetch), { ...asked, endpoint });
}

function asking(
  provider: SdkProvider,
  modelId: string,
  { env, policy, maxResponseBytes, warn, onRetry, onHold, random = Math.random }: OpenSdkModelOptions,
): SdkModelOptions & { readonly endpoint: Endpoint; readonly fetch: typeof globalThis.fetch } {
  const endpoint = endpointOf(provider, env);
  const model = `${provider.name}:${modelId}`;
  const call = retrying(policy, {
    onRetry: ({ error, delayMs }) => onRetry?.({ model, message: providerAnswer(error, endpoint), delayMs }),
    onHold: (hold) => onHold?.(model, hold === null ? null : { kind: hold.kind, text: holdText(hold, model, endpoint) }),
    random,
  });
  return { provider: provider.name, endpoint, call, warn, fetch: createModelFetch({ env, maxResponseBytes }) };
}
