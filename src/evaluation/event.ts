import type { Example } from './example.ts';
import type { JsonObject, JsonSchema, JsonValue } from './json.ts';
import type { Message, MessagePart, Tool, ToolCall, ToolChoice } from './model.ts';
import type { MetricInfo, Score } from './scoring.ts';
import type { Failure, FailureKind } from './trial.ts';

// The vocabulary of the event stream. Field names are those of the wire and the archive.

/** The longest event, as a line, that can be read again; nothing after a longer one is found. */
export const MAX_EVENT_BYTES = 64 * 1024 * 1024;

/** A mean with its spread. `sd` has the n−1 denominator and is 0 for n ≤ 1; both are `null` for n = 0. */
export interface Aggregate {
  readonly mean: number | null;
  readonly sd: number | null;
  readonly n: number;
}

/** What a row is for in a search: to learn from, to choose by, or to test the choice. */
export type SearchPart = 'training' | 'selection' | 'holdout';

/** How one step (or one evaluation) came out. */
export interface StepSummary {
  /** Over the selection rows, where the search has some. */
  readonly overall: Aggregate;
  readonly per_metric: Readonly<Record<string, Aggregate>>;
  readonly failure_rate: number;
  readonly scoring_failure_rate: number;
  /** Failed trials by whose fault it was; archives of other writers, and older ones of ours, lack it. */
  readonly failed_trials?: Readonly<Record<FailureKind, number>>;
  /** As `overall`, over the training rows; only where there are selection rows beside them. */
  readonly training?: Aggregate;
}

/** Why the proposer proposed what it did. */
export interface Thinking {
  readonly reinstate_goal: string;
  readonly trajectory_summary: string;
  readonly failure_analysis: string;
  readonly what_works: string;
  readonly what_hurts: string;
  readonly improvement_hypothesis: string;
  readonly edit_plan: string;
}

/** What one call of a model cost, and what of its input came out of the provider's cache or went into it, where the provider says. */
export interface CallCostPayload {
  /** In US dollars; `null` where it is not known. Archives of other writers, and older ones of ours, lack it. */
  readonly cost_usd?: number | null;
  readonly cached_input_tokens?: number;
  readonly cache_write_tokens?: number;
}

/** A call in a trace; absent where the job is not traced. */
export interface CallSpanPayload {
  /** When it began, ISO 8601 in UTC. */
  readonly started_at?: string;
  /** 16 hex digits. */
  readonly span_id?: string;
}

/** What came of one call of a model. */
export interface AttemptPayload extends CallCostPayload, CallSpanPayload {
  /** `null` where no answer came. */
  readonly content: string | null;
  readonly input_tokens: number | null;
  readonly output_tokens: number | null;
  /** Seconds. */
  readonly latency: number;
  /** Why it was of no use. */
  readonly error: string | null;
}

export interface ResponsePayload extends CallCostPayload, CallSpanPayload {
  /** Empty where no answer came. */
  readonly content: string;
  readonly input_tokens: number | null;
  readonly output_tokens: number | null;
  /** Seconds. */
  readonly latency: number;
  readonly parsed?: JsonValue;
  /** What the model asked to be called. */
  readonly tool_calls?: readonly ToolCall[];
  /** What the model thought aloud, where the provider shows it. */
  readonly reasoning?: string;
  /** How many of the output tokens are reasoning, where the provider says. */
  readonly reasoning_tokens?: number;
  /** Names of generation options that the model refused and was asked without. */
  readonly left_out?: readonly string[];
  /** From a cache or a recording: it cost nothing, and no sum counts it. */
  readonly cached?: true;
}

/** What a model answered, and what that took; the calls of one trial, one look or one proposal. */
export interface CallsPayload {
  readonly response: ResponsePayload;
  /** The calls beside the one that `response` is of, where there were any. */
  readonly other_attempts?: readonly AttemptPayload[];
}

export interface MessagePayload {
  readonly role: Message['role'];
  /** The text; of a message with images, the texts among its parts. */
  readonly content: string;
  /** Of a message with images: texts and images in order. */
  readonly parts?: readonly MessagePart[];
  readonly tool_calls?: readonly ToolCall[];
  /** Of a tool's message: the call that it is the result of. */
  readonly tool_call_id?: string;
}

/** What a model was asked. */
export interface RequestPayload {
  readonly model_id: string;
  readonly prompt: readonly MessagePayload[];
  readonly system_instruction: string | null;
  readonly output_schema: JsonSchema | null;
  readonly generation_kwargs: JsonObject;
  /** What the model could ask to be called. */
  readonly tools?: readonly Tool[];
  readonly tool_choice?: ToolChoice;
}

/** One of the completions of a program that may ask as often as it needs. */
export interface CallPayload extends CallsPayload {
  readonly request: RequestPayload;
  /** Why the program got no answer from it. */
  readonly error?: Failure;
}

/** What a piece of work took of its model, all calls together. */
export interface UsagePayload {
  /** Those that failed and those that were tried again included; answers from a cache or a recording are none. */
  readonly calls: number;
  /** `null` where no call's were reported. */
  readonly input_tokens: number | null;
  readonly output_tokens: number | null;
  /** Seconds of all calls, one after another, also where they were made at once. */
  readonly latency: number | null;
  /** In US dollars; `null` where that of one call is not known. */
  readonly cost_usd: number | null;
}

/** The calls of a piece of work; of a program that may ask as often as it needs, `calls` has them all. */
export type CalledPayload = Partial<CallsPayload> & { readonly calls?: readonly CallsPayload[] };

/** `request` and `response` are of the last call; they are absent where a program that need not ask has not asked. */
export interface TelemetryPayload extends Partial<CallsPayload> {
  /** Absent where a program that need not ask has rendered nothing. */
  readonly rendered_prompt?: string;
  readonly request?: RequestPayload;
  /** Of a program that may ask as often as it needs: every call, in the order in which they were begun. */
  readonly calls?: readonly CallPayload[];
  /** Where there are `calls`: their sum. */
  readonly usage?: UsagePayload;
}

/** What asking a judge or a proposer took. */
export interface CallTelemetryPayload extends CallsPayload {
  readonly model_id: string;
  /** Who answered; archives of other writers, and older ones of ours, lack it. */
  readonly provider?: string;
}

export interface TrialErrorPayload extends Failure {
  /** Archives of other writers, and older ones of ours, lack it. */
  readonly kind?: FailureKind;
}

export interface TrialPayload {
  readonly status: 'success' | 'failed';
  readonly trial_id: string;
  /** The example's place in its dataset, counted from 0; archives of other writers lack it. */
  readonly row?: number;
  readonly example: Example;
  readonly replicate: number;
  /** Of a search that has selection rows, or holds rows out: what the row is for. */
  readonly part?: SearchPart;
  /** When the program was called, ISO 8601 in UTC; absent where the job is not traced. */
  readonly started_at?: string;
  /** When it was done. */
  readonly finished_at?: string;
  readonly output?: JsonValue;
  /** Whenever the model was asked. */
  readonly telemetry?: TelemetryPayload;
  readonly error?: TrialErrorPayload;
}

export interface ScoringPayload {
  readonly trial_id: string;
  /** Of the trial's example. */
  readonly row?: number;
  readonly metric: MetricInfo;
  readonly replicate: number;
  readonly status: 'success' | 'failed';
  readonly score?: Score;
  readonly error?: Failure;
  /** Of a judge that asked its model. */
  readonly telemetry?: CallTelemetryPayload;
}

export interface ProposalPayload {
  readonly prompt_template: string;
  readonly thinking: Thinking | null;
  readonly advice: string | null;
  /** Of a test on held-out rows, which is no step of the search: the step whose template it is. */
  readonly holdout_of?: number;
  /** Of `gepa` and `race`: what the template came from, and of which steps it was made. */
  readonly origin?: string;
  readonly parents?: readonly number[];
  /** Why answers of the proposer were of no use that came since the step before, also after it was told so. */
  readonly refused?: readonly string[];
  /** Of asking the proposer; the baseline and `step` events have none. */
  readonly telemetry?: CallTelemetryPayload;
}

export interface StepPayload extends Omit<ProposalPayload, 'telemetry'> {
  /** `null` also where the candidate was not accepted: what it was run on is not comparable. */
  readonly score: number | null;
  /** Of `gepa` and `race`: whether the candidate may be selected, and the reason; the baseline has none. */
  readonly accepted?: boolean;
  readonly reason?: string;
  readonly summary: StepSummary;
}

export interface ErrorPayload {
  readonly message: string;
  /** Of asking a proposer that gave nothing usable. */
  readonly telemetry?: CallTelemetryPayload;
}

/** What the engine reports as it goes; the envelope adds job and sequence number. */
export type EngineEvent =
  | { readonly type: 'trial'; readonly stepIndex: number; readonly payload: TrialPayload }
  | { readonly type: 'scoring'; readonly stepIndex: number; readonly payload: ScoringPayload }
  | { readonly type: 'proposal'; readonly stepIndex: number; readonly payload: ProposalPayload }
  | { readonly type: 'step'; readonly stepIndex: number; readonly payload: StepPayload }
  | { readonly type: 'error'; readonly stepIndex: number; readonly payload: ErrorPayload };

export type EventType = EngineEvent['type'];

/**
 * Takes the engine's events in order. A promise that it returns holds the engine back until the events before are taken
 * care of: this is how a slow disk slows the trials instead of filling the memory.
 */
export type EventSink = (event: EngineEvent) => void | Promise<void>;
