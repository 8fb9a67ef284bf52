import type { LatencyFigures } from '../../../domain/job-figures.ts';
import { CompensatedSum } from '../../../evaluation/aggregate.ts';
import { quantile } from '../../../statistics/quantile.ts';
import type { PositionSet } from './position-set.ts';
import type { RunColumns } from './run-columns.ts';
import { presentValues } from './value-aggregate.ts';

/** Latencies of model calls, in seconds, of some samples or (`null`) of all; `null` where none is known. */
export function latencyFigures(runs: readonly RunColumns[], among: PositionSet | null = null): LatencyFigures | null {
  const values = joined(runs.map((columns) => presentValues(columns.numbers('latency'), among)));
  const n = values.length;
  if (n === 0) return null;
  const sum = new CompensatedSum();
  let max = -Infinity;
  for (const value of values) {
    sum.add(value);
    max = Math.max(max, value);
  }
  return { n, mean: sum.value / n, p50: quantile(values, 0.5), p95: quantile(values, 0.95), max };
}

/** In an array of their own, which may be put into another order. */
function joined(parts: readonly Float64Array[]): Float64Array {
  const values = new Float64Array(parts.reduce((sum, { length }) => sum + length, 0));
  let end = 0;
  for (const part of parts) {
    values.set(part, end);
    end += part.length;
  }
  return values;
}
