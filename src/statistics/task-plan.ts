import { InvalidComparisonError } from './invalid-comparison.ts';
import type { MeasuredRun } from './scored-run.ts';
import { TASK_SEPARATOR, type TaskPlan, type TaskRuns } from './task-runs.ts';

/** Tasks that one comparison may average over. */
export const MOST_TASKS = 100;

/** The tests that have a form with weights. */
const TESTS: readonly string[] = ['auto', 'permutation', 't_test', 'none'];

/** What a request says about tasks, and what does not go with them. */
interface AskedTasks {
  readonly runs: readonly MeasuredRun[];
  readonly tasks?: readonly TaskRuns[] | undefined;
  readonly names?: readonly string[] | undefined;
  readonly sliced?: boolean | undefined;
  readonly passK?: readonly number[] | undefined;
  readonly humanLabels?: string | undefined;
}

/**
 * Checks what is asked about tasks; null where nothing is. Throws InvalidComparisonError where tasks don't have the same number of runs, a name
 * comes twice or can't be used, or another option does not go with them.
 */
export function taskPlan(asked: AskedTasks, test: string): TaskPlan | null {
  const { runs, tasks, names, sliced, passK, humanLabels } = asked;
  const [first] = tasks ?? [];
  if (tasks === undefined || first === undefined) {
    check(tasks === undefined, 'tasks is empty; name one or more, or name runs.');
    return null;
  }
  const named = names ?? first.runIds;
  check(tasks.length <= MOST_TASKS, `One comparison takes at most ${MOST_TASKS} tasks; there are ${tasks.length}.`);
  tasks.forEach((task, k) => checkTask(task, tasks.slice(0, k), named.length));
  const lacking = tasks.flatMap(({ runIds }) => runIds).find((runId) => !runs.some((run) => run.runId === runId));
  check(lacking === undefined, `No run ${JSON.stringify(lacking)} was given, which a task names.`);
  check(new Set(named).size === named.length, 'What is compared over the tasks needs names that differ.');
  check(sliced !== true, 'slice_by does not go with tasks: compare the runs of one task to slice it.');
  check(passK === undefined, 'pass_k does not go with tasks: compare the runs of one task to see it.');
  check(humanLabels === undefined, 'human_labels do not go with tasks: compare the runs of one task to see them.');
  check(TESTS.includes(test), `The ${test} test has no form for several tasks; choose one of ${TESTS.join(', ')}.`);
  return { names: named, tasks };
}

function checkTask({ name, runIds }: TaskRuns, before: readonly TaskRuns[], runs: number): void {
  check(!name.includes(TASK_SEPARATOR), `Task ${JSON.stringify(name)} has a "${TASK_SEPARATOR}" in its name; leave it out.`);
  check(!before.some((other) => other.name === name), `Task ${JSON.stringify(name)} is named twice; name each task once.`);
  check(
    runIds.length === runs,
    `Task ${JSON.stringify(name)} has ${runIds.length} runs where ${runs} are compared; give every task one run for each, in the same order.`,
  );
}

function check(holds: boolean, message: string): void {
  if (!holds) throw new InvalidComparisonError(message);
}
