import type { JSONObject, LanguageModelV4CallOptions } from '@ai-sdk/provider';

/** Adds options that only this provider has; what the caller has set wins. */
export function withOwnOptions(
  options: LanguageModelV4CallOptions,
  provider: string,
  defaults: JSONObject,
): LanguageModelV4CallOptions {
  return { ...options, providerOptions: { [provider]: { ...defaults, ...options.providerOptions?.[provider] } } };
}
