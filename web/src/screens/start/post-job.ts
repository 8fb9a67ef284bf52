import { api, dataOf, type Schemas } from '../../api/client.ts';
import { ProblemError } from '../../api/problem.ts';
import type { StartKind } from './start-form.ts';

const PATHS = {
  evaluate: '/api/evaluate',
  benchmark: '/api/evaluate',
  optimize: '/api/optimize',
  run: '/api/run',
} as const satisfies Readonly<Record<StartKind, string>>;

type Body = Readonly<Record<string, unknown>>;

/** A job that was started, and its comparison with a baseline where one was chosen. */
export interface StartedJob {
  readonly jobId: string;
  readonly comparisonId: string | null;
}

/** Starts a job. A request whose answer was lost is sent again under the same key, which starts nothing twice. */
export async function startJob(kind: StartKind, body: Body): Promise<StartedJob> {
  const params = { header: { 'Idempotency-Key': crypto.randomUUID() } };
  // The server checks the body: it names every fault at once.
  const post = () => dataOf(api.POST(PATHS[kind], { params, body: body as never }));
  const started = await post().catch((error: unknown) => {
    if (!(error instanceof ProblemError) || error.status !== 0) throw error;
    return post();
  });
  const { job_id: jobId } = started;
  if (jobId === null) throw new ProblemError('The server has started nothing.', 0, []);
  return { jobId, comparisonId: 'comparison_id' in started ? (started.comparison_id ?? null) : null };
}

/** What a job would take; it is checked and not started. Throws a `ProblemError` as the start would. */
export async function plannedJob(kind: StartKind, body: Body, signal: AbortSignal): Promise<Schemas['PlannedJob']> {
  const params = { query: { dry_run: 'true' } } as const;
  return (await dataOf(api.POST(PATHS[kind], { params, body: body as never, signal }))) as Schemas['PlannedJob'];
}
