import { completionsOf } from '../evaluation/call-totals.ts';
import type { AttemptPayload, CalledPayload, CallPayload, CallsPayload, ResponsePayload } from '../evaluation/event.ts';
import type { FailureKind } from '../evaluation/trial.ts';
import type { ModelLabels } from './model-label.ts';
import { type Buckets, BucketTally, type Cell, Tally } from './tally.ts';

/** Who asked a model. */
export type AskedBy = 'program' | 'judge' | 'proposer';

/** Seconds. */
const LATENCY_BOUNDS = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100];

/** The cells of one model, as asked by one role. */
interface ModelCells {
  readonly answered: Cell;
  readonly failed: Cell;
  readonly unused: Cell;
  readonly retries: Cell;
  readonly cacheHits: Cell;
  readonly input: Cell;
  readonly output: Cell;
  readonly cachedInput: Cell;
  readonly cost: Cell;
  readonly unpriced: Cell;
  readonly latency: Buckets;
}

/** Counts the calls of models out of the telemetry of events. */
export class ModelTallies {
  readonly calls = new Tally();
  readonly retries = new Tally();
  readonly cacheHits = new Tally();
  readonly tokens = new Tally();
  readonly costUsd = new Tally();
  readonly unpriced = new Tally();
  readonly latencySeconds = new BucketTally(LATENCY_BOUNDS);
  readonly #cells = new Map<string, ModelCells>();

  /** `failure` is what became of the work that the calls were for; `null` where it succeeded. */
  add(model: ModelLabels, role: AskedBy, telemetry: CalledPayload, failure: FailureKind | null): void {
    const cells = this.#of(model, role);
    const isOne = telemetry.calls === undefined;
    for (const call of completionsOf(telemetry)) addCompletion(cells, call, isOne ? failure : callFailure(call));
  }

  #of({ provider, model }: ModelLabels, role: AskedBy): ModelCells {
    const key = `${role} ${provider}:${model}`;
    let cells = this.#cells.get(key);
    if (cells === undefined) {
      const source = { provider, model };
      const asked = { ...source, role };
      cells = {
        answered: this.calls.cell({ ...asked, outcome: 'answered' }),
        failed: this.calls.cell({ ...asked, outcome: 'failed' }),
        unused: this.calls.cell({ ...asked, outcome: 'unused' }),
        retries: this.retries.cell(source),
        cacheHits: this.cacheHits.cell(source),
        input: this.tokens.cell({ ...asked, type: 'input' }),
        output: this.tokens.cell({ ...asked, type: 'output' }),
        cachedInput: this.tokens.cell({ ...asked, type: 'cached_input' }),
        cost: this.costUsd.cell(asked),
        unpriced: this.unpriced.cell(source),
        latency: this.latencySeconds.of(source),
      };
      this.#cells.set(key, cells);
    }
    return cells;
  }
}

type Outcome = 'answered' | 'failed' | 'unused';

/** Of a program that asks as often as it needs, each call says itself whether it was of use. */
function callFailure(call: CallsPayload & Partial<CallPayload>): FailureKind | null {
  return call.error === undefined ? null : 'answer';
}

function addCompletion(
  cells: ModelCells,
  { response, other_attempts: others = [] }: CallsPayload,
  failure: FailureKind | null,
): void {
  if (response.cached === true) cells.cacheHits.value += 1;
  else addCall(cells, response, responseOutcome(response, failure));
  for (const attempt of others) {
    const outcome = attempt.error === null ? 'answered' : attempt.content === null ? 'failed' : 'unused';
    addCall(cells, attempt, outcome);
    if (outcome === 'failed') cells.retries.value += 1;
  }
}

function responseOutcome({ content, output_tokens: tokens }: ResponsePayload, failure: FailureKind | null): Outcome {
  if (failure === null) return 'answered';
  if (content === '' && tokens === null) return 'failed';
  return failure === 'program' ? 'answered' : 'unused';
}

function addCall(cells: ModelCells, call: ResponsePayload | AttemptPayload, outcome: Outcome): void {
  cells[outcome].value += 1;
  cells.input.value += known(call.input_tokens);
  cells.output.value += known(call.output_tokens);
  cells.cachedInput.value += known(call.cached_input_tokens);
  cells.cost.value += known(call.cost_usd);
  if (typeof call.cost_usd !== 'number') cells.unpriced.value += 1;
  cells.latency.observe(known(call.latency));
}

/** A counter can't go down, whatever a child says. */
function known(value: number | null | undefined): number {
  return typeof value === 'number' && value > 0 && Number.isFinite(value) ? value : 0;
}
