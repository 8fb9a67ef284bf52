import type { JobRequestFields } from '../../domain/job-fields.ts';
import type { LimitFields } from '../../domain/job-limits.ts';
import type { Terminal } from '../terminal.ts';
import { type FieldOptions, type OutputOptions, requestedFields } from './job-flags.ts';
import type { JobHost } from './job-host.ts';
import { runJob } from './run-job.ts';

/** The flags of `assay resume` beside those that say where the job is and what to print. */
export interface ResumeOptions extends Partial<FieldOptions> {
  readonly retryFailed?: true;
  readonly force?: true;
  readonly wait?: true;
}

/** Makes a job go on, shows all of it, and returns the exit code. */
export async function resumeJob(
  name: string,
  options: ResumeOptions & OutputOptions,
  host: JobHost,
  terminal: Terminal,
): Promise<number> {
  const { manifest } = await host.job(name);
  const jobId = manifest.job_id;
  const fields = manifest as unknown as JobRequestFields;
  const limits: LimitFields = requestedFields(options);
  const how = { retry_failed: options.retryFailed ?? false, force: options.force ?? false, ...limits };
  const begin = async (): Promise<string> => {
    await host.resume(jobId, how);
    return jobId;
  };
  return runJob({ ...options, kind: manifest.kind, fields, title: fields.prompt, begin }, host, terminal);
}
