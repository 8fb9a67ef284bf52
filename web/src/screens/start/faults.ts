import { ProblemError } from '../../api/problem.ts';
import { FieldError, fieldOf } from './start-form.ts';

/** What is wrong, by field; under the empty string what is of no field. */
export type Faults = Readonly<Partial<Record<string, readonly string[]>>>;

/** The faults that a refused request names, each with the field that it stands at. */
export function faultsOf(error: Error | null): Faults {
  if (error === null) return {};
  if (error instanceof FieldError) return { [error.path]: [error.message] };
  if (!(error instanceof ProblemError) || error.fields.length === 0) return { '': [error.message] };
  const faults: Record<string, string[]> = {};
  for (const { path, message } of error.fields) (faults[fieldOf(path)] ??= []).push(message);
  return faults;
}
