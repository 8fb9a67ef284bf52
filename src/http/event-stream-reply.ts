import { Readable } from 'node:stream';
import type { ApiHeaderOptions } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { WholeNumberParameter } from './query-fields.ts';

const STREAM_BUFFER_BYTES = 64 * 1024;

/** How a route with server-sent events documents where they are resumed. */
export const LAST_EVENT_ID: ApiHeaderOptions = {
  name: 'Last-Event-ID',
  required: false,
  description: 'Resume after the event of this `seq`; wins over `from_seq`.',
  schema: { type: 'string', pattern: '^[0-9]+$' },
  example: '119',
};

export class StreamQueryDto {
  @WholeNumberParameter({
    description: 'Start with the event of this `seq` instead of the first.',
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
    example: 120,
  })
  readonly from_seq?: number;
}

/** The event after the last one that the browser saw. An id that is not a sequence number is ignored, as the standard says. */
export function firstSeq(lastEventId: string | undefined, fromSeq: number | undefined): number {
  if (lastEventId !== undefined && /^\d{1,15}$/.test(lastEventId)) return Number(lastEventId) + 1;
  return fromSeq ?? 0;
}

/** Answers with server-sent events as they come. `signal` aborts when the connection is closed by either side. */
export async function sendEventStream(
  reply: FastifyReply,
  open: (signal: AbortSignal) => Promise<AsyncIterable<Buffer>>,
): Promise<void> {
  const gone = new AbortController();
  reply.raw.once('close', () => gone.abort());
  const frames = await open(gone.signal);
  reply
    .header('content-type', 'text/event-stream; charset=utf-8')
    .header('cache-control', 'no-cache, no-transform')
    .header('x-accel-buffering', 'no')
    .send(Readable.from(frames, { objectMode: false, highWaterMark: STREAM_BUFFER_BYTES }));
  reply.raw.flushHeaders();
}
