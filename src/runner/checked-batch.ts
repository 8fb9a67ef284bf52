import { isUtf8 } from 'node:buffer';
import { type EventBatch, eventLines, eventsOf } from '../domain/event-batch.ts';
import type { JobEvent } from '../domain/job-event.ts';
import type { JobSpec } from '../domain/job-fields.ts';
import { HELD_OUT_STEPS } from '../domain/job-progress.ts';
import type { CallTelemetryPayload } from '../evaluation/event.ts';
import { isFailureKind } from '../evaluation/trial.ts';

const NEWLINE = 0x0a;
/** It ends a line of an event stream, as a newline does, and JSON needs none. */
const CARRIAGE_RETURN = 0x0d;

/** What the events of a job must agree with. */
export interface ExpectedEvents {
  readonly jobId: string;
  readonly spec: JobSpec;
  readonly firstSeq: number;
}

/**
 * Checks events that a child sent: that they continue the sequence, and that each belongs to the job, is of a type that the
 * engine reports, and has the fields that readers rely on. Returns what is wrong, or `null`.
 */
export function faultOfBatch(batch: EventBatch, expected: ExpectedEvents): string | null {
  const { firstSeq, count, bytes } = batch;
  if (firstSeq !== expected.firstSeq) return `event ${firstSeq} where ${expected.firstSeq} was due`;
  if (!isUtf8(bytes) || bytes.at(-1) !== NEWLINE || bytes.includes(CARRIAGE_RETURN))
    return 'events that are not lines of UTF-8';
  let events: readonly unknown[];
  try {
    events = eventsOf(batch);
  } catch {
    return 'events that are not JSON';
  }
  if (events.length !== count) return `${events.length} events that should be ${count}`;
  const wrong = events.findIndex((event, index) => !isEventOf(event, expected, firstSeq + index));
  return wrong === -1 ? null : `an event that is not one of this job: ${lineStart(batch, wrong)}`;
}

/** Whether it is what asking a judge or a proposer took. */
export function isCallTelemetry(value: unknown): value is CallTelemetryPayload {
  return isFields(value) && typeof value.model_id === 'string' && isCalls(value);
}

/** What is quoted of an event: its own bytes, since a value may be nested too deeply to be written anew. */
function lineStart(batch: EventBatch, index: number): string {
  const line = eventLines(batch).drop(index).next().value;
  return line?.toString('utf8', 0, 100) ?? '';
}

type Fields = Readonly<Record<string, unknown>>;

function isEventOf(event: unknown, { jobId, spec }: ExpectedEvents, seq: number): boolean {
  if (!isFields(event) || event.seq !== seq || event.job_id !== jobId) return false;
  return isCount(event.step_index) && event.step_index <= lastStepOf(spec) && isPayload(event, spec);
}

/** The most that a step's number may be: that of a test on held-out rows comes last. */
function lastStepOf({ kind, steps = 0, holdout }: JobSpec): number {
  if (kind !== 'optimize') return 0;
  return holdout === undefined ? steps : steps + HELD_OUT_STEPS;
}

function isPayload({ type, payload }: Fields, spec: JobSpec): boolean {
  if (!isFields(payload)) return false;
  switch (type as JobEvent['type']) {
    case 'trial':
      return isTrial(payload);
    case 'scoring':
      return isScoring(payload, spec.metrics ?? []);
    case 'proposal':
      return spec.kind === 'optimize' && isProposal(payload);
    case 'step':
      return spec.kind === 'optimize' && isStep(payload);
    case 'error':
      // Only the server ends a job with one.
      return false;
    default:
      return false;
  }
}

function isTrial({ status, trial_id: id, row, example, replicate, telemetry, error }: Fields): boolean {
  if (typeof id !== 'string' || !isFields(example) || !isFields(example.inputs)) return false;
  if (!isCount(row) || !isCount(replicate)) return false;
  if (telemetry !== undefined && !isTelemetry(telemetry)) return false;
  return (status === 'success' && telemetry !== undefined) || (status === 'failed' && isTrialFailure(error));
}

function isTelemetry(telemetry: unknown): boolean {
  if (!isFields(telemetry)) return false;
  const { calls } = telemetry;
  if (calls === undefined) return isCompletion(telemetry);
  if (!Array.isArray(calls) || !calls.every(isCompletion) || !isUsage(telemetry.usage)) return false;
  return calls.length === 0 || isCompletion(telemetry);
}

function isCompletion(completion: unknown): boolean {
  return isFields(completion) && isFields(completion.request) && isCalls(completion);
}

function isUsage(usage: unknown): boolean {
  if (!isFields(usage) || !isCount(usage.calls)) return false;
  const { input_tokens: input, output_tokens: output, latency, cost_usd: cost } = usage;
  return [input, output, latency, cost].every(isTokens);
}

function isCalls({ response, other_attempts: others = [] }: Fields): boolean {
  if (!isFields(response) || typeof response.content !== 'string' || !isCost(response)) return false;
  return Array.isArray(others) && others.every((attempt) => isFields(attempt) && isCost(attempt));
}

function isCost({ input_tokens: input, output_tokens: output, latency, cost_usd: cost = null }: Fields): boolean {
  return isTokens(input) && isTokens(output) && isTokens(cost) && typeof latency === 'number';
}

function isProposal({ prompt_template: template, telemetry, holdout_of: of = 0 }: Fields): boolean {
  return (
    typeof template === 'string' && isCount(of) && (telemetry === undefined || (isFields(telemetry) && isCalls(telemetry)))
  );
}

function isScoring(
  { status, trial_id: id, row, metric, replicate, score, error, telemetry }: Fields,
  metrics: readonly string[],
): boolean {
  if (typeof id !== 'string' || !isCount(row) || !isFields(metric) || !isCount(replicate)) return false;
  if (!metrics.includes(metric.name as string)) return false;
  if (telemetry !== undefined && !(isFields(telemetry) && isCalls(telemetry))) return false;
  if (status === 'failed') return isFailure(error);
  return status === 'success' && isFields(score) && isNormalized(score.normalized);
}

function isStep({ score, prompt_template: template, summary, holdout_of: of = 0 }: Fields): boolean {
  const isScore = (score === null || typeof score === 'number') && isCount(of);
  return (
    isScore && typeof template === 'string' && isFields(summary) && isFields(summary.overall) && isFields(summary.per_metric)
  );
}

function isFailure(error: unknown): boolean {
  return isFields(error) && typeof error.type === 'string' && typeof error.message === 'string';
}

function isTrialFailure(error: unknown): boolean {
  return isFailure(error) && isFields(error) && isFailureKind(error.kind);
}

/** From 0 to 1. */
function isNormalized(score: unknown): boolean {
  return typeof score === 'number' && score >= 0 && score <= 1;
}

function isTokens(tokens: unknown): boolean {
  return tokens === null || typeof tokens === 'number';
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
