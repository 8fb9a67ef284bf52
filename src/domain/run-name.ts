import type { JobSpec } from './job-fields.ts';

/** What a person calls a job: its label, else what it runs. */
export function jobName({ label, program, prompt, model }: JobSpec): string {
  if (label !== undefined) return label;
  return [program, prompt, model].filter((part) => part !== '').join(' · ');
}

/** The same of a run: a step of a search says which one it is. */
export function runName(spec: JobSpec, stepIndex: number | null): string {
  return stepIndex === null ? jobName(spec) : `${jobName(spec)} · step ${stepIndex}`;
}
