import type { LanguageModelV4GenerateResult, LanguageModelV4ToolCall, SharedV4Warning } from '@ai-sdk/provider';
import { parseJson } from '../evaluation/canonical-json.ts';
import type { JsonObject } from '../evaluation/json.ts';
import type { TokenUsage } from '../evaluation/call-cost.ts';
import { AnswerError, type Completion, ModelError } from '../evaluation/model.ts';

const LONGEST_QUOTE = 300;

/** What of a request decides which answers are good. */
export interface AskedFor {
  /** `provider:model-id`. */
  readonly source: string;
  readonly isStructured: boolean;
  /** The most tokens that the request allows. */
  readonly tokenLimit: number | undefined;
}

/**
 * The text of an answer. Throws an `AnswerError` for one that was refused, filtered, cut off or empty, and a `ModelError` for one that the provider
 * broke off. `warn` hears that text was cut at the request's own limit, which is what was asked for.
 */
export function answerText(
  result: LanguageModelV4GenerateResult,
  { source, isStructured, tokenLimit }: AskedFor,
  warn: (text: string) => void,
): string {
  const text = textOf(result);
  const { unified, raw } = result.finishReason;
  const refusal = refusalOf(result);
  if (refusal !== null) throw new AnswerError(`${source}: the model refused: ${quote(refusal)}`, refusal);
  switch (unified) {
    case 'content-filter':
      throw new AnswerError(`${source}: the content filter stopped the answer (${raw ?? unified})${said(text)}`, text);
    case 'error':
    case 'interrupted':
      throw new ModelError(`${source}: the provider broke off the answer (${raw ?? unified})${said(text)}`);
    case 'length':
      if (!isStructured) acceptCut(text, { source, tokenLimit }, warn);
      return text;
    case 'stop':
    case 'tool-calls':
    case 'other':
      if (text === '' && !asksForTools(result))
        throw new AnswerError(`${source}: the answer has no text (it ended with '${raw ?? unified}')`, text);
      return text;
  }
}

/** Text cut at the request's own limit is what was asked for; any other cut answer is a failure. */
function acceptCut(text: string, { source, tokenLimit }: Omit<AskedFor, 'isStructured'>, warn: (text: string) => void): void {
  const cut = cutText(tokenLimit);
  if (text === '') throw new AnswerError(`${source}: ${cut} before any text came: raise max_tokens`, text);
  if (tokenLimit === undefined) throw new AnswerError(`${source}: ${cut}: set max_tokens, or ask for less`, text);
  warn(`${cut}, as max_tokens says`);
}

export function cutText(limit: number | undefined): string {
  return `the answer was cut off at ${limit === undefined ? "the model's limit" : `${limit} tokens`}`;
}

function said(text: string): string {
  return text === '' ? '' : `: ${quote(text)}`;
}

function quote(text: string): string {
  return JSON.stringify(text.length > LONGEST_QUOTE ? `${text.slice(0, LONGEST_QUOTE)}…` : text);
}

/** What a model said in place of an answer, in the field that OpenAI has for it. */
function refusalOf({ response }: LanguageModelV4GenerateResult): string | null {
  const body = response?.body as ChatBody | undefined;
  const [choice] = Array.isArray(body?.choices) ? (body.choices as NonNullable<ChatBody['choices']>) : [];
  const refusal = choice?.message?.refusal;
  return typeof refusal === 'string' && refusal !== '' ? refusal : null;
}

/** As far as it is looked at. */
interface ChatBody {
  readonly choices?: readonly { readonly message?: { readonly refusal?: unknown } }[];
}

/** The tools that an answer asks to call. Throws an `AnswerError` where their arguments are no JSON object. */
export function toolCallsOf(result: LanguageModelV4GenerateResult, source: string): Pick<Completion, 'toolCalls'> {
  const calls = callsIn(result).map(({ toolCallId: id, toolName: name, input }) => {
    const given = objectOf(input);
    if (given === null) {
      throw new AnswerError(
        `${source}: the model called ${name} with arguments that are no JSON object: ${quote(input)}`,
        input,
      );
    }
    return { id, name, arguments: given };
  });
  return calls.length === 0 ? {} : { toolCalls: calls };
}

/** Those that a provider calls by itself are none of ours. */
function callsIn({ content }: LanguageModelV4GenerateResult): readonly LanguageModelV4ToolCall[] {
  return content.filter((part) => part.type === 'tool-call').filter(({ providerExecuted }) => providerExecuted !== true);
}

function asksForTools(result: LanguageModelV4GenerateResult): boolean {
  return callsIn(result).length > 0;
}

/** Providers send nothing for no arguments. */
function objectOf(json: string): JsonObject | null {
  try {
    const value = parseJson(json.trim() === '' ? '{}' : json);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : null;
  } catch {
    return null;
  }
}

export function textOf({ content }: LanguageModelV4GenerateResult): string {
  let text = '';
  for (const part of content) if (part.type === 'text') text += part.text;
  return text;
}

/** As the provider counted them; what can't be a count is not known. */
export function tokensOf({ usage }: LanguageModelV4GenerateResult): TokenUsage {
  const { total, cacheRead, cacheWrite } = usage.inputTokens;
  const cached = tokenCount(cacheRead) ?? 0;
  const written = tokenCount(cacheWrite) ?? 0;
  return {
    inputTokens: tokenCount(total),
    outputTokens: tokenCount(usage.outputTokens.total),
    ...(cached === 0 ? {} : { cachedInputTokens: cached }),
    ...(written === 0 ? {} : { cacheWriteTokens: written }),
  };
}

/** As the provider counted them; `null` for what can't be a count. */
export function tokenCount(tokens: number | undefined): number | null {
  return tokens !== undefined && Number.isSafeInteger(tokens) && tokens >= 0 ? tokens : null;
}

/** What the model thought aloud, and how many tokens it took, where the provider says. */
export function reasoningOf({
  content,
  usage,
}: LanguageModelV4GenerateResult): Pick<Completion, 'reasoning' | 'reasoningTokens'> {
  const reasoning = content.flatMap((part) => (part.type === 'reasoning' ? [part.text] : [])).join('');
  const reasoningTokens = tokenCount(usage.outputTokens.reasoning);
  return { ...(reasoning === '' ? {} : { reasoning }), ...(reasoningTokens === null ? {} : { reasoningTokens }) };
}

/** Generation options by the AI SDK's names for them. */
const OPTION_NAMES: Readonly<Record<string, string>> = {
  temperature: 'temperature',
  topP: 'top_p',
  topK: 'top_k',
  stopSequences: 'stop',
  presencePenalty: 'presence_penalty',
  frequencyPenalty: 'frequency_penalty',
  seed: 'seed',
  reasoning: 'reasoning_effort',
  maxOutputTokens: 'max_tokens',
};

/** The generation options that the AI SDK left out, because it knows that the model refuses them. */
export function leftOutOptions({ warnings }: LanguageModelV4GenerateResult): readonly string[] {
  return warnings.flatMap((warning) => (warning.type === 'unsupported' ? (OPTION_NAMES[warning.feature] ?? []) : []));
}

/** A warning of the AI SDK as a sentence. */
export function warningText(warning: SharedV4Warning): string {
  switch (warning.type) {
    case 'unsupported':
      return withDetails(`'${warning.feature}' is not supported and was left out`, warning.details);
    case 'compatibility':
      return withDetails(`'${warning.feature}' works only in a compatibility mode`, warning.details);
    case 'deprecated':
      return withDetails(`'${warning.setting}' is deprecated`, warning.message);
    case 'other':
      return warning.message;
  }
}

function withDetails(text: string, details: string | undefined): string {
  return details === undefined ? text : `${text}: ${details}`;
}
