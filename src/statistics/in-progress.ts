import { type ComparisonPlan, titleIn } from './comparison-request.ts';
import type { PairFindings } from './pair-findings.ts';
import type { Warning } from './warning.ts';

type Compared = Pick<PairFindings, 'runA' | 'runB' | 'coverage'>;

/**
 * Which runs of the pair are still being made, so that it gets no verdict: a p-value holds for one look at data whose extent was fixed
 * before, and the samples that finish first may be the easier ones (statistics.md §14). A run whose final scores cover every sample of
 * a run that is complete is as good as complete.
 */
export function runsInProgress(
  { runA, runB, coverage }: Compared,
  { inProgress }: Pick<ComparisonPlan, 'inProgress'>,
): readonly string[] {
  const unfinished = [runA, runB].filter((runId) => inProgress.has(runId));
  const [only] = unfinished;
  if (only === undefined || unfinished.length === 2) return unfinished;
  return inProgress.get(only)!.areScoresFinal && covers(only, { runA, coverage }) ? [] : unfinished;
}

/** Whether a run of the pair has a score for every sample of the other. */
export function covers(runId: string, { runA, coverage }: Pick<Compared, 'runA' | 'coverage'>): boolean {
  const [lacking, invalid] = runId === runA ? [coverage.onlyB, coverage.invalidA] : [coverage.onlyA, coverage.invalidB];
  return lacking.count + invalid.count === 0;
}

/** Why these runs get no verdict. */
export function inProgressWarning(runIds: readonly string[], plan: Pick<ComparisonPlan, 'titles'>): Warning {
  const [subject, verb] = runIds.length === 1 ? ['Run', 'is'] : ['Runs', 'are'];
  const names = runIds.map((runId) => JSON.stringify(titleIn(plan, runId))).join(' and ');
  return {
    code: 'in-progress',
    message:
      `${subject} ${names} ${verb} still in progress, so there is no verdict: a p-value that is looked at again and again ` +
      `finds differences that are not there, and the samples that finish first may be the easier ones. A live comparison has ` +
      `verdicts that hold meanwhile: POST /api/comparisons.`,
  };
}
