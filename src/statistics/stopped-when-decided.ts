import { type ComparisonPlan, titleIn } from './comparison-request.ts';
import { covers } from './in-progress.ts';
import type { PairFindings } from './pair-findings.ts';
import type { Warning } from './warning.ts';

/**
 * Which runs of the pair ended because a live comparison of them was decided, so that it gets no verdict: how many samples they have depends on what
 * these say, and a test of a fixed number finds differences that are not there (statistics.md §14). A run that covers every sample of a run that was
 * not stopped has as many as were asked for.
 */
export function runsStopped(
  { runA, runB, coverage }: Pick<PairFindings, 'runA' | 'runB' | 'coverage'>,
  { stoppedBy }: Pick<ComparisonPlan, 'stoppedBy'>,
): readonly string[] {
  const stopped = [runA, runB].filter((runId) => stoppedBy.has(runId));
  const [only] = stopped;
  return stopped.length === 1 && only !== undefined && covers(only, { runA, coverage }) ? [] : stopped;
}

/** Why these runs get no verdict, and where there is one. */
export function stoppedWarning(runIds: readonly string[], plan: Pick<ComparisonPlan, 'titles' | 'stoppedBy'>): Warning {
  const names = runIds.map((runId) => JSON.stringify(titleIn(plan, runId))).join(' and ');
  const ids = [...new Set(runIds.flatMap((runId) => plan.stoppedBy.get(runId) ?? []))];
  const [subject, verb, whose] = runIds.length === 1 ? ['Run', 'its', 'was'] : ['Runs', 'their', 'were'];
  return {
    code: 'stopped-when-decided',
    message:
      `${subject} ${names} ended because ${verb} live comparison ${whose} decided, so there is no verdict here: a test of a fixed number of samples is too ` +
      `sure of itself where they end as soon as a difference shows. The verdict of the comparison holds: ` +
      `${ids.map((id) => `GET /api/comparisons/${id}`).join(', ')}.`,
  };
}
