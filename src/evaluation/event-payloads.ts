import type { TokenUsage } from './call-cost.ts';
import { usageOf } from './call-totals.ts';
import type {
  AttemptPayload,
  CallCostPayload,
  CallPayload,
  CallsPayload,
  CallSpanPayload,
  CallTelemetryPayload,
  MessagePayload,
  RequestPayload,
  ResponsePayload,
  ScoringPayload,
  TelemetryPayload,
  TrialPayload,
  UsagePayload,
} from './event.ts';
import type { Attempt, Completion, CompletionRequest, Message } from './model.ts';
import type { Scoring } from './scoring.ts';
import type { CallRecord, Costed, ProgramCallRecord, Trial, TrialTelemetry } from './trial.ts';

/** A trial as the wire and the archive have it. */
export function trialPayload(trial: Trial): TrialPayload {
  const { status, trialId, row, example, replicate } = trial;
  const identity = { status, trial_id: trialId, row, example, replicate, ...timesPayload(trial) };
  if (trial.status === 'success')
    return { ...identity, output: trial.outputJson, telemetry: telemetryPayload(trial.telemetry) };
  return {
    ...identity,
    error: trial.failure,
    ...(trial.telemetry === null ? {} : { telemetry: telemetryPayload(trial.telemetry) }),
  };
}

function timesPayload({ times }: Trial): Pick<TrialPayload, 'started_at' | 'finished_at'> {
  return times === undefined ? {} : { started_at: timeText(times.startedAtMs), finished_at: timeText(times.finishedAtMs) };
}

function timeText(milliseconds: number): string {
  return new Date(milliseconds).toISOString();
}

function telemetryPayload(telemetry: TrialTelemetry): TelemetryPayload {
  if (!('calls' in telemetry))
    return { rendered_prompt: telemetry.renderedPrompt, request: requestPayload(telemetry), ...callsPayload(telemetry) };
  const { renderedPrompt } = telemetry;
  const calls = telemetry.calls.map(callPayload);
  const last = calls.at(-1);
  return {
    ...(renderedPrompt === null ? {} : { rendered_prompt: renderedPrompt }),
    ...(last === undefined ? {} : { request: last.request, response: last.response }),
    calls,
    usage: usagePayload(calls),
  };
}

/** One call of a program that may ask as often as it needs. */
export function callPayload(call: ProgramCallRecord): CallPayload {
  return {
    request: requestPayload(call),
    ...callsPayload(call),
    ...(call.failure === null ? {} : { error: call.failure }),
  };
}

function usagePayload(calls: readonly CallPayload[]): UsagePayload {
  const { inputTokens, outputTokens, costUsd, ...usage } = usageOf({ calls });
  return { ...usage, input_tokens: inputTokens, output_tokens: outputTokens, cost_usd: costUsd };
}

function requestPayload({ modelId, request }: CallRecord): RequestPayload {
  return { model_id: modelId, ...askedPayload(request) };
}

/** A request by the names of the wire, without whom it asks. */
export function askedPayload(request: CompletionRequest): Omit<RequestPayload, 'model_id'> {
  return {
    prompt: request.messages.map(messagePayload),
    system_instruction: request.systemInstruction,
    output_schema: request.outputSchema,
    generation_kwargs: request.generationKwargs,
    ...(request.tools === undefined ? {} : { tools: request.tools }),
    ...(request.toolChoice === undefined ? {} : { tool_choice: request.toolChoice }),
  };
}

function messagePayload({ role, content, parts, toolCalls, toolCallId }: Message): MessagePayload {
  return {
    role,
    content,
    ...(parts === undefined ? {} : { parts }),
    ...(toolCalls === undefined ? {} : { tool_calls: toolCalls }),
    ...(toolCallId === undefined ? {} : { tool_call_id: toolCallId }),
  };
}

function callsPayload({ response, otherAttempts }: CallRecord): CallsPayload {
  return {
    response: responsePayload(response),
    ...(otherAttempts.length === 0 ? {} : { other_attempts: otherAttempts.map(attemptPayload) }),
  };
}

function responsePayload(response: Completion & Costed): ResponsePayload {
  const { parsed, toolCalls, reasoning, reasoningTokens, leftOut, cached } = response;
  return {
    content: response.content,
    input_tokens: response.inputTokens,
    output_tokens: response.outputTokens,
    latency: response.latencySeconds,
    ...costPayload(response),
    ...(parsed === undefined ? {} : { parsed }),
    ...(toolCalls === undefined ? {} : { tool_calls: toolCalls }),
    ...(reasoning === undefined ? {} : { reasoning }),
    ...(reasoningTokens === undefined ? {} : { reasoning_tokens: reasoningTokens }),
    ...(leftOut === undefined ? {} : { left_out: leftOut }),
    ...(cached === undefined ? {} : { cached }),
    ...spanPayload(response),
  };
}

function attemptPayload(attempt: Attempt & Costed): AttemptPayload {
  const { content, inputTokens, outputTokens, latencySeconds, error } = attempt;
  const tokens = { input_tokens: inputTokens, output_tokens: outputTokens };
  return { content, ...tokens, latency: latencySeconds, ...costPayload(attempt), error, ...spanPayload(attempt) };
}

function spanPayload({ span }: Pick<Completion, 'span'>): CallSpanPayload {
  return span === undefined ? {} : { started_at: timeText(span.startedAtMs), span_id: span.spanId };
}

function costPayload({ costUsd, cachedInputTokens: cached, cacheWriteTokens: written }: TokenUsage & Costed): CallCostPayload {
  return {
    ...(costUsd === undefined ? {} : { cost_usd: costUsd }),
    ...(cached === undefined ? {} : { cached_input_tokens: cached }),
    ...(written === undefined ? {} : { cache_write_tokens: written }),
  };
}

/** What asking a judge or a proposer took, as the wire and the archive have it; what they said stands beside it, parsed. */
export function callTelemetryPayload(record: CallRecord): CallTelemetryPayload {
  const { parsed: _parsed, ...response } = record.response;
  const provider = record.provider === undefined ? {} : { provider: record.provider };
  return { model_id: record.modelId, ...provider, ...callsPayload({ ...record, response }) };
}

/** A scoring as the wire and the archive have it. */
export function scoringPayload(scoring: Scoring): ScoringPayload {
  const { trialId, row, metric, replicate, status, calls } = scoring;
  const identity = { trial_id: trialId, row, metric, replicate, status };
  const telemetry = calls === null ? {} : { telemetry: callTelemetryPayload(calls) };
  return scoring.status === 'success'
    ? { ...identity, score: scoring.score, ...telemetry }
    : { ...identity, error: scoring.failure, ...telemetry };
}
