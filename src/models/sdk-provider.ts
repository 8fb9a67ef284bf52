import type { LanguageModelV4, LanguageModelV4CallOptions } from '@ai-sdk/provider';
import type { ProviderSchema } from './provider-schema.ts';

/** Environment variables by name. */
export type Env = Readonly<Record<string, string | undefined>>;

/** Where a provider is, and who we are there. */
export interface Endpoint {
  readonly baseUrl: string;
  readonly apiKey: string | null;
  /** The variable that holds the key, or would. */
  readonly keyVariable: string;
  readonly baseUrlVariable: string;
  /** The variable that says how schemas are sent, where the user can choose. */
  readonly structuredOutputVariable: string | null;
}

/** A language model of the AI SDK, with what must be said differently to its provider. */
export interface SdkLanguageModel {
  readonly model: LanguageModelV4;
  /** The call as this provider understands it; without it, the call goes out as it is. */
  readonly adapt?: (options: LanguageModelV4CallOptions, schema: ProviderSchema | null) => LanguageModelV4CallOptions;
}

/** A provider of the AI SDK. Its package is loaded with the first model. */
export interface SdkProvider {
  /** Before the colon of a model's spec; the AI SDK's name for the provider's own options too. */
  readonly name: string;
  /** The first that is set counts. */
  readonly keyVariables: readonly [string, ...string[]];
  readonly needsKey: boolean;
  readonly baseUrlVariable: string;
  /** `null` when only the user can know it. */
  readonly defaultBaseUrl: string | null;
  readonly structuredOutputVariable?: string;
  /** Makes no network call. */
  open(modelId: string, endpoint: Endpoint, env: Env): Promise<SdkLanguageModel>;
}
