import type { EmbeddingModelV4, LanguageModelV4, LanguageModelV4CallOptions } from '@ai-sdk/provider';
import { ModelSpecError } from '../domain/errors.ts';
import type { ProviderSchema } from './provider-schema.ts';

/** Environment variables by name. */
export type Env = Readonly<Record<string, string | undefined>>;

/** The address of a provider, and our key for it. */
export interface Endpoint {
  readonly baseUrl: string;
  readonly apiKey: string | null;
  /** The variable to set the key in. */
  readonly keyVariable: string;
  readonly baseUrlVariable: string;
  /** The variable that chooses how schemas are sent, if the user can choose. */
  readonly structuredOutputVariable: string | null;
}

/** A language model of the AI SDK, with what its provider needs done differently. */
export interface SdkLanguageModel {
  readonly model: LanguageModelV4;
  /** The provider's own option that reaches the wire as `max_completion_tokens`; without it the limit has the provider's usual name. */
  readonly completionTokensOption?: string;
  /** Changes a call to what this provider understands. Default: no change. */
  readonly adapt?: (options: LanguageModelV4CallOptions, schema: ProviderSchema | null) => LanguageModelV4CallOptions;
}

/** A provider of the AI SDK. Its package is loaded with the first model. */
export interface SdkProvider {
  /** The part before the colon in a model's spec; also the AI SDK's name for the provider's own options. */
  readonly name: string;
  /** The first one that is set counts. */
  readonly keyVariables: readonly [string, ...string[]];
  readonly needsKey: boolean;
  readonly baseUrlVariable: string;
  /** `null` if only the user can know it. */
  readonly defaultBaseUrl: string | null;
  readonly structuredOutputVariable?: string;
  /** Makes no network call. */
  open(modelId: string, endpoint: Endpoint, env: Env, fetch: typeof globalThis.fetch): Promise<SdkLanguageModel>;
  /** The same of a model of embeddings; absent where the provider has none. */
  openEmbedding?(modelId: string, endpoint: Endpoint, fetch: typeof globalThis.fetch): Promise<EmbeddingModelV4>;
}

/** Reads a provider's variables. Throws a `ModelSpecError` that names the one that is missing or wrong. */
export function endpointOf(provider: SdkProvider, env: Env): Endpoint {
  const keyVariable = provider.keyVariables.find((name) => isSet(env[name])) ?? provider.keyVariables[0];
  const apiKey = env[keyVariable]?.trim() || null;
  if (provider.needsKey && apiKey === null)
    throw new ModelSpecError(`${provider.name}: models need an API key: set ${provider.keyVariables.join(' or ')}`);

  const { baseUrlVariable, structuredOutputVariable = null } = provider;
  return { baseUrl: baseUrlOf(provider, env), apiKey, keyVariable, baseUrlVariable, structuredOutputVariable };
}

/** The address of a provider. Throws as `endpointOf` does, but needs no key. */
export function baseUrlOf({ name, baseUrlVariable, defaultBaseUrl }: SdkProvider, env: Env): string {
  const baseUrl = env[baseUrlVariable]?.trim() || defaultBaseUrl;
  if (baseUrl === null) {
    throw new ModelSpecError(
      `${name}: models need the server's base URL: set ${baseUrlVariable}, for example http://127.0.0.1:11434/v1`,
    );
  }
  const protocol = URL.parse(baseUrl)?.protocol;
  if (protocol !== 'http:' && protocol !== 'https:')
    throw new ModelSpecError(`${baseUrlVariable} is not an http or https URL: '${baseUrl}'`);

  return rootUrl(baseUrl, baseUrlVariable);
}

/** Paths that the AI SDK puts after the root by itself. */
const BEYOND_THE_ROOT = /\/(chat\/completions|completions|responses|messages|models(\/[^/]*)?)\/*$/;

/** An address that is more than the root of the API would be asked for what is not there. */
function rootUrl(baseUrl: string, variable: string): string {
  const { pathname, search, hash, username } = new URL(baseUrl);
  const beyond = BEYOND_THE_ROOT.exec(pathname)?.[0];
  if (beyond !== undefined)
    throw new ModelSpecError(`${variable} is '${baseUrl}': give the root of the API, without '${beyond}'`);
  if (search !== '' || hash !== '')
    throw new ModelSpecError(`${variable} is '${baseUrl}': give the root of the API, without '${search}${hash}'`);
  if (username !== '') throw new ModelSpecError(`${variable} holds a name or password: set the key in its own variable`);
  return baseUrl.replace(/\/+$/, '');
}

/** Whether one of a provider's keys is set. */
export function hasKey({ keyVariables }: SdkProvider, env: Env): boolean {
  return keyVariables.some((name) => isSet(env[name]));
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value.trim() !== '';
}
