import {
  APICallError,
  type LanguageModelV4,
  type LanguageModelV4CallOptions,
  type LanguageModelV4GenerateResult,
} from '@ai-sdk/provider';
import type { CompletionRequest } from '../evaluation/model.ts';

/** A language model of the AI SDK with scripted answers, which remembers its calls. */
export class StubLanguageModel implements LanguageModelV4 {
  readonly specificationVersion = 'v4';
  readonly provider = 'stub';
  readonly modelId = 'stub-1';
  readonly supportedUrls = {};
  readonly calls: LanguageModelV4CallOptions[] = [];
  readonly #answer: (call: number) => Promise<LanguageModelV4GenerateResult>;

  constructor(answer: (call: number) => Promise<LanguageModelV4GenerateResult>) {
    this.#answer = answer;
  }

  doGenerate(options: LanguageModelV4CallOptions): Promise<LanguageModelV4GenerateResult> {
    this.calls.push(options);
    return this.#answer(this.calls.length);
  }

  doStream(): never {
    throw new Error('nothing streams from a model');
  }
}

/** A provider's answer, with some parts replaced. */
export function generated(text: string, parts: Partial<LanguageModelV4GenerateResult> = {}): LanguageModelV4GenerateResult {
  return {
    content: [{ type: 'text', text }],
    finishReason: { unified: 'stop', raw: 'stop' },
    usage: {
      inputTokens: { total: 11, noCache: undefined, cacheRead: undefined, cacheWrite: undefined },
      outputTokens: { total: 7, text: undefined, reasoning: undefined },
    },
    warnings: [],
    ...parts,
  };
}

export function apiError(statusCode: number, message = 'no', responseHeaders: Record<string, string> = {}): APICallError {
  return new APICallError({ message, url: 'http://stub', requestBodyValues: {}, statusCode, responseHeaders });
}

export function requestOf(parts: Partial<CompletionRequest> = {}): CompletionRequest {
  return {
    messages: [{ role: 'user', content: 'hello' }],
    systemInstruction: null,
    outputSchema: null,
    generationKwargs: {},
    ...parts,
  };
}
