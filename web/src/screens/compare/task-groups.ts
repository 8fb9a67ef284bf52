import type { CompareRequest } from './compare-address.ts';
import type { PickedRun } from './use-comparison.ts';

export interface TaskGroup {
  /** The dataset that its runs are over. */
  readonly name: string;
  readonly runs: readonly PickedRun[];
}

/** The picked runs by the dataset that they are over, in their order; an import without a dataset is of its experiment. */
export function taskGroups(picked: readonly PickedRun[]): readonly TaskGroup[] {
  const groups = Map.groupBy(picked, ({ run }) => run?.dataset ?? run?.experiment_id ?? '');
  return Array.from(groups, ([name, runs]) => ({ name, runs }));
}

/** Whether each dataset has the same number of runs, two or more: they are paired in their order. */
export function arePaired(groups: readonly TaskGroup[]): boolean {
  const count = groups[0]?.runs.length ?? 0;
  return count >= 2 && groups.every(({ runs }) => runs.length === count);
}

/** What a comparison over several tasks is asked with: the same options, but those that need single samples. */
export function taskRequest(request: CompareRequest, groups: readonly TaskGroup[]): CompareRequest {
  const { pass_k: _tries, human_labels: _labels, ...options } = request;
  const count = groups[0]?.runs.length ?? 0;
  const names = count === 2 ? ['candidate', 'baseline'] : Array.from({ length: count }, (_, at) => `run ${String(at + 1)}`);
  return {
    ...options,
    run_ids: names,
    tasks: groups.map(({ name, runs }) => ({ name, run_ids: runs.map(({ id }) => id) })),
  };
}
