import type { Comparison, ComparisonEnd } from '../domain/comparison.ts';
import type { EventBatch } from '../domain/event-batch.ts';
import { jsonText } from '../evaluation/json-text.ts';
import type { LiveMetricState, LiveState } from '../statistics/live/live-comparison.ts';

/** What ending a job early has saved; `null` is not known. */
export interface Saved {
  readonly trials: number;
  readonly cost_usd: number | null;
}

/** How the last state of a comparison differs from those before. */
export interface StateEnd {
  readonly ended: ComparisonEnd | null;
  readonly saved: Saved | null;
}

/** A state as the wire and the disk have it. */
export function stateDocument(comparisonId: string, seq: number, state: LiveState, { ended, saved }: StateEnd) {
  return {
    seq,
    comparison_id: comparisonId,
    n: state.n,
    of: state.of,
    metrics: state.metrics.map(metricDocument),
    decided: state.isDecided,
    saved,
    ended,
  };
}

export type StateDocument = ReturnType<typeof stateDocument>;

/** A batch of one state. */
export function stateBatch(state: StateDocument): EventBatch {
  return { firstSeq: state.seq, count: 1, bytes: Buffer.from(`${jsonText(state)}\n`) };
}

function metricDocument(found: LiveMetricState) {
  return {
    metric: found.metric,
    delta: found.delta,
    interval: [...found.interval],
    p_value: found.p,
    corrected_p_value: found.correctedP,
    log_e: found.logE,
    ahead: found.ahead,
    control: found.control.map(({ runId, weight }) => ({ run_id: runId, weight })),
    verdict: found.verdict,
    is_fact: found.isFact,
  };
}

/** A comparison with what was said last. */
export function comparisonDocument(
  comparison: Comparison,
  status: 'running' | 'waiting' | 'ended',
  state: StateDocument | null,
) {
  const { id, runIds, metrics, alpha, margin, population, stop, maxSamples, seed, createdAt, endedAt, ended } = comparison;
  return {
    comparison_id: id,
    status,
    run_ids: [...runIds],
    metrics: [...metrics],
    alpha,
    margin,
    population,
    stop,
    max_samples: maxSamples,
    seed,
    created_at: createdAt,
    ended_at: endedAt,
    ended,
    state,
  };
}

export type ComparisonDocument = ReturnType<typeof comparisonDocument>;
