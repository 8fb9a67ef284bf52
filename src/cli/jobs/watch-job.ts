import { ApiError } from '../../client/api-error.ts';
import { JobNotFoundError } from '../../domain/errors.ts';
import type { JobRequestFields } from '../../domain/job-fields.ts';
import type { LiveComparisonDto } from '../../live/comparisons.dto.ts';
import type { JobDocument } from '../api-client.ts';
import type { Terminal } from '../terminal.ts';
import type { OutputOptions } from './job-flags.ts';
import type { JobHost } from './job-host.ts';
import { runJob } from './run-job.ts';
import { watchComparison } from './watch-comparison.ts';

/**
 * Shows a job to its end as the command does that starts one, and returns the same exit code; or a comparison, where the name is the id of one.
 */
export async function watchJob(named: string, options: OutputOptions, host: JobHost, terminal: Terminal): Promise<number> {
  const found = await jobOrComparison(named, host);
  if (!('manifest' in found)) return watchComparison(found.comparison_id, options, host, terminal);
  const { manifest } = found;
  const fields = manifest as unknown as JobRequestFields;
  const begin = async (): Promise<string> => manifest.job_id;
  return runJob({ ...options, kind: manifest.kind, fields, title: fields.label ?? fields.prompt, begin }, host, terminal);
}

/** Throws what is said of a job that is not there. */
async function jobOrComparison(named: string, host: JobHost): Promise<JobDocument | LiveComparisonDto> {
  try {
    return await host.job(named);
  } catch (error) {
    if (!isMissing(error)) throw error;
    return host.comparison(named).catch(() => Promise.reject(error as Error));
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof JobNotFoundError || (error instanceof ApiError && error.status === 404);
}
