import type { Usage } from '@pydantic/genai-prices';
import type { CallPrice } from '../evaluation/call-cost.ts';

/**
 * What a provider asks for its model, by the table that comes with `@pydantic/genai-prices`: nothing is fetched. `undefined` for a model
 * that the table does not have.
 */
export async function publicPrice(provider: string, modelId: string): Promise<CallPrice | undefined> {
  const { calcPrice } = await import('@pydantic/genai-prices');
  const price = (usage: Usage): number | undefined => calcPrice(usage, modelId, { providerId: provider })?.total_price;
  if (price({ input_tokens: 1, output_tokens: 1 }) === undefined) return undefined;
  return ({ inputTokens, outputTokens, cachedInputTokens = 0, cacheWriteTokens = 0 }) => {
    if (inputTokens === null || outputTokens === null) return null;
    const read = Math.min(cachedInputTokens, inputTokens);
    const written = Math.min(cacheWriteTokens, inputTokens - read);
    const cache = {
      ...(read === 0 ? {} : { cache_read_tokens: read }),
      ...(written === 0 ? {} : { cache_write_tokens: written }),
    };
    return price({ input_tokens: inputTokens, output_tokens: outputTokens, ...cache }) ?? null;
  };
}
