import type { CallPrice } from '../evaluation/call-cost.ts';
import { UNKNOWN_PRICE } from '../evaluation/call-cost.ts';
import { type Model, passedOn } from '../evaluation/model.ts';
import { OwnPrices } from './own-prices.ts';
import { publicPrice } from './public-price.ts';
import { baseUrlOf, type Env, type SdkProvider } from './sdk-provider.ts';

/** Finds what calls of models cost: by the user's own prices first, which are read once, then by those that providers publish. */
export class ModelPrices {
  readonly #path: string | null;
  #own: Promise<OwnPrices> | undefined;

  /** `path` is a file of own prices. */
  constructor(path: string | null) {
    this.#path = path;
  }

  /** The price of a provider's model. Throws a `ModelSpecError` where the file of own prices can't be used. */
  async of(provider: SdkProvider, modelId: string, env: Env): Promise<CallPrice> {
    const own = (await this.#ownPrices()).of(`${provider.name}:${modelId}`);
    if (own !== undefined) return own;
    // Another server may ask for anything.
    if (!isAtHome(provider, env)) return UNKNOWN_PRICE;
    return (await publicPrice(provider.name, modelId)) ?? UNKNOWN_PRICE;
  }

  #ownPrices(): Promise<OwnPrices> {
    this.#own ??= this.#path === null ? Promise.resolve(OwnPrices.NONE) : OwnPrices.read(this.#path);
    return this.#own;
  }
}

/** Whether a provider is asked itself. */
function isAtHome(provider: SdkProvider, env: Env): boolean {
  if (provider.defaultBaseUrl === null) return false;
  const { hostname: home } = new URL(provider.defaultBaseUrl);
  const { hostname } = new URL(baseUrlOf(provider, env));
  return hostname === home || hostname.endsWith(`.${home}`);
}

/** The same model, with its provider and a price. */
export function priced(model: Model, provider: string, price: CallPrice): Model {
  return { ...passedOn(model), provider, price, complete: (...asked) => model.complete(...asked) };
}
