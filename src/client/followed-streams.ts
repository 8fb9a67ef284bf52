import { EventSourceParserStream } from 'eventsource-parser/stream';
import { isSettled } from '../domain/job.ts';
import { ApiError } from './api-error.ts';
import type { components } from './api-schema.ts';
import type { AssayClient } from './assay-client.ts';
import { type FollowedUntil, resumedStream } from './resumed-stream.ts';

type Schemas = components['schemas'];

/** How a message is read; without it `JSON.parse`. */
export interface StreamOptions extends FollowedUntil {
  readonly parse?: (text: string) => unknown;
}

/**
 * Every event of a job from the first on, each once, until the job ends; a lost connection is resumed where it broke. Breaking off cancels
 * nothing. Throws an `ApiError` where there is no such job, or the connection does not come back.
 *
 * @example
 * for await (const event of jobEvents(client, jobId)) if (event.type === 'scoring') console.log(event.payload);
 */
export function jobEvents(
  client: AssayClient,
  jobId: string,
  options: StreamOptions = {},
): AsyncGenerator<Schemas['JobEvent']> {
  const path = { job_id: jobId };
  const stream = {
    open: async function* (fromSeq: number, signal: AbortSignal): AsyncGenerator<Schemas['JobEvent']> {
      const params = { path, query: { from_seq: fromSeq } };
      const { data } = await client.GET('/api/jobs/{job_id}/events', { params, parseAs: 'stream', signal });
      yield* messages<Schemas['JobEvent']>(data, options);
    },
    isOver: async () => {
      const { data } = await client.GET('/api/jobs/{job_id}', { params: { path, query: { events: 'false' } } });
      return data !== undefined && isSettled(data.manifest.status);
    },
    cutOff: `the server ended the stream of job ${jobId} before the job had ended`,
  };
  return resumedStream(stream, options);
}

/** Every state of a live comparison from the first on, each once, until it ends, as `jobEvents` has a job's events. */
export function comparisonStates(
  client: AssayClient,
  comparisonId: string,
  options: StreamOptions = {},
): AsyncGenerator<Schemas['LiveState']> {
  const path = { comparison_id: comparisonId };
  const stream = {
    open: async function* (fromSeq: number, signal: AbortSignal): AsyncGenerator<Schemas['LiveState']> {
      const params = { path, query: { from_seq: fromSeq } };
      const { data } = await client.GET('/api/comparisons/{comparison_id}/events', { params, parseAs: 'stream', signal });
      yield* messages<Schemas['LiveState']>(data, options);
    },
    isOver: async () => {
      const { data } = await client.GET('/api/comparisons/{comparison_id}', { params: { path } });
      return data !== undefined && data.ended !== null;
    },
    cutOff: `the server ended the stream of comparison ${comparisonId} before it had ended`,
  };
  return resumedStream(stream, options);
}

/** The messages of an event stream. */
async function* messages<Message>(
  body: ReadableStream<Uint8Array<ArrayBuffer>> | null | undefined,
  { parse = JSON.parse }: StreamOptions,
): AsyncGenerator<Message> {
  if (body === undefined || body === null) throw new ApiError('the server answered without a body', 0);
  const parsed = body.pipeThrough(new TextDecoderStream()).pipeThrough(new EventSourceParserStream());
  for await (const { data } of parsed) yield parse(data) as Message;
}
