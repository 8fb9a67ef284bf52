import type { LanguageModelV4CallOptions } from '@ai-sdk/provider';
import type { ProviderSchema } from './provider-schema.ts';
import { withOwnOptions } from './own-options.ts';

/**
 * For providers that ask for strict structured output by default: sends the strict schema where there is one, and turns
 * strictness off where there is none, instead of being refused.
 */
export function strictOutput(
  provider: string,
): (options: LanguageModelV4CallOptions, schema: ProviderSchema | null) => LanguageModelV4CallOptions {
  return (options, schema) => {
    if (schema === null) return options;
    if (schema.strict === null) return withOwnOptions(options, provider, { strictJsonSchema: false });
    return { ...options, responseFormat: { type: 'json', schema: schema.strict } };
  };
}
