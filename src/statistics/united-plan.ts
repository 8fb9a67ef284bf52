import type { ComparisonPlan } from './comparison-request.ts';
import { idTally, type IdTally, isScore, NAMED_IDS, type RepeatedScores, type ScoredRun } from './scored-run.ts';
import type { SearchStep } from './selection.ts';

import { TASK_SEPARATOR, type TaskPlan } from './task-runs.ts';

/**
 * The plan with one run for each of what is compared: the samples of its runs of all tasks, their ids behind the name of their task. The
 * same plan where no tasks were asked for.
 */
export function unitedPlan(plan: ComparisonPlan): ComparisonPlan {
  if (plan.tasks === null) return plan;
  const { names, tasks } = plan.tasks;
  const byId = new Map(plan.runs.map((run) => [run.runId, run]));
  const sorted = tasks.toSorted((x, y) => (prefixOf(x.name) < prefixOf(y.name) ? -1 : 1));
  const runs = names.map((name, place) =>
    unitedRun(
      name,
      sorted.map((task) => [prefixOf(task.name), byId.get(task.runIds[place]!)!] as const),
      plan.metrics,
    ),
  );
  const unfinished = names.flatMap((name, place) => {
    const states = tasks.flatMap(({ runIds }) => plan.inProgress.get(runIds[place]!) ?? []);
    const areScoresFinal = states.every((state) => state.areScoresFinal);
    return states.length === 0 ? [] : [[name, { areScoresFinal }] as const];
  });
  const steps = names.flatMap((name, place) => {
    const chosen = chosenStep(tasks.flatMap(({ runIds }) => plan.steps.get(runIds[place]!) ?? []));
    return chosen === null ? [] : [[name, chosen] as const];
  });
  const stopped = names.flatMap((name, place) => {
    const [comparison] = tasks.flatMap(({ runIds }) => plan.stoppedBy.get(runIds[place]!) ?? []);
    return comparison === undefined ? [] : [[name, comparison] as const];
  });
  return { ...plan, runs, inProgress: new Map(unfinished), stoppedBy: new Map(stopped), steps: new Map(steps) };
}

/** The number of each sample's task, by its place in the plan. */
export function taskNumbers(ids: readonly string[], { tasks }: TaskPlan): Int32Array {
  const numbers = new Map(tasks.map(({ name }, k) => [name, k]));
  return Int32Array.from(ids, (id) => numbers.get(id.slice(0, id.indexOf(TASK_SEPARATOR)))!);
}

/** A choice in each of several searches ranges over the product of their candidates. */
function chosenStep(steps: readonly SearchStep[]): SearchStep | null {
  const chosen = new Map(steps.filter(({ step }) => step > 0).map((step) => [step.job, step]));
  const [first] = chosen.values();
  if (first === undefined) return null;
  return { ...first, candidates: [...chosen.values()].reduce((product, { candidates }) => product * candidates, 1) };
}

function prefixOf(name: string): string {
  return `${name}${TASK_SEPARATOR}`;
}

type Part = readonly [prefix: string, run: ScoredRun];

function unitedRun(runId: string, parts: readonly Part[], metrics: readonly string[]): ScoredRun {
  const ids = parts.flatMap(([prefix, run]) => run.ids.map((id) => prefix + id));
  const clusters = parts.flatMap(([, run]) => run.clusters ?? run.ids.map(() => null));
  const tally = (of: (run: ScoredRun) => IdTally | undefined): IdTally => unitedTally(parts, of);
  const repeated = metrics.filter((metric) => parts.some(([, run]) => run.repeats?.has(metric)));
  return {
    runId,
    ids,
    ...(parts.every(([, run]) => run.datasetRows !== undefined) && {
      datasetRows: Int32Array.from(parts.flatMap(([, run]) => [...(run.datasetRows ?? [])])),
    }),
    metrics: new Map(metrics.map((metric) => [metric, unitedColumn(parts, metric)])),
    ...(parts.some(([, run]) => run.clusters !== undefined) && { clusters }),
    ...(parts.some(([, run]) => run.invalid !== undefined) && {
      invalid: new Map(metrics.map((metric) => [metric, tally((run) => run.invalid?.get(metric))])),
    }),
    duplicates: tally((run) => run.duplicates),
    repeats: new Map(repeated.map((metric) => [metric, unitedRepeats(parts, metric)])),
  };
}

function unitedColumn(parts: readonly Part[], metric: string): Float64Array {
  const column = new Float64Array(parts.reduce((size, [, run]) => size + run.ids.length, 0));
  let at = 0;
  for (const [, run] of parts) {
    column.set(run.metrics.get(metric) ?? new Float64Array(run.ids.length).fill(NaN), at);
    at += run.ids.length;
  }
  return column;
}

function unitedRepeats(parts: readonly Part[], metric: string): RepeatedScores {
  const each = parts.map(([, run]): RepeatedScores => {
    const once = run.metrics.get(metric)?.map((score) => (isScore(score) ? 1 : 0));
    const none = new Float64Array(run.ids.length);
    return run.repeats?.get(metric) ?? { counts: once ?? none, squares: none };
  });
  return {
    counts: Float64Array.from(each.flatMap(({ counts }) => [...counts])),
    squares: Float64Array.from(each.flatMap(({ squares }) => [...squares])),
  };
}

function unitedTally(parts: readonly Part[], of: (run: ScoredRun) => IdTally | undefined): IdTally {
  const tallies = parts.map(([prefix, run]) => {
    const { count, ids } = of(run) ?? idTally([]);
    return { count, ids: ids.map((id) => prefix + id) };
  });
  const count = tallies.reduce((sum, tally) => sum + tally.count, 0);
  return { count, ids: tallies.flatMap(({ ids }) => ids).slice(0, NAMED_IDS) };
}
