import { Readable } from 'node:stream';
import { Controller, Get, Headers, Param, Query, Res } from '@nestjs/common';
import { ApiExtraModels, ApiHeader, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { ProblemResponses } from '../http/problem-responses.ts';
import { JOB_EVENT_STREAM_EXAMPLE, JOB_EVENT_STREAM_SCHEMA } from './job-event-stream.ts';
import { StreamQueryDto } from './stream-query.dto.ts';
import { JobStreamService } from './job-stream.service.ts';
import { WS_CLIENT_MESSAGES, WS_SERVER_MESSAGES } from './ws-message-schemas.ts';

const STREAM_BUFFER_BYTES = 64 * 1024;

@ApiTags('jobs')
@ApiExtraModels(...Object.values(WS_CLIENT_MESSAGES), ...Object.values(WS_SERVER_MESSAGES))
@Controller('api/jobs')
export class JobStreamController {
  constructor(private readonly streams: JobStreamService) {}

  @Get(':job_id/events')
  @ApiOperation({
    operationId: 'streamJobEvents',
    summary: 'Stream a job’s events until it ends',
    description:
      'Server-sent events. Each is an `id:` line with the event’s `seq`, one `data: ` line with the envelope (`JobEvent`) and a ' +
      'blank line; there is no `event:` line. Whenever a client comes, it gets every event from the first (or from where it ' +
      'says), in order, each once; the response ends when the job has ended. A `: ping` comment comes after 15 s of silence. ' +
      'A failure of the job is an event of type `error`.',
  })
  @ApiParam({ name: 'job_id', description: 'The job’s id.', example: 'b0ba8e36-d075-40d7-931b-6f81b0ecf5ea' })
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
    @Param('job_id') jobId: string,
    @Query() { from_seq: fromSeq }: StreamQueryDto,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const frames = await this.streams.stream(jobId, firstSeq(lastEventId, fromSeq), gone.signal);
    reply
      .header('content-type', 'text/event-stream; charset=utf-8')
      .header('cache-control', 'no-cache')
      .header('x-accel-buffering', 'no')
      .send(Readable.from(frames, { objectMode: false, highWaterMark: STREAM_BUFFER_BYTES }));
    reply.raw.flushHeaders();
  }
}

/** A browser sends the id of the last event that it saw; anything else than a sequence number is ignored, as browsers do. */
function firstSeq(lastEventId: string | undefined, fromSeq: number | undefined): number {
  if (lastEventId !== undefined && /^\d{1,15}$/.test(lastEventId)) return Number(lastEventId) + 1;
  return fromSeq ?? 0;
}
