import createClient, { type Client, type Middleware } from 'openapi-fetch';
import type { Occupancy, RunningJob } from '../domain/errors.ts';
import { retryAfterMs } from '../files/retry-after.ts';
import { ApiError, causeOf } from './api-error.ts';
import type { paths } from './api-schema.ts';

/** Every route of a server, with the types of its OpenAPI document. */
export type AssayClient = Client<paths>;

export interface ClientOptions {
  /** A key of the server, where it asks for one. */
  readonly apiKey?: string | undefined;
}

/**
 * A client of the server at `baseUrl`. What is no success is thrown as an `ApiError` with the server's own words, so that an
 * answer always has its `data`.
 *
 * @example
 * const client = assayClient('http://127.0.0.1:8080', { apiKey: 'assay_…' });
 * const { data } = await client.GET('/api/jobs', { params: { query: { limit: 10 } } });
 */
export function assayClient(baseUrl: string, { apiKey }: ClientOptions = {}): AssayClient {
  const headers = apiKey === undefined ? {} : { authorization: `Bearer ${apiKey}` };
  const client = createClient<paths>({ baseUrl, headers });
  client.use(throwingErrors(baseUrl));
  return client;
}

function throwingErrors(baseUrl: string): Middleware {
  return {
    onError: ({ error }) =>
      new ApiError(`${baseUrl} can't be reached: ${causeOf(error)}`, 0, { isAnswerLost: isLostAfterConnecting(error) }),
    onResponse: async ({ response }) => {
      if (!response.ok) throw await refusal(baseUrl, response);
    },
  };
}

/** A connection that broke, other than one that was never made. */
function isLostAfterConnecting(error: unknown): boolean {
  const { cause } = error as { readonly cause?: { readonly code?: unknown } };
  return ['ECONNRESET', 'EPIPE', 'UND_ERR_SOCKET'].includes(String(cause?.code));
}

async function refusal(baseUrl: string, response: Response): Promise<ApiError> {
  const body: unknown = await response.json().catch(() => null);
  const problem: Partial<Readonly<Record<string, unknown>>> = typeof body === 'object' && body !== null ? { ...body } : {};
  const unexplained = `${baseUrl} answered ${String(response.status)} ${response.statusText}`;
  const message = typeof problem['detail'] === 'string' ? problem['detail'] : unexplained;
  const retryAfter = retryAfterMs(Object.fromEntries(response.headers), Date.now());
  const hint = typeof problem['hint'] === 'string' ? problem['hint'] : undefined;
  return new ApiError(message, response.status, { retryAfterMs: retryAfter, occupancy: occupancyIn(problem), hint });
}

function occupancyIn(problem: Partial<Readonly<Record<string, unknown>>>): Occupancy | undefined {
  const { running, limit, setting, progress } = problem;
  if (!Array.isArray(running) || typeof limit !== 'number' || typeof setting !== 'string') return undefined;
  const isTold = Array.isArray(progress);
  return { running: running.map(String), limit, setting, ...(isTold && { progress: progress as readonly RunningJob[] }) };
}
