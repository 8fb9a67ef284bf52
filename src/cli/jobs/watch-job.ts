import type { JobRequestFields } from '../../domain/job-fields.ts';
import type { Terminal } from '../terminal.ts';
import type { OutputOptions } from './job-flags.ts';
import type { JobHost } from './job-host.ts';
import { runJob } from './run-job.ts';

/** Shows a job to its end as the command does that starts one, and returns the same exit code. */
export async function watchJob(named: string, options: OutputOptions, host: JobHost, terminal: Terminal): Promise<number> {
  const { manifest } = await host.job(named);
  const fields = manifest as unknown as JobRequestFields;
  const begin = async (): Promise<string> => manifest.job_id;
  return runJob({ ...options, kind: manifest.kind, fields, title: fields.label ?? fields.prompt, begin }, host, terminal);
}
