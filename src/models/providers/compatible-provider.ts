import { ModelSpecError } from '../../domain/errors.ts';
import { strictOutput } from '../call-options.ts';
import type { Env, SdkLanguageModel, SdkProvider } from '../sdk-provider.ts';

type Adaptation = NonNullable<SdkLanguageModel['adapt']>;

const OUTPUT_VARIABLE = 'ASSAY_COMPATIBLE_STRUCTURED_OUTPUT';

/** Any server with OpenAI's `/chat/completions`: Ollama, vLLM, LM Studio, llama.cpp and the like. */
export const compatibleProvider: SdkProvider = {
  name: 'compatible',
  keyVariables: ['ASSAY_COMPATIBLE_API_KEY'],
  needsKey: false,
  baseUrlVariable: 'ASSAY_COMPATIBLE_BASE_URL',
  defaultBaseUrl: null,
  structuredOutputVariable: OUTPUT_VARIABLE,

  async open(modelId, { baseUrl, apiKey }, env, fetch) {
    const adapt = await adaptation(env);
    const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
    const provider = createOpenAICompatible({
      name: 'compatible',
      baseURL: baseUrl,
      fetch,
      supportsStructuredOutputs: true,
      ...(apiKey === null ? {} : { apiKey }),
    });
    return { model: provider.chatModel(modelId), completionTokensOption: 'max_completion_tokens', adapt };
  },

  async openEmbedding(modelId, { baseUrl, apiKey }, fetch) {
    const { createOpenAICompatible } = await import('@ai-sdk/openai-compatible');
    const key = apiKey === null ? {} : { apiKey };
    return createOpenAICompatible({ name: 'compatible', baseURL: baseUrl, fetch, ...key }).embeddingModel(modelId);
  },
};

/** How to send a schema: as `json_schema`, or in the prompt for a server that only knows `json_object`. */
async function adaptation(env: Env): Promise<Adaptation> {
  const way = env[OUTPUT_VARIABLE]?.trim() || 'json_schema';
  switch (way) {
    case 'json_schema':
      return strictOutput('compatible');
    case 'json_object':
      return await schemaInPrompt();
    default:
      throw new ModelSpecError(`${OUTPUT_VARIABLE} is '${way}': it must be json_schema or json_object`);
  }
}

async function schemaInPrompt(): Promise<Adaptation> {
  const { injectJsonInstructionIntoMessages } = await import('@ai-sdk/provider-utils');
  return (options, schema) => {
    if (schema === null) return options;
    const prompt = injectJsonInstructionIntoMessages({ messages: options.prompt, schema: schema.schema });
    return { ...options, prompt, responseFormat: { type: 'json' } };
  };
}
