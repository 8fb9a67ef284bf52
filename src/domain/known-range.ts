import type { Run } from './run.ts';

/** The lowest and the highest score that a metric can give, where that is known: scores of jobs are normalized; of an import the file may have told. */
export function knownRange({ source, metadata }: Run, metric: string): readonly [low: number, high: number] | undefined {
  if (source === 'job') return NORMALIZED;
  const ranges = metadata['metric_ranges'];
  if (source !== 'import' || typeof ranges !== 'object' || ranges === null || !Object.hasOwn(ranges, metric)) return undefined;
  const [low, high] = (ranges as Readonly<Record<string, readonly unknown[]>>)[metric] ?? [];
  return typeof low === 'number' && typeof high === 'number' && low < high ? [low, high] : undefined;
}

const NORMALIZED = [0, 1] as const;
