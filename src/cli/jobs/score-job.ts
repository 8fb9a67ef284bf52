import type { JobRequestFields } from '../../domain/job-fields.ts';
import type { Terminal } from '../terminal.ts';
import type { OutputOptions } from './job-flags.ts';
import type { JobHost } from './job-host.ts';
import { runJob } from './run-job.ts';

/** The flags of `assay score` beside those that say where the job is and what to print. */
export interface ScoreOptions {
  readonly metric: readonly string[];
  readonly label?: string;
}

/** Scores the stored outputs of a job, shows the new job, and returns the exit code. */
export async function scoreJob(
  jobId: string,
  { metric: metrics, label, ...options }: ScoreOptions & OutputOptions,
  host: JobHost,
  terminal: Terminal,
): Promise<number> {
  const { manifest } = await host.job(jobId);
  const source = manifest as unknown as JobRequestFields;
  const fields = { ...source, metrics };
  const begin = (): Promise<string> => host.score(jobId, { metrics, ...(label === undefined ? {} : { label }) });
  return runJob({ ...options, kind: 'evaluate', fields, title: source.prompt, begin }, host, terminal);
}
