import { ModelSpecError } from '../domain/errors.ts';
import { FREE } from '../evaluation/call-cost.ts';
import type { Model } from '../evaluation/model.ts';
import type { Hold } from './call-limiter.ts';
import { ModelPrices, priced } from './model-price.ts';
import { anthropicProvider } from './providers/anthropic-provider.ts';
import { compatibleProvider } from './providers/compatible-provider.ts';
import { googleProvider } from './providers/google-provider.ts';
import { mistralProvider } from './providers/mistral-provider.ts';
import { openaiProvider } from './providers/openai-provider.ts';
import { openrouterProvider } from './providers/openrouter-provider.ts';
import type { RetryNotice, RetryPolicy } from './retry-policy.ts';
import type { OpenSdkModelOptions } from './open-sdk-model.ts';
import { endpointOf, type Env, type SdkProvider } from './sdk-provider.ts';

/**
 * Finds models by `provider:model-id`.
 *
 * @example const model = await registry.resolve('mistral:mistral-medium-latest');
 */
export interface ModelRegistry {
  /**
   * The same spec gives the same model. Makes no network call. A model of embeddings answers a `similarityRequest`.
   *
   * Throws a `ModelSpecError` for a malformed spec, an unknown provider, one that has no embeddings, and a key or base URL that is not set.
   */
  resolve(spec: string, task?: ModelTask): Promise<Model>;

  /** Where a model's provider is reached, without a key; `null` for a model that needs no network. Throws as `resolve` does. */
  addressOf(spec: string): string | null;
}

/** What a model is asked for. */
export type ModelTask = 'language' | 'embedding';

export interface ModelRegistryOptions {
  /** Keys and base URLs are read from here, and from nowhere else. */
  readonly env: Env;
  readonly policy: RetryPolicy;
  /** Of an answer, in bytes after decompression; 8 MiB without it. */
  readonly maxResponseBytes?: number;
  /** Called once for each distinct warning of a provider, such as an option that it does not support. */
  readonly onWarning?: (text: string) => void;
  readonly onRetry?: (notice: RetryNotice) => void;
  /** Hears why calls wait, of all models together and of each, and with `null` that all go on. */
  readonly onWaiting?: (reason: string | null, holds: readonly ModelHold[]) => void;
  /** Whether every model that needs a provider is refused. */
  readonly offline?: boolean;
  /** A file of the user's own prices, which go before those that providers publish. */
  readonly pricesFile?: string | null;
  /** In [0, 1); spreads the waits between attempts. */
  readonly random?: () => number;
}

/** A model whose calls are held up: its provider is down, or wants no further call for now. */
export interface ModelHold {
  /** `provider:model-id`. */
  readonly model: string;
  readonly reason: Hold['kind'];
}

const DEFAULT_RESPONSE_BYTES = 8 * 1024 ** 2;

/** The providers that are asked over a network. */
export const SDK_PROVIDERS: readonly SdkProvider[] = [
  openaiProvider,
  anthropicProvider,
  mistralProvider,
  googleProvider,
  openrouterProvider,
  compatibleProvider,
];

/** The providers whose models are asked over the network. */
export const NETWORK_PROVIDERS: readonly string[] = SDK_PROVIDERS.map(({ name }) => name);

/** Said of models of providers where `offline` is set. */
export const OFFLINE = 'this server is offline (ASSAY_OFFLINE), use a local: model, or recorded:';

const KNOWN_PROVIDERS = [...NETWORK_PROVIDERS, 'local', 'recorded'];

/** Creates a registry of the AI SDK's providers and the offline `local:` models. A provider's package is loaded with its first model. */
export function createModelRegistry(options: ModelRegistryOptions): ModelRegistry {
  const models = new Map<string, Promise<Model>>();
  const warn = warnOnce(options.onWarning);
  const onHold = joinedReasons(options.onWaiting);
  const prices = new ModelPrices(options.pricesFile ?? null);
  return {
    addressOf(spec) {
      const { provider } = parseModelSpec(spec);
      return provider === 'local' ? null : endpointOf(sdkProviderOf(provider, spec), options.env).baseUrl;
    },
    async resolve(spec, task = 'language') {
      const key = `${task} ${spec}`;
      const known = models.get(key) ?? open(spec, task, options, { warn, onHold, prices });
      models.set(key, known);
      return await known.catch((error: unknown) => {
        models.delete(key);
        throw error;
      });
    },
  };
}

async function open(
  spec: string,
  task: ModelTask,
  options: ModelRegistryOptions,
  { prices, ...told }: Pick<OpenSdkModelOptions, 'warn' | 'onHold'> & { readonly prices: ModelPrices },
): Promise<Model> {
  const { provider, modelId } = parseModelSpec(spec);
  if (provider === 'local') {
    const local = await import('../offline/local-models.ts');
    return priced(local.createLocalModel(modelId, task), provider, FREE);
  }
  const sdkProvider = sdkProviderOf(provider, spec);
  if (options.offline === true) throw new ModelSpecError(`model '${spec}' needs a network: ${OFFLINE}`);
  const { openEmbeddingModel, openSdkModel } = await import('./open-sdk-model.ts');
  const openAs = task === 'embedding' ? openEmbeddingModel : openSdkModel;
  const model = await openAs(sdkProvider, modelId, { maxResponseBytes: DEFAULT_RESPONSE_BYTES, ...options, ...told });
  return priced(model, provider, await prices.of(sdkProvider, modelId, options.env));
}

/** What a process needs in order to ask a provider. */
export interface ProviderAccess {
  readonly name: string;
  /** The variables that hold its key, its address and the like. */
  readonly variables: readonly string[];
  /** Where it is reached; `null` where that is not set, or wrong. */
  readonly baseUrl: string | null;
}

/** `null` for a provider that needs no network, and for one that there is not. */
export function providerAccess(name: string, env: Env): ProviderAccess | null {
  const provider = SDK_PROVIDERS.find((known) => known.name === name);
  if (provider === undefined) return null;
  const { keyVariables, baseUrlVariable, structuredOutputVariable } = provider;
  const variables = [...keyVariables, baseUrlVariable, structuredOutputVariable].filter((variable) => variable !== undefined);
  try {
    return { name, variables, baseUrl: endpointOf(provider, env).baseUrl };
  } catch {
    // The job that asks it is refused with what is wrong.
    return { name, variables, baseUrl: null };
  }
}

function warnOnce(onWarning: (text: string) => void = () => undefined): (text: string) => void {
  const told = new Set<string>();
  return (text) => {
    if (told.has(text)) return;
    told.add(text);
    onWarning(text);
  };
}

function sdkProviderOf(provider: string, spec: string): SdkProvider {
  const found = SDK_PROVIDERS.find(({ name }) => name === provider);
  if (found === undefined)
    throw new ModelSpecError(`model '${spec}' names the unknown provider '${provider}': use ${KNOWN_PROVIDERS.join(', ')}`);
  return found;
}

type HoldListener = NonNullable<OpenSdkModelOptions['onHold']>;

function joinedReasons(onWaiting: ModelRegistryOptions['onWaiting'] = () => undefined): HoldListener {
  const held = new Map<string, { readonly text: string; readonly reason: Hold['kind'] }>();
  return (model, hold) => {
    if (hold === null) held.delete(model);
    else held.set(model, { text: hold.text, reason: hold.kind });
    const texts = Array.from(held.values(), ({ text }) => text);
    const holds = Array.from(held, ([name, { reason }]) => ({ model: name, reason }));
    onWaiting(texts.length === 0 ? null : texts.join('; '), holds);
  };
}

/** The two halves of `provider:model-id`. */
export interface ModelSpec {
  readonly provider: string;
  /** May hold colons and slashes: `llama3.2:3b`, `meta-llama/llama-3.3-70b-instruct:free`. */
  readonly modelId: string;
}

/** Splits `provider:model-id` at the first colon. Throws a `ModelSpecError` if there is no colon or a half is empty. */
export function parseModelSpec(spec: string): ModelSpec {
  const colon = spec.indexOf(':');
  if (colon === -1)
    throw new ModelSpecError(`model '${spec}' names no provider: write provider:model-id, for example openai:gpt-5-mini`);

  const provider = spec.slice(0, colon);
  const modelId = spec.slice(colon + 1);
  if (provider.trim() === '') throw new ModelSpecError(`model '${spec}' has nothing before the colon: write provider:model-id`);
  if (modelId.trim() === '')
    throw new ModelSpecError(`model '${spec}' has no model id after the colon: write provider:model-id`);
  return { provider, modelId };
}
