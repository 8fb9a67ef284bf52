import { CLUSTERS } from './clusters.ts';
import { BOOTSTRAP_T, EQUAL_RUNS } from './equal-runs.ts';
import { EQUIVALENCE } from './equivalence.ts';
import { GATES_WITH_MISSING_SCORES } from './gates.ts';
import { HUMAN_LABELS } from './human-labels.ts';
import { INTERVALS } from './intervals.ts';
import { LIVE } from './live.ts';
import { MANY_RUNS } from './many-runs.ts';
import { SEARCH_STEPS } from './search-steps.ts';
import { SEVERAL_TASKS } from './several-tasks.ts';
import type { Situation } from './situation.ts';

/** One of them, by its place in the table. */
export function situationAt(at: number): Situation {
  const situation = ALL_SITUATIONS[at];
  if (situation === undefined) throw new Error(`there is no situation ${at}`);
  return situation;
}

/** Everything that is simulated in this process, in the order of the table. */
export const ALL_SITUATIONS: readonly Situation[] = [
  ...EQUAL_RUNS,
  ...CLUSTERS,
  ...EQUIVALENCE,
  ...MANY_RUNS,
  ...SEARCH_STEPS,
  ...GATES_WITH_MISSING_SCORES,
  ...INTERVALS,
  ...BOOTSTRAP_T,
  ...SEVERAL_TASKS,
  ...HUMAN_LABELS,
  ...LIVE,
];
