import { api, dataOf, type Schemas } from '../../api/client.ts';
import type { RowPage } from '../../parts/rows/use-rows.ts';
import type { RowConditions } from './row-filter.ts';
import { type ResultRow, resultRow } from './result-row.ts';

/** What rows are of: a job, or a step of one, or a run that was imported. */
export type RowOwner =
  | { readonly kind: 'job'; readonly id: string; readonly step: number | undefined }
  | { readonly kind: 'run'; readonly id: string };

export interface RowQuery extends RowConditions {
  readonly sort?: string;
  readonly offset: number;
  readonly limit: number;
}

/** One row whole. */
export type WholeRow =
  ({ readonly kind: 'trial' } & Schemas['OneTrial']) | ({ readonly kind: 'sample' } & Schemas['RunSample']);

/** The rows of a filter and order from a place on, with short texts. */
export async function readPage(owner: RowOwner, query: RowQuery, signal: AbortSignal): Promise<RowPage<ResultRow>> {
  if (owner.kind === 'run') {
    const params = { path: { run_id: owner.id }, query: { ...query, texts: 'short' as const } };
    const { samples, total } = await dataOf(api.GET('/api/runs/{run_id}/samples', { params, signal }));
    return { rows: samples.map(resultRow), total };
  }
  const params = { path: { job_id: owner.id }, query: { ...query, texts: 'short' as const, ...stepOf(owner.step) } };
  const { trials, total } = await dataOf(api.GET('/api/jobs/{job_id}/trials', { params, signal }));
  return { rows: trials.map(resultRow), total };
}

/** Counts and means of the rows that match. */
export async function readAggregate(
  owner: RowOwner,
  query: RowConditions & { readonly slice_by?: string },
  signal: AbortSignal,
): Promise<Schemas['SampleAggregate']> {
  if (owner.kind === 'run')
    return dataOf(api.GET('/api/runs/{run_id}/samples/aggregate', { params: { path: { run_id: owner.id }, query }, signal }));
  const params = { path: { job_id: owner.id }, query: { ...query, ...stepOf(owner.step) } };
  return dataOf(api.GET('/api/jobs/{job_id}/trials/aggregate', { params, signal }));
}

export async function readRow(owner: RowOwner, row: number, replicate: number, signal: AbortSignal): Promise<WholeRow> {
  if (owner.kind === 'run') {
    const params = { path: { run_id: owner.id, row }, query: { replicate } };
    return { kind: 'sample', ...(await dataOf(api.GET('/api/runs/{run_id}/samples/{row}', { params, signal }))) };
  }
  const params = { path: { job_id: owner.id, row }, query: { replicate, ...stepOf(owner.step) } };
  return { kind: 'trial', ...(await dataOf(api.GET('/api/jobs/{job_id}/trials/{row}', { params, signal }))) };
}

function stepOf(step: number | undefined): { readonly step_index?: number } {
  return step === undefined ? {} : { step_index: step };
}
