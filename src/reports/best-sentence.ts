import type { ReportedMetric, ReportedPair } from './comparison-report.ts';
import { numberText } from './figures.ts';

const MOST_NAMED = 5;

type Judged = Pick<ReportedPair, 'verdict' | 'winner'>;

/**
 * Which of many runs may be the best in one metric, out of the pairs that the table below it shows: the two can't contradict each other.
 *
 * @example bestSentence(summary, pairs) // 'In “accuracy”, a and b may each be the best: these data can’t tell them apart (means 0.7 and 0.6 over 92 samples).'
 */
export function bestSentence(summary: ReportedMetric, pairs: readonly Judged[]): string {
  const { metric, lower_is_better: isLowerBetter, may_be_best: candidates } = summary;
  return `In “${metric}”${isLowerBetter ? ' (lower is better)' : ''}, ${candidates === null ? untested(summary) : rankedText(summary, candidates, pairs)}.`;
}

/** What is said of a run beside its mean: that it may be the best, or what beats it. */
export function standing({ may_be_best: candidates, beaten_by: beatenBy, means }: ReportedMetric, runId: string): string {
  if (candidates === null || beatenBy === null) return '';
  const by = new Map(Object.entries(beatenBy)).get(runId) ?? [];
  if (by.length > 0) return `beaten by ${listed(by)}`;
  return isBeatingAll(beatenBy, candidates, means.length) ? 'better than every other run' : 'may be the best';
}

function untested({ best_run: best, means, n }: ReportedMetric): string {
  if (best === null) return 'the runs share no sample';
  const mean = means.find(({ run_id: runId }) => runId === best)?.mean ?? null;
  return `${best} has the best mean, ${numberText(mean)} over the ${n} samples that all share; nothing was tested`;
}

function rankedText(summary: ReportedMetric, candidates: readonly string[], pairs: readonly Judged[]): string {
  const { means, n, beaten_by: beatenBy } = summary;
  const [first] = candidates;
  if (first === undefined) return 'every run is beaten by another: the pairs rest on different samples, or go in a circle';
  if (candidates.length === 1) {
    const isAlone = isBeatingAll(beatenBy ?? {}, candidates, means.length);
    return `${first} is ${isAlone ? 'better than every other run' : 'the only run that no other beats'}${meansText(summary, candidates)}`;
  }
  if (pairs.every(({ verdict }) => verdict === 'insufficient_data'))
    return `there are too few samples to rank the runs (n = ${n})`;
  const same = pairs.every(({ winner }) => winner === 'tie') ? sharedMean(summary) : null;
  if (same !== null) return `all ${means.length} runs have the same mean: ${numberText(same)} over ${n} samples`;
  return `${listed(candidates)} may each be the best: these data can’t tell them apart${meansText(summary, candidates)}`;
}

function isBeatingAll(
  beatenBy: Readonly<Record<string, readonly string[]>>,
  [only, ...others]: readonly string[],
  runs: number,
): boolean {
  if (only === undefined || others.length > 0) return false;
  return Object.values(beatenBy).filter((by) => by.includes(only)).length === runs - 1;
}

function sharedMean({ means }: ReportedMetric): number | null {
  const first = means[0]?.mean ?? null;
  return means.every(({ mean }) => mean === first) ? first : null;
}

function meansText({ means, n }: ReportedMetric, runIds: readonly string[]): string {
  const known = means.filter(({ run_id: runId, mean }) => mean !== null && runIds.includes(runId));
  if (known.length < runIds.length) return '';
  const texts = runIds.map((runId) => numberText(known.find(({ run_id: id }) => id === runId)?.mean ?? null));
  return ` (${texts.length === 1 ? 'mean' : 'means'} ${listed(texts)} over ${n} samples)`;
}

function listed(names: readonly string[]): string {
  const rest = names.length - MOST_NAMED;
  const shown = rest > 0 ? [...names.slice(0, MOST_NAMED), `${rest} more`] : names;
  return shown.length < 2 ? shown.join('') : `${shown.slice(0, -1).join(', ')} and ${shown.at(-1)}`;
}
