import { ModelSpecError } from '../domain/errors.ts';
import type { Model } from '../evaluation/model.ts';
import { parseModelSpec } from './model-spec.ts';
import { anthropicProvider } from './providers/anthropic-provider.ts';
import { compatibleProvider } from './providers/compatible-provider.ts';
import { googleProvider } from './providers/google-provider.ts';
import { mistralProvider } from './providers/mistral-provider.ts';
import { openaiProvider } from './providers/openai-provider.ts';
import { openrouterProvider } from './providers/openrouter-provider.ts';
import type { RetryNotice } from './retry-notice.ts';
import type { RetryPolicy } from './retry-policy.ts';
import type { Env, SdkProvider } from './sdk-provider.ts';

/** Finds models by `provider:model-id`. */
export interface ModelRegistry {
  /**
   * The same spec is the same model. Makes no network call.
   *
   * Throws a `ModelSpecError` for an ill-formed spec, an unknown provider, and a key or base URL that is not set.
   */
  resolve(spec: string): Promise<Model>;
}

export interface ModelRegistryOptions {
  /** Where keys and base URLs are read; nothing else is. */
  readonly env: Env;
  readonly policy: RetryPolicy;
  /** Told of each distinct warning of a provider once: an option that it does not support, and the like. */
  readonly onWarning?: (text: string) => void;
  readonly onRetry?: (notice: RetryNotice) => void;
  /** In [0, 1); spreads the waits between attempts. */
  readonly random?: () => number;
}

const SDK_PROVIDERS: readonly SdkProvider[] = [
  openaiProvider,
  anthropicProvider,
  mistralProvider,
  googleProvider,
  openrouterProvider,
  compatibleProvider,
];

const KNOWN_PROVIDERS = [...SDK_PROVIDERS.map(({ name }) => name), 'local'];

/** Makes a registry over the AI SDK's providers and our own `local:`. A provider's package is loaded with its first model. */
export function createModelRegistry(options: ModelRegistryOptions): ModelRegistry {
  const models = new Map<string, Promise<Model>>();
  const warn = warnOnce(options.onWarning);
  return {
    async resolve(spec) {
      const known = models.get(spec) ?? open(spec, options, warn);
      models.set(spec, known);
      return await known.catch((error: unknown) => {
        models.delete(spec);
        throw error;
      });
    },
  };
}

async function open(spec: string, options: ModelRegistryOptions, warn: (text: string) => void): Promise<Model> {
  const { provider, modelId } = parseModelSpec(spec);
  if (provider === 'local') {
    const { createLocalModel } = await import('../offline/local-provider.ts');
    return createLocalModel(modelId);
  }
  const sdkProvider = SDK_PROVIDERS.find(({ name }) => name === provider);
  if (sdkProvider === undefined)
    throw new ModelSpecError(`model '${spec}' names the unknown provider '${provider}': use ${KNOWN_PROVIDERS.join(', ')}`);

  const { openSdkModel } = await import('./open-sdk-model.ts');
  return openSdkModel(sdkProvider, modelId, { ...options, warn });
}

function warnOnce(onWarning: (text: string) => void = () => undefined): (text: string) => void {
  const told = new Set<string>();
  return (text) => {
    if (told.has(text)) return;
    told.add(text);
    onWarning(text);
  };
}
