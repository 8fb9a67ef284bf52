import type { Model } from '../evaluation/model.ts';
import { endpointOf } from './endpoint.ts';
import { providerAnswer } from './provider-failure.ts';
import type { RetryNotice } from './retry-notice.ts';
import { retrying, type RetryPolicy } from './retry-policy.ts';
import { SdkModel } from './sdk-model.ts';
import type { Env, SdkProvider } from './sdk-provider.ts';

export interface OpenSdkModelOptions {
  readonly env: Env;
  readonly policy: RetryPolicy;
  readonly warn: (text: string) => void;
  readonly onRetry?: (notice: RetryNotice) => void;
  readonly random?: () => number;
}

/** A provider's model under a retry policy. Throws a `ModelSpecError` when a variable is missing or wrong. */
export async function openSdkModel(
  provider: SdkProvider,
  modelId: string,
  { env, policy, warn, onRetry, random = Math.random }: OpenSdkModelOptions,
): Promise<Model> {
  const endpoint = endpointOf(provider, env);
  const model = `${provider.name}:${modelId}`;
  const call = retrying(
    policy,
    ({ error, delayMs }) => onRetry?.({ model, message: providerAnswer(error, endpoint), delayMs }),
    random,
  );
  return new SdkModel(await provider.open(modelId, endpoint, env), { provider: provider.name, endpoint, call, warn });
}
