import { pageOf, type PageQuery } from '../domain/newest-first.ts';
import { placeOfRun, type RunStatus, type RunSummary } from '../domain/run.ts';

/** Which runs to list; everything absent means all. */
export interface RunQuery extends PageQuery {
  readonly experiment_id?: string;
  readonly status?: RunStatus;
  /** A part of the run's or the experiment's id, in upper or lower case. */
  readonly q?: string;
}

export interface RunPage {
  readonly runs: readonly RunSummary[];
  readonly nextCursor: string | null;
}

/** A page of a list that is newest first. Throws `unusable_request`. */
export function pageOfRuns(all: readonly RunSummary[], query: RunQuery): RunPage {
  const text = query.q?.toLowerCase();
  const isWanted = ({ runId, experimentId, status }: RunSummary): boolean =>
    (query.experiment_id === undefined || experimentId === query.experiment_id) &&
    (query.status === undefined || status === query.status) &&
    (text === undefined || runId.toLowerCase().includes(text) || experimentId.toLowerCase().includes(text));
  const { items, nextCursor } = pageOf(all, query, { noun: 'run', placeOf: placeOfRun, isWanted });
  return { runs: items, nextCursor };
}
