/**
 * Where the server that shows a report has its root, as seen from the report: `../../../`. So its links hold under any path that a proxy puts
 * before it. `null` for a report that is a file of its own, which has no links.
 */
export type ServerRoot = string | null;

/** The root as seen from `/api/jobs/{id}/report`. */
export const ROOT_OF_JOB_REPORT = '../../../';

/** The list of all runs in the application. */
export function listAddress(root: string): string {
  return root;
}

/** A job in the application; of a search, one of its steps. */
export function jobAddress(root: string, jobId: string, stepIndex: number | null = null): string {
  return `${root}jobs/${encodeURIComponent(jobId)}${stepIndex === null ? '' : `?step=${stepIndex}`}`;
}

/** A row of a job in the application. */
export function rowAddress(root: string, jobId: string, row: number, stepIndex: number | null): string {
  return `${root}jobs/${encodeURIComponent(jobId)}/rows/${row}${stepIndex === null ? '' : `?step=${stepIndex}`}`;
}

/** The rows of a job that failed for a reason. */
export function reasonAddress(root: string, jobId: string, reason: string): string {
  return `${jobAddress(root, jobId)}?${new URLSearchParams({ reason }).toString()}`;
}

export function jobReportAddress(root: string, jobId: string): string {
  return `${root}api/jobs/${encodeURIComponent(jobId)}/report`;
}

/** Runs compared in the application. */
export function comparisonAddress(root: string, runIds: readonly string[]): string {
  return `${root}compare?${new URLSearchParams({ runs: listText(runIds) }).toString()}`;
}

/** A comparison that was made while its runs were, in the application. */
export function liveComparisonAddress(root: string, comparisonId: string): string {
  return `${root}comparisons/${encodeURIComponent(comparisonId)}`;
}

/** As the address of the application has them: commas within an id are escaped. */
function listText(runIds: readonly string[]): string {
  return runIds.map((runId) => runId.replaceAll(/[%,]/g, (found) => encodeURIComponent(found))).join(',');
}
