import type { ModelDirectory, ModelFacts } from '../domain/model-directory.ts';
import { UNKNOWN_PRICE } from '../evaluation/call-cost.ts';
import { createLocalModel, isLocalEmbedding, LOCAL_MODELS } from '../offline/local-models.ts';
import { ModelPrices } from './model-price.ts';
import { OFFLINE, parseModelSpec, SDK_PROVIDERS } from './model-registry.ts';
import { endpointOf, type Env, hasKey, type SdkProvider } from './sdk-provider.ts';

export interface RegisteredModelsOptions {
  readonly env: Env;
  /** Whether there is a problem with every model that needs a provider. */
  readonly offline?: boolean;
  /** See `ModelRegistryOptions`. */
  readonly pricesFile: string | null;
}

/** The models that a registry with this environment would give to a job. */
export class RegisteredModels implements ModelDirectory {
  readonly offline = LOCAL_MODELS.map(({ name }) => `local:${name}`).sort();
  readonly #options: RegisteredModelsOptions;

  constructor(options: RegisteredModelsOptions) {
    this.#options = options;
  }

  look(models: readonly string[]): Promise<readonly ModelFacts[]> {
    // The file of own prices may have changed since the last look.
    const prices = new ModelPrices(this.#options.pricesFile);
    return Promise.all(models.map((model) => this.#factsOf(model, prices)));
  }

  async #factsOf(model: string, prices: ModelPrices): Promise<ModelFacts> {
    const provider = model.split(':', 1)[0] ?? model;
    const free = { provider, hasKey: null, isPriceKnown: true };
    if (provider === 'recorded') return { ...free, problem: faultOf(() => parseModelSpec(model)) };
    if (provider === 'local') return { ...free, problem: faultOf(() => lookAtLocal(parseModelSpec(model).modelId)) };
    const sdkProvider = SDK_PROVIDERS.find(({ name }) => name === provider);
    if (sdkProvider === undefined)
      return { provider, hasKey: null, isPriceKnown: false, problem: faultOf(() => parseModelSpec(model)) ?? UNKNOWN_PROVIDER };
    return this.#factsOfSdkModel(model, sdkProvider, prices);
  }

  async #factsOfSdkModel(model: string, sdkProvider: SdkProvider, prices: ModelPrices): Promise<ModelFacts> {
    const { env } = this.#options;
    const isSet = hasKey(sdkProvider, env);
    const facts = { provider: sdkProvider.name, hasKey: isSet || sdkProvider.needsKey ? isSet : null };
    try {
      if (this.#options.offline === true) return { ...facts, isPriceKnown: true, problem: OFFLINE };
      const price = await prices.of(sdkProvider, parseModelSpec(model).modelId, env);
      return { ...facts, isPriceKnown: price !== UNKNOWN_PRICE, problem: faultOf(() => endpointOf(sdkProvider, env)) };
    } catch (error) {
      return { ...facts, isPriceKnown: false, problem: (error as Error).message };
    }
  }
}

const UNKNOWN_PROVIDER = `there is no such provider: use ${[...SDK_PROVIDERS.map(({ name }) => name), 'local', 'recorded'].join(', ')}`;

function lookAtLocal(modelId: string): unknown {
  return createLocalModel(modelId, isLocalEmbedding(modelId) ? 'embedding' : 'language');
}

function faultOf(look: () => unknown): string | null {
  try {
    look();
    return null;
  } catch (error) {
    return (error as Error).message;
  }
}
