import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import { ApiExtraModels, ApiHeader, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { NeedsScope, TakesTicket } from '../../http/access/needs-scope.ts';
import { StaysOpen } from '../../http/limits/open-connections.ts';
import { NAMED_JOB, NamedJob } from '../../http/named-parameters.ts';
import { firstSeq, LAST_EVENT_ID, sendEventStream, StreamQueryDto } from '../../http/event-stream-reply.ts';
import { ProblemResponses } from '../../http/problem-responses.ts';
import { WS_CLIENT_MESSAGES, WS_SERVER_MESSAGES } from '../ws/ws-message.dto.ts';
import { JobStreamService } from './job-stream.service.ts';

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
  @ApiHeader(LAST_EVENT_ID)
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
    await sendEventStream(reply, (signal) => this.streams.stream(jobId, firstSeq(lastEventId, fromSeq), signal));
  }
}
