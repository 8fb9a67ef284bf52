import { CompensatedSum } from './aggregate.ts';
import type { AttemptPayload, CalledPayload, CallsPayload, ResponsePayload } from './event.ts';

/** Calls of models, added up: those that failed and those that were of no use as well. */
export interface CallTotals {
  readonly calls: number;
  /** Calls beside the one that gave the answer: tried again, or answered in vain. */
  readonly extraCalls: number;
  readonly inputTokens: number;
  readonly outputTokens: number;
  /** Seconds. */
  readonly latency: number;
  /** In US dollars; `null` where that of some call is not known. */
  readonly costUsd: number | null;
}

/** Calls by who asked: programs for their trials, judges for their scores, the search for its proposals. */
export interface CallsByRole {
  readonly programs: CallTotals;
  readonly judges: CallTotals;
  readonly proposer: CallTotals;
}

const NONE: CallTotals = { calls: 0, extraCalls: 0, inputTokens: 0, outputTokens: 0, latency: 0, costUsd: 0 };

export const NO_CALLS: CallsByRole = { programs: NONE, judges: NONE, proposer: NONE };

/** What one piece of work took of a model; tokens are `null` where no call's were reported. */
export interface Usage {
  readonly calls: number;
  readonly inputTokens: number | null;
  readonly outputTokens: number | null;
  /** Seconds; `null` where it was not recorded. */
  readonly latency: number | null;
  /** In US dollars; `null` where that of one call is not known. */
  readonly costUsd: number | null;
}

/** The completions that a piece of work took, each with the calls that it took: one, but for programs that may ask as often as they need. */
export function completionsOf(telemetry: CalledPayload): readonly CallsPayload[] {
  // In a line that somebody edited, nothing is certain.
  return Array.isArray(telemetry.calls) ? (telemetry.calls as readonly CallsPayload[]) : [telemetry as CallsPayload];
}

/** All calls of a trial, a look or a proposal together. What is no number, in a line that somebody edited, is not known. */
export function usageOf(telemetry: CalledPayload): Usage {
  const [first = NOTHING, ...others] = completionsOf(telemetry).map(usageOfCompletion);
  return others.reduce(together, first);
}

function usageOfCompletion({ response, other_attempts: others = [] }: Partial<CallsPayload>): Usage {
  const first = isCached(response) ? NOTHING : usageOfCall(response);
  if (!Array.isArray(others) || others.length === 0) return first;
  return (others as readonly AttemptPayload[]).map(usageOfCall).reduce(together, first);
}

/** An answer that nobody was asked for. */
const NOTHING: Usage = { calls: 0, inputTokens: 0, outputTokens: 0, latency: 0, costUsd: 0 };

function isCached(response: ResponsePayload | undefined): boolean {
  return response?.cached === true;
}

function usageOfCall(call: ResponsePayload | AttemptPayload | undefined): Usage {
  const { input_tokens: input, output_tokens: output, latency, cost_usd: cost }: Partial<AttemptPayload> = call ?? {};
  const tokens = { inputTokens: numberOrNull(input), outputTokens: numberOrNull(output) };
  return { calls: 1, ...tokens, latency: numberOrNull(latency), costUsd: numberOrNull(cost) };
}

function together(a: Usage, b: Usage): Usage {
  return {
    calls: a.calls + b.calls,
    inputTokens: sumOfKnown(a.inputTokens, b.inputTokens),
    outputTokens: sumOfKnown(a.outputTokens, b.outputTokens),
    latency: sumOfKnown(a.latency, b.latency),
    costUsd: sumIfKnown(a.costUsd, b.costUsd),
  };
}

function sumOfKnown(a: number | null, b: number | null): number | null {
  return a === null && b === null ? null : (a ?? 0) + (b ?? 0);
}

/** Of what would be too little without one of them. */
export function sumIfKnown(a: number | null, b: number | null): number | null {
  return a === null || b === null ? null : a + b;
}

function numberOrNull(value: number | null | undefined): number | null {
  return typeof value === 'number' && Number.isFinite(value) ? value : null;
}

/** Adds calls up as they come. */
export class RunningCallTotals implements CallTotals {
  readonly #latency = new CompensatedSum();
  readonly #cost = new CompensatedSum();
  #isCostKnown = true;
  calls = 0;
  extraCalls = 0;
  inputTokens = 0;
  outputTokens = 0;

  get latency(): number {
    return this.#latency.value;
  }

  get costUsd(): number | null {
    return this.#isCostKnown ? this.#cost.value : null;
  }

  add(telemetry: CalledPayload): void {
    for (const completion of completionsOf(telemetry)) this.#addCompletion(completion);
  }

  #addCompletion(completion: CallsPayload): void {
    const { calls, inputTokens, outputTokens, latency, costUsd } = usageOfCompletion(completion);
    this.calls += calls;
    this.extraCalls += isCached(completion.response) ? calls : calls - 1;
    this.inputTokens += inputTokens ?? 0;
    this.outputTokens += outputTokens ?? 0;
    this.#latency.add(latency ?? 0);
    this.#cost.add(costUsd ?? 0);
    if (costUsd === null) this.#isCostKnown = false;
  }
}

/** The totals by now, as data that stays as it is. */
export function callValues({ programs, judges, proposer }: CallsByRole): CallsByRole {
  return { programs: valuesOf(programs), judges: valuesOf(judges), proposer: valuesOf(proposer) };
}

function valuesOf({ calls, extraCalls, inputTokens, outputTokens, latency, costUsd }: CallTotals): CallTotals {
  return { calls, extraCalls, inputTokens, outputTokens, latency, costUsd };
}

/** What all calls cost together, in US dollars; `null` where that of some is not known. */
export function totalCost({ programs, judges, proposer }: CallsByRole): number | null {
  return sumIfKnown(sumIfKnown(programs.costUsd, judges.costUsd), proposer.costUsd);
}

/** The tokens of all calls, in and out. */
export function totalTokens({ programs, judges, proposer }: CallsByRole): number {
  return [programs, judges, proposer].reduce((sum, { inputTokens, outputTokens }) => sum + inputTokens + outputTokens, 0);
}
