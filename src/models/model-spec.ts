import { ModelSpecError } from '../domain/errors.ts';

/** The two halves of `provider:model-id`. */
export interface ModelSpec {
  readonly provider: string;
  /** May hold colons and slashes: `llama3.2:3b`, `meta-llama/llama-3.3-70b-instruct:free`. */
  readonly modelId: string;
}

/** Splits `provider:model-id` at the first colon. Throws a `ModelSpecError` when there is no colon or a half is empty. */
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
