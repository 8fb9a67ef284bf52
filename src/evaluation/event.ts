import type { JsonObject, JsonSchema, JsonValue } from './json.ts';
import type { Message } from './model.ts';
import type { MetricInfo, Score, Scoring } from './scoring.ts';
import type { Failure, Trial, TrialTelemetry } from './trial.ts';

// The vocabulary of the event stream. Field names are those of the wire and the archive.

/** A mean with its spread. `sd` has the n−1 denominator and is 0 for n ≤ 1; both are `null` for n = 0. */
export interface Aggregate {
  readonly mean: number | null;
  readonly sd: number | null;
  readonly n: number;
}

/** How one step (or one evaluation) came out. */
export interface StepSummary {
  readonly overall: Aggregate;
  readonly per_metric: Readonly<Record<string, Aggregate>>;
  readonly failure_rate: number;
  readonly scoring_failure_rate: number;
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

export interface TelemetryPayload {
  readonly rendered_prompt: string;
  readonly request: {
    readonly model_id: string;
    readonly prompt: readonly Message[];
    readonly system_instruction: string | null;
    readonly output_schema: JsonSchema | null;
    readonly generation_kwargs: JsonObject;
  };
  readonly response: {
    readonly content: string;
    readonly input_tokens: number | null;
    readonly output_tokens: number | null;
    /** Seconds. */
    readonly latency: number;
    readonly parsed?: JsonValue;
  };
}

export interface TrialPayload {
  readonly status: 'success' | 'failed';
  readonly trial_id: string;
  /** The example's place in its dataset, counted from 0; archives of other writers lack it. */
  readonly row?: number;
  readonly example: { readonly inputs: JsonObject; readonly reference: JsonValue };
  readonly replicate: number;
  readonly output?: JsonValue;
  readonly telemetry?: TelemetryPayload;
  readonly error?: Failure;
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
}

export interface ProposalPayload {
  readonly prompt_template: string;
  readonly thinking: Thinking | null;
  readonly advice: string | null;
}

export interface StepPayload extends ProposalPayload {
  readonly score: number | null;
  readonly summary: StepSummary;
}

export interface ErrorPayload {
  readonly message: string;
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

/** A trial as the wire and the archive have it. */
export function trialPayload(trial: Trial): TrialPayload {
  const { status, trialId, row, example, replicate } = trial;
  const identity = { status, trial_id: trialId, row, example, replicate };
  return trial.status === 'success'
    ? { ...identity, output: trial.outputJson, telemetry: telemetryPayload(trial.telemetry) }
    : { ...identity, error: trial.failure };
}

function telemetryPayload(telemetry: TrialTelemetry): TelemetryPayload {
  const { request, response } = telemetry;
  return {
    rendered_prompt: telemetry.renderedPrompt,
    request: {
      model_id: telemetry.modelId,
      prompt: request.messages,
      system_instruction: request.systemInstruction,
      output_schema: request.outputSchema,
      generation_kwargs: request.generationKwargs,
    },
    response: {
      content: response.content,
      input_tokens: response.inputTokens,
      output_tokens: response.outputTokens,
      latency: response.latencySeconds,
      ...(response.parsed === undefined ? {} : { parsed: response.parsed }),
    },
  };
}

/** A scoring as the wire and the archive have it. */
export function scoringPayload(scoring: Scoring): ScoringPayload {
  const { trialId, row, metric, replicate, status } = scoring;
  const identity = { trial_id: trialId, row, metric, replicate, status };
  return scoring.status === 'success' ? { ...identity, score: scoring.score } : { ...identity, error: scoring.failure };
}
