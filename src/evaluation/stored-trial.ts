import type { TrialPayload } from './event.ts';
import { projectCopy } from './number-forms.ts';
import { failureKind, type TrialToScore } from './trial.ts';

/** The trial of an event, to be scored: metrics see its output as JSON has it, whatever the program returned. */
export function storedTrial({
  status,
  trial_id: trialId,
  row = 0,
  example,
  replicate,
  output,
  error,
}: TrialPayload): TrialToScore {
  const identity = { trialId, row, example, replicate };
  if (status === 'success') return { ...identity, status, output: projectCopy(output ?? null), outputJson: output ?? null };
  const { type = 'Error', message = 'no error was recorded' } = error ?? {};
  return { ...identity, status, failure: { type, message, kind: (error && failureKind(error)) ?? 'program' } };
}
