import { EventSourceParserStream } from 'eventsource-parser/stream';
import type { JobEvent } from '../domain/job-event.ts';
import type { JobKind } from '../domain/job.ts';
import type { Summary } from '../evaluation/summary.ts';

/** What `GET /api/jobs/{id}` says, as far as the command line reads it. */
export interface JobDocument {
  readonly manifest: {
    readonly job_id: string;
    readonly status: string;
    readonly error: string | null;
    readonly planned_trials?: number;
  };
  readonly summary: Summary | null;
}

/** A server that answered with an error; `message` is its `detail`. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
}

async function checked(response: Response): Promise<Response> {
  if (response.ok) return response;
  const problem: unknown = await response.json().catch(() => null);
  const detail = typeof problem === 'object' && problem !== null && 'detail' in problem ? String(problem.detail) : response.statusText;
  throw new ApiError(detail);
}

/** Talks to an Assay server as any client would. Every method throws an `ApiError` with the server's words. */
export class ApiClient {
  readonly #baseUrl: string;

  constructor(baseUrl: string) {
    this.#baseUrl = baseUrl.replace(/\/$/, '');
  }

  /** Starts a job and returns its id. */
  async start(kind: JobKind, body: object): Promise<string> {
    const response = await fetch(`${this.#baseUrl}/api/${kind}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    return ((await (await checked(response)).json()) as { readonly job_id: string }).job_id;
  }

  async job(jobId: string): Promise<JobDocument> {
    return (await (await checked(await fetch(`${this.#baseUrl}/api/jobs/${jobId}`))).json()) as JobDocument;
  }

  /** Every event of a job from the first on, until it ends. */
  async *events(jobId: string): AsyncGenerator<JobEvent> {
    const response = await checked(await fetch(`${this.#baseUrl}/api/jobs/${jobId}/events`));
    if (response.body === null) return;
    const messages = response.body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
    for await (const { data } of messages) yield JSON.parse(data) as JobEvent;
  }
}
