import { toJsonValue } from './json-output.ts';
import type { ProgrammaticMetric, ScoringContext } from './metric.ts';
import type { NamedMetric } from './named-metric.ts';
import { Scorer, type Verdict } from './scorer.ts';
import { TimeLimit } from './time-limit.ts';
import type { SuccessfulTrial } from './trial.ts';

/** Scores trials by calling the metric's own function. */
export class ProgrammaticScorer extends Scorer {
  readonly #score: (context: ScoringContext<unknown, unknown, unknown>) => unknown;
  readonly #timeoutMs: number | null;

  constructor(named: NamedMetric, metric: ProgrammaticMetric, timeoutMs: number | null) {
    super(named);
    this.#score = metric.score as (context: ScoringContext<unknown, unknown, unknown>) => unknown;
    this.#timeoutMs = timeoutMs;
  }

  protected judge({ output, example }: SuccessfulTrial, signal: AbortSignal): Verdict | Promise<Verdict> {
    // A copy of its own: what a scorer does to the example must not reach other scorings.
    const inputs = toJsonValue(example.inputs);
    const reference = toJsonValue(example.reference);
    const result = this.#score({ output, example: { inputs, reference }, inputs, reference });
    if (!isThenable(result)) return verdict(result);
    return new TimeLimit(signal, this.#timeoutMs).race(Promise.resolve(result), 'the scorer').then(verdict);
  }
}

function isThenable(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value && typeof value.then === 'function';
}

function verdict(result: unknown): Verdict {
  if (typeof result !== 'object' || result === null) return { raw: result, reason: '' };
  if (!('raw' in result)) throw new TypeError('a scorer returns a value of its scale, or { raw, reason }');
  const reason = 'reason' in result ? (result.reason ?? '') : '';
  if (typeof reason !== 'string') throw new TypeError(`the reason of a score must be a text, not a ${typeof reason}`);
  return { raw: result.raw, reason };
}
