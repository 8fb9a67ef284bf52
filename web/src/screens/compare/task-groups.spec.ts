import { describe, expect, it } from '@jest/globals';
import { arePaired, taskGroups, taskRequest } from './task-groups.ts';
import type { PickedRun } from './use-comparison.ts';

function picked(id: string, dataset: string): PickedRun {
  return { id, letter: id, name: id, run: { dataset } as PickedRun['run'], error: null };
}

describe('runs over several datasets', () => {
  const groups = taskGroups([picked('a', 'gsm8k'), picked('b', 'mmlu'), picked('c', 'gsm8k'), picked('d', 'mmlu')]);

  it('are tasks, each with its runs in the order in which they were picked', () => {
    expect(groups.map(({ name, runs }) => [name, runs.map(({ id }) => id)])).toEqual([
      ['gsm8k', ['a', 'c']],
      ['mmlu', ['b', 'd']],
    ]);
    expect(arePaired(groups)).toBe(true);
  });

  it('are asked for under two names, without what needs single samples', () => {
    expect(taskRequest({ run_ids: ['a', 'b', 'c', 'd'], margin: 0.1, pass_k: [1] }, groups)).toEqual({
      run_ids: ['candidate', 'baseline'],
      margin: 0.1,
      tasks: [
        { name: 'gsm8k', run_ids: ['a', 'c'] },
        { name: 'mmlu', run_ids: ['b', 'd'] },
      ],
    });
  });

  it('can not be paired where one dataset has fewer runs, or each has only one', () => {
    expect(arePaired(taskGroups([picked('a', 'gsm8k'), picked('b', 'mmlu'), picked('c', 'gsm8k')]))).toBe(false);
    expect(arePaired(taskGroups([picked('a', 'gsm8k'), picked('b', 'mmlu')]))).toBe(false);
  });
});
