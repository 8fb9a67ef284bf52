import { MAX_EVENT_BYTES } from './event.ts';
import { trialPayload } from './event-payloads.ts';
import type { CallRecord, FailedTrial, SuccessfulTrial, Trial, TrialTelemetry } from './trial.ts';

/** What the envelope of an event takes at most, beside its payload. */
const ENVELOPE_BYTES = 64 * 1024;

const MAX_PAYLOAD_BYTES = MAX_EVENT_BYTES - ENVELOPE_BYTES;

/** The most bytes that JSON takes for one UTF-16 unit of a text: `\u0000`. */
const MAX_BYTES_PER_UNIT = 6;

/** How much is kept of each text of a trial that is too large. */
const KEPT_UNITS = 10_000;

/** How many messages are kept of its requests, together. */
const KEPT_MESSAGES = 100;

/**
 * The trial, or a failed one in its place where its event would be longer than anybody can read: its message names what is too large, the size
 * and the limit. Tokens and seconds are kept, and the beginnings of prompt and answer.
 */
export function fittingTrial(trial: Trial): Trial {
  if (lengthOf(trial) * MAX_BYTES_PER_UNIT <= MAX_PAYLOAD_BYTES || bytesOf(trialPayload(trial)) <= MAX_PAYLOAD_BYTES)
    return trial;
  return trial.status === 'success' ? tooLarge(trial) : { ...trial, telemetry: trial.telemetry && shortened(trial.telemetry) };
}

function tooLarge({ output: _output, outputJson, telemetry, ...identity }: SuccessfulTrial): FailedTrial {
  const sizes = {
    output: bytesOf(outputJson),
    prompt: bytesOf([telemetry.renderedPrompt, recordsOf(telemetry).map(({ request }) => request.messages)]),
    answer: bytesOf(recordsOf(telemetry).map(({ response, otherAttempts }) => [response, otherAttempts])),
  };
  const [part, size] = Object.entries(sizes).reduce((largest, next) => (next[1] > largest[1] ? next : largest));
  const message = `the ${part} takes ${megabytes(size)} as JSON, and the event of a trial holds at most ${megabytes(MAX_EVENT_BYTES)}`;
  const failure = { type: 'EventTooLargeError', message, kind: part === 'answer' ? 'answer' : 'program' } as const;
  return { ...identity, status: 'failed', failure, telemetry: shortened(telemetry) };
}

function recordsOf(telemetry: TrialTelemetry): readonly CallRecord[] {
  return 'calls' in telemetry ? telemetry.calls : [telemetry];
}

function shortened(telemetry: TrialTelemetry): TrialTelemetry {
  if (!('calls' in telemetry)) return shortenedCall({ ...telemetry, renderedPrompt: cut(telemetry.renderedPrompt) });
  const { renderedPrompt, calls } = telemetry;
  const share = 1 / calls.length;
  return {
    renderedPrompt: renderedPrompt === null ? null : cut(renderedPrompt),
    calls: calls.map((call) => shortenedCall(call, share)),
  };
}

/** `share` is that of the call among all calls of its trial. */
function shortenedCall<Call extends CallRecord>(call: Call, share = 1): Call {
  const units = Math.min(KEPT_UNITS, Math.ceil(KEPT_MESSAGES * KEPT_UNITS * share));
  const { request, response, otherAttempts } = call;
  const { parsed: _parsed, toolCalls: _calls, reasoning: _reasoning, ...answer } = response;
  return {
    ...call,
    request: {
      ...withoutTools(request),
      messages: request.messages
        .slice(0, Math.ceil(KEPT_MESSAGES * share))
        .map(({ role, content }) => ({ role, content: cut(content, units) })),
    },
    response: { ...answer, content: cut(response.content, units) },
    otherAttempts: otherAttempts.map((attempt) => ({ ...attempt, content: attempt.content && cut(attempt.content, units) })),
  };
}

function withoutTools({ tools: _tools, toolChoice: _choice, ...request }: CallRecord['request']): CallRecord['request'] {
  return request;
}

function cut(text: string, units = KEPT_UNITS): string {
  return text.length <= units ? text : `${text.slice(0, units)}…`;
}

/** About how many UTF-16 units its JSON has: quick, and never less than a third of it. */
function lengthOf(trial: Trial): number {
  const { telemetry } = trial;
  return (
    jsonLength(trial.example) +
    (trial.status === 'success' ? jsonLength(trial.outputJson) : 0) +
    (telemetry === null ? 0 : jsonLength(telemetry) + lastAgain(telemetry))
  );
}

/** The last of many calls is written twice. */
function lastAgain(telemetry: TrialTelemetry): number {
  return 'calls' in telemetry && telemetry.calls.length > 0 ? jsonLength(telemetry.calls.at(-1)) : 0;
}

/** Of what JSON can hold. */
function jsonLength(value: unknown): number {
  if (typeof value === 'string') return value.length + 2;
  if (typeof value !== 'object' || value === null) return 24;
  let length = 2;
  if (Array.isArray(value)) {
    for (const item of value) length += jsonLength(item) + 1;
    return length;
  }
  const members = value as Readonly<Record<string, unknown>>;
  // Many times as fast as a list of entries, and this looks at every trial.
  for (const key in members) length += key.length + jsonLength(members[key]) + 4;
  return length;
}

/** As JSON in UTF-8; where no text can be that long, about as much. */
function bytesOf(value: object | string | number | boolean | null): number {
  try {
    return Buffer.byteLength(JSON.stringify(value));
  } catch {
    return jsonLength(value);
  }
}

function megabytes(bytes: number): string {
  const size = bytes / 1024 / 1024;
  return `${Number.isInteger(size) ? size : size.toFixed(1)} MB`;
}
