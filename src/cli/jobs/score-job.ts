import type { JobRequestFields } from '../../domain/job-fields.ts';
import type { Terminal } from '../terminal.ts';
import { type FieldOptions, type OutputOptions, requestedFields } from './job-flags.ts';
import type { JobHost } from './job-host.ts';
import { runJob } from './run-job.ts';

/** The flags of `assay score` beside those that say where the job is and what to print. */
export interface ScoreOptions extends Partial<FieldOptions> {
  readonly metric: readonly string[];
  readonly wait?: true;
}

/** Scores the stored outputs of a job, shows the new job, and returns the exit code. */
export async function scoreJob(
  name: string,
  options: ScoreOptions & OutputOptions,
  host: JobHost,
  terminal: Terminal,
): Promise<number> {
  const { manifest } = await host.job(name);
  const source = manifest as unknown as JobRequestFields;
  const how = { ...requestedFields(options), metrics: options.metric };
  const fields = { ...source, metrics: how.metrics };
  const begin = (): Promise<string> => host.score(manifest.job_id, how);
  return runJob({ ...options, kind: 'evaluate', fields, title: source.prompt, begin }, host, terminal);
}
