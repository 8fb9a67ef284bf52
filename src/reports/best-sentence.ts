import type { ReportedMethod, ReportedMetric, ReportedPair } from './comparison-report.ts';
import { numberText } from './figures.ts';

const MOST_NAMED = 5;

type Judged = Pick<ReportedPair, 'run_a' | 'run_b' | 'verdict' | 'winner' | 'family_size' | 'mde' | 'mde_family' | 'warnings'>;

/** What it has to know of how the runs were compared. */
type Method = Pick<ReportedMethod, 'correction' | 'family' | 'runs_in_progress'>;

/**
 * Which of many runs may be the best in one metric, out of the pairs that the table below it shows: the two can't contradict each other.
 *
 * @example bestSentence(summary, pairs, method) // 'In “accuracy”, a and b may each be the best: these data can’t tell them apart (means 0.7 and 0.6 over 92 samples).'
 */
export function bestSentence(summary: ReportedMetric, pairs: readonly Judged[], method: Method): string {
  const { metric, lower_is_better: isLowerBetter, may_be_best: candidates } = summary;
  const where = `In “${metric}”${isLowerBetter ? ' (lower is better)' : ''}`;
  if (candidates === null) return `${where}, ${untested(summary)}.`;
  const { runs_in_progress: unfinished } = method;
  if (pairs.every(isStopped)) return `${where}, there is no ranking: ${STOPPED}.`;
  if (pairs.every(isInProgress)) return `${where}, there is no ranking while ${beingText(unfinished)} in progress.`;
  const caveats = [
    detectableText(candidates, pairs, method),
    chanceText(candidates, summary, pairs, method),
    unfinishedText(pairs, unfinished),
    stoppedText(pairs),
  ];
  return [`${where}, ${rankedText(summary, candidates, pairs)}.`, ...caveats.flatMap((caveat) => caveat ?? [])].join(' ');
}

function isInProgress({ warnings }: Judged): boolean {
  return warnings.some(({ code }) => code === 'in-progress');
}

function isStopped({ warnings }: Judged): boolean {
  return warnings.some(({ code }) => code === 'stopped-when-decided');
}

const STOPPED = 'runs ended because their live comparisons were decided, and the verdicts of those hold';

function stoppedText(pairs: readonly Judged[]): string | null {
  const count = pairs.filter(isStopped).length;
  return count === 0 ? null : `There is no verdict on ${count} of the ${pairs.length} pairs: ${STOPPED}.`;
}

/** How large a difference any two of the candidates would probably have shown. */
function detectableText(candidates: readonly string[], pairs: readonly Judged[], { correction }: Method): string | null {
  const among = pairs.filter(({ run_a: a, run_b: b }) => candidates.includes(a) && candidates.includes(b));
  const detectable = among.map((pair) => (correction === 'none' || pair.family_size < 2 ? pair.mde : pair.mde_family));
  const known = detectable.filter((mde) => mde !== null);
  if (known.length === 0 || known.length < among.length || among.every((pair) => isInProgress(pair) || isStopped(pair)))
    return null;
  return `A true difference of ${numberText(Math.max(...known))} between two of them would be found 4 times out of 5.`;
}

/** Where runs are beaten in tests that are not corrected for their number. */
function chanceText(
  candidates: readonly string[],
  { means }: ReportedMetric,
  pairs: readonly Judged[],
  { correction, family }: Method,
): string | null {
  if (candidates.length === means.length) return null;
  if (correction === 'holm' && family !== 'per-pair') return null;
  return `The p-values of the ${pairs.length} pairs are ${extentText(correction, family)}, so a best run may be left out by chance more often than the level says.`;
}

function extentText(correction: Method['correction'], family: string): string {
  if (correction === 'none') return 'not corrected';
  return family === 'per-pair'
    ? 'corrected for each pair alone'
    : 'corrected only for the share of false ones among those found';
}

function unfinishedText(pairs: readonly Judged[], unfinished: readonly string[]): string | null {
  if (!pairs.some(isInProgress)) return null;
  const named = unfinished.filter((runId) => pairs.some(({ run_a: a, run_b: b }) => a === runId || b === runId));
  return `There is no verdict on pairs with ${listed(named)}, which ${named.length === 1 ? 'is' : 'are'} in progress.`;
}

function beingText(runIds: readonly string[]): string {
  return `${listed(runIds)} ${runIds.length === 1 ? 'is' : 'are'}`;
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
