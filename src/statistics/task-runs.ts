/** Between the name of a task and the id of a sample. No task has it in its name. */
export const TASK_SEPARATOR = '/';

/** A task that runs are compared on: one run for each of what is compared, always in the same order. */
export interface TaskRuns {
  readonly name: string;
  readonly runIds: readonly string[];
}

/** Several tasks, and what is compared over all of them: one name for each place in the tasks' lists of runs. */
export interface TaskPlan {
  readonly names: readonly string[];
  readonly tasks: readonly TaskRuns[];
}
