import { UnusableRequestError } from '../domain/errors.ts';
import type { RunStatus, RunSummary } from '../domain/run.ts';

/** Which runs to list; everything absent means all. */
export interface RunQuery {
  readonly limit?: number;
  /** The `nextCursor` of the page before. */
  readonly cursor?: string;
  readonly experiment_id?: string;
  readonly status?: RunStatus;
  /** A part of the run's or the experiment's id, in upper or lower case. */
  readonly q?: string;
}

export interface RunPage {
  readonly runs: readonly RunSummary[];
  readonly nextCursor: string | null;
}

/** A page of a list that is newest first. The cursor holds its place when runs come and go. Throws `unusable_request`. */
export function pageOfRuns(all: readonly RunSummary[], query: RunQuery): RunPage {
  const from = query.cursor === undefined ? 0 : firstBehind(all, decodeCursor(query.cursor));
  const wanted = query.q?.toLowerCase();
  const matching = all
    .slice(from)
    .filter(
      ({ runId, experimentId, status }) =>
        (query.experiment_id === undefined || experimentId === query.experiment_id) &&
        (query.status === undefined || status === query.status) &&
        (wanted === undefined || runId.toLowerCase().includes(wanted) || experimentId.toLowerCase().includes(wanted)),
    );
  const runs = query.limit === undefined ? matching : matching.slice(0, query.limit);
  const last = runs.at(-1);
  return { runs, nextCursor: last !== undefined && runs.length < matching.length ? cursorOf(last) : null };
}

type Place = readonly [createdAt: string | null, runId: string];

function cursorOf({ createdAt, runId }: RunSummary): string {
  return Buffer.from(JSON.stringify([createdAt, runId] satisfies Place)).toString('base64url');
}

function decodeCursor(cursor: string): Place {
  try {
    const place: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
    if (isPlace(place)) return place;
  } catch {
    // Falls through to the one answer for every cursor that is none.
  }
  throw new UnusableRequestError('cursor is not one that this list gave out: leave it out to start with the newest run');
}

function isPlace(value: unknown): value is Place {
  return Array.isArray(value) && (value[0] === null || typeof value[0] === 'string') && typeof value[1] === 'string';
}

/** Where the list goes on behind a run that may be gone. */
function firstBehind(all: readonly RunSummary[], [createdAt, runId]: Place): number {
  const known = all.findIndex((run) => run.runId === runId);
  if (known >= 0) return known + 1;
  const time = timeOf(createdAt);
  const next = all.findIndex((run) => timeOf(run.createdAt) < time || (timeOf(run.createdAt) === time && run.runId < runId));
  return next < 0 ? all.length : next;
}

function timeOf(createdAt: string | null): number {
  return createdAt === null ? Number.MIN_SAFE_INTEGER : Date.parse(createdAt);
}
