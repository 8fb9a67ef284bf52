import { Readable } from 'node:stream';
import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import { ApiExtraModels, ApiHeader, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { NeedsScope, TakesTicket } from '../../http/access/needs-scope.ts';
import { StaysOpen } from '../../http/limits/open-connections.ts';
import { NAMED_JOB, NamedJob } from '../../http/named-parameters.ts';
import { ProblemResponses } from '../../http/problem-responses.ts';
import { WholeNumberParameter } from '../../http/query-fields.ts';
import { WS_CLIENT_MESSAGES, WS_SERVER_MESSAGES } from '../ws/ws-message.dto.ts';
import { JobStreamService } from './job-stream.service.ts';

const STREAM_BUFFER_BYTES = 64 * 1024;

const JOB_ID = 'b0ba8e36-d075-40d7-931b-6f81b0ecf5ea';

/** The body of the stream: text whose `data:` lines match `contentSchema`. */
const JOB_EVENT_STREAM_SCHEMA = {
  type: 'string',
  description: 'Server-sent events. The JSON after every `data: ` is one `JobEvent`.',
  contentMediaType: 'text/event-stream',
  contentSchema: { $ref: '#/components/schemas/JobEvent' },
};

const EXAMPLE_EVENTS = [
  {
    type: 'trial',
    payload: {
      status: 'failed',
      trial_id: '36a4c434f798fcce',
      example: { inputs: { review: 'What a film!' }, reference: 'positive' },
      replicate: 0,
      error: { type: 'Error', message: 'the answer should be one of positive, negative, neutral, but is: Good.' },
    },
  },
  {
    type: 'scoring',
    payload: {
      trial_id: '36a4c434f798fcce',
      metric: { name: 'label_correctness', description: 'The label is the right one.', kind: 'programmatic' },
      replicate: 0,
      status: 'success',
      score: { raw: 0, normalized: 0, reason: 'the trial failed' },
    },
  },
];

/** The first two events of a job as they are sent. */
const JOB_EVENT_STREAM_EXAMPLE = EXAMPLE_EVENTS.map(
  (event, seq) => `id: ${seq}\ndata: ${JSON.stringify({ seq, job_id: JOB_ID, step_index: 0, ...event })}\n\n`,
).join('');

class StreamQueryDto {
  @WholeNumberParameter({
    description: 'Start with the event of this `seq` instead of the first.',
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
    example: 120,
  })
  readonly from_seq?: number;
}

@ApiTags('jobs')
@ApiExtraModels(...Object.values(WS_CLIENT_MESSAGES), ...Object.values(WS_SERVER_MESSAGES))
@Controller('api/jobs')
export class JobStreamController {
  constructor(private readonly streams: JobStreamService) {}

  @Get(':job_id/events')
  @NeedsScope('read')
  @StaysOpen()
  @TakesTicket()
  @ApiOperation({
    operationId: 'streamJobEvents',
    summary: 'Stream a job’s events until it ends',
    description:
      'Server-sent events. Each is an `id:` line with the event’s `seq`, one `data: ` line with the envelope (`JobEvent`) and a ' +
      'blank line; there is no `event:` line. A client gets every event from the first (or from the one that it names) whenever ' +
      'it connects, in order, each once; the response ends when the job has ended. A `: ping` comment comes after 15 s of silence. ' +
      'A failure of the job is an event of type `error`.',
  })
  @ApiParam(NAMED_JOB)
  @ApiHeader({
    name: 'Last-Event-ID',
    required: false,
    description: 'Resume after the event of this `seq`; wins over `from_seq`.',
    schema: { type: 'string', pattern: '^[0-9]+$' },
    example: '119',
  })
  @ApiOkResponse({
    description: 'The stream.',
    content: {
      'text/event-stream': {
        schema: JOB_EVENT_STREAM_SCHEMA,
        example: JOB_EVENT_STREAM_EXAMPLE,
      },
    },
  })
  @ProblemResponses(404, 422)
  async events(
    @NamedJob() jobId: string,
    @Query() { from_seq: fromSeq }: StreamQueryDto,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const frames = await this.streams.stream(jobId, firstSeq(lastEventId, fromSeq), gone.signal);
    reply
      .header('content-type', 'text/event-stream; charset=utf-8')
      .header('cache-control', 'no-cache, no-transform')
      .header('x-accel-buffering', 'no')
      .send(Readable.from(frames, { objectMode: false, highWaterMark: STREAM_BUFFER_BYTES }));
    reply.raw.flushHeaders();
  }
}

/** The event after the last one that the browser saw. An id that is not a sequence number is ignored, as the standard says. */
function firstSeq(lastEventId: string | undefined, fromSeq: number | undefined): number {
  if (lastEventId !== undefined && /^\d{1,15}$/.test(lastEventId)) return Number(lastEventId) + 1;
  return fromSeq ?? 0;
}
