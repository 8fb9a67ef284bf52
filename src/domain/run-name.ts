import type { JobSpec } from './job-fields.ts';

/** What a person calls a job: its label, else what it runs. */
export function jobName({ label, program, prompt, model }: JobSpec): string {
  if (label !== undefined) return label;
  return [program, prompt, model].filter((part) => part !== '').join(' · ');
}

/** The same of a run: a step of a search says which one it is, and of a test on held-out rows whose template it is. */
export function runName(spec: JobSpec, stepIndex: number | null, holdoutOf: number | null = null): string {
  if (stepIndex === null) return jobName(spec);
  if (holdoutOf === null) return `${jobName(spec)} · step ${stepIndex}`;
  return `${jobName(spec)} · ${holdoutOf === 0 ? 'baseline' : `step ${holdoutOf}`} on held-out rows`;
}

/** A run by its id, and what a person calls it. */
export interface NamedRun {
  readonly runId: string;
  readonly name: string;
}

const LONGEST_TITLE = 80;
const JOB_UUID = /^([0-9a-f]{8})-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}(\.\d+)?$/;

/**
 * What runs are called side by side, by their ids: their names, cut where they are long. Those that share one have the beginning of their id
 * after it, or all of it where that is not enough: no two have the same.
 */
export function runTitles(runs: readonly NamedRun[]): ReadonlyMap<string, string> {
  const known = runs.map(({ runId, name }) => ({ runId, forms: titleForms(runId, name) }));
  const counts = new Map<string, number>();
  for (const form of known.flatMap(({ forms }) => [...new Set(forms)])) counts.set(form, (counts.get(form) ?? 0) + 1);
  return new Map(
    known.map(({ runId, forms }) => [runId, forms.find((form) => counts.get(form) === 1) ?? forms.at(-1) ?? runId] as const),
  );
}

/** From the shortest to the one that no other run has. */
function titleForms(runId: string, name: string): readonly string[] {
  const cut = name.length > LONGEST_TITLE ? `${name.slice(0, LONGEST_TITLE)}…` : name;
  return [cut, `${cut} (${shortRunId(runId)})`, `${cut} (${runId})`];
}

/** The beginning of a job's id, with the step where there is one; other ids are as they are. */
export function shortRunId(runId: string): string {
  const [, first, step = ''] = JOB_UUID.exec(runId) ?? [];
  return first === undefined ? runId : first + step;
}
