import { InvalidArgumentError } from 'commander';

/** A task with the candidate's run on it and the baseline's. */
export interface ComparedTask {
  readonly name: string;
  readonly runIds: readonly [candidate: string, baseline: string];
}

/** Reads `name=candidate-run,baseline-run` and adds it to `previous`. */
export function comparedTask(value: string, previous: readonly ComparedTask[] = []): readonly ComparedTask[] {
  const [, name = '', candidate = '', baseline = ''] = /^([^=]+)=([^,]+),([^,]+)$/.exec(value) ?? [];
  const parts = [name, candidate, baseline].map((part) => part.trim());
  if (parts.includes(''))
    throw new InvalidArgumentError('It must be a task and its two runs, such as gsm8k=new-gsm8k,old-gsm8k.');
  if (previous.some((task) => task.name === parts[0])) throw new InvalidArgumentError(`${parts[0]} is there twice.`);
  return [...previous, { name: parts[0] ?? '', runIds: [parts[1] ?? '', parts[2] ?? ''] }];
}
