import { ModelSpecError } from '../domain/errors.ts';
import type { Endpoint, Env, SdkProvider } from './sdk-provider.ts';

/** Reads a provider's variables. Throws a `ModelSpecError` that names the one that is missing. */
export function endpointOf(provider: SdkProvider, env: Env): Endpoint {
  const keyVariable = provider.keyVariables.find((name) => isSet(env[name])) ?? provider.keyVariables[0];
  const apiKey = env[keyVariable]?.trim() || null;
  if (provider.needsKey && apiKey === null)
    throw new ModelSpecError(`${provider.name}: models need an API key: set ${provider.keyVariables.join(' or ')}`);

  const { baseUrlVariable, structuredOutputVariable = null } = provider;
  return { baseUrl: baseUrlOf(provider, env), apiKey, keyVariable, baseUrlVariable, structuredOutputVariable };
}

function baseUrlOf({ name, baseUrlVariable, defaultBaseUrl }: SdkProvider, env: Env): string {
  const baseUrl = env[baseUrlVariable]?.trim() || defaultBaseUrl;
  if (baseUrl === null) {
    throw new ModelSpecError(
      `${name}: models need the server's base URL: set ${baseUrlVariable}, for example http://127.0.0.1:11434/v1`,
    );
  }
  const protocol = URL.parse(baseUrl)?.protocol;
  if (protocol !== 'http:' && protocol !== 'https:')
    throw new ModelSpecError(`${baseUrlVariable} is no http or https URL: '${baseUrl}'`);

  return baseUrl.replace(/\/+$/, '');
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value.trim() !== '';
}
