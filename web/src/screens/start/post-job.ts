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

/** Starts a job, and gives its id. A request whose answer was lost is sent again under the same key, which starts nothing twice. */
export async function startJob(kind: StartKind, body: Body): Promise<string> {
  const params = { header: { 'Idempotency-Key': crypto.randomUUID() } };
  // The server checks the body: it names every fault at once.
  const post = () => dataOf(api.POST(PATHS[kind], { params, body: body as never }));
  const { job_id: jobId } = await post().catch((error: unknown) => {
    if (!(error instanceof ProblemError) || error.status !== 0) throw error;
    return post();
  });
  if (jobId === null) throw new ProblemError('The server has started nothing.', 0, []);
  return jobId;
}

/** What a job would take; it is checked and not started. Throws a `ProblemError` as the start would. */
export async function plannedJob(kind: StartKind, body: Body, signal: AbortSignal): Promise<Schemas['PlannedJob']> {
  const params = { query: { dry_run: 'true' } } as const;
  return (await dataOf(api.POST(PATHS[kind], { params, body: body as never, signal }))) as Schemas['PlannedJob'];
}
