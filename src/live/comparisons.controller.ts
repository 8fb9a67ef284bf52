import { Body, Controller, Delete, Get, Headers, HttpCode, Param, Post, Query, Req, Res } from '@nestjs/common';
import {
  ApiCreatedResponse,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { NeedsScope, TakesTicket } from '../http/access/needs-scope.ts';
import { Audited } from '../http/audit/audited.ts';
import { comparisonOptions } from '../http/comparison-options.dto.ts';
import { firstSeq, LAST_EVENT_ID, sendEventStream, StreamQueryDto } from '../http/event-stream-reply.ts';
import { askedBy, idempotencyKey } from '../http/idempotency-key.ts';
import { StaysOpen } from '../http/limits/open-connections.ts';
import { ProblemResponses } from '../http/problem-responses.ts';
import { PARAMETER_FAULTS } from '../http/unknown-parameters.ts';
import { ListComparisonsDto, LiveComparisonDto, LiveComparisonListDto, StartComparisonDto } from './comparisons.dto.ts';
import { ComparisonsService } from './comparisons.service.ts';

const COMPARISON_ID = {
  name: 'comparison_id',
  description: 'The comparison’s id.',
  example: '6f1d0e2b-8f0f-4c39-9a34-0b6a4c5f7d21',
};

/** The body of the stream: text whose `data:` lines match `contentSchema`. */
const STATE_STREAM_SCHEMA = {
  type: 'string',
  description: 'Server-sent events. The JSON after every `data: ` is one `LiveState`.',
  contentMediaType: 'text/event-stream',
  contentSchema: { $ref: '#/components/schemas/LiveState' },
};

/** Comparisons of runs while they are made. */
@ApiTags('comparison')
@Controller('api/comparisons')
export class ComparisonsController {
  constructor(private readonly comparisons: ComparisonsService) {}

  @Post()
  @NeedsScope('run')
  @Audited('comparison.start')
  @HttpCode(201)
  @ApiOperation({
    operationId: 'startComparison',
    summary: 'Compare a candidate with a baseline while they run',
    description:
      'Rows count in a seeded random order that was fixed beforehand, each once it is scored in both runs, so that intervals and verdicts hold at ' +
      'every look, however often one looks and whenever one stops. Either run may be in progress; one that is must have been started with a `seed`. ' +
      'With `stop`, the candidate’s job ends once everything is decided.',
  })
  @ApiHeader(idempotencyKey('the comparison that was begun first'))
  @ApiCreatedResponse({ type: LiveComparisonDto, description: 'The comparison has begun.' })
  @ProblemResponses(
    [400, 'The runs are of different datasets, have no metric in common, or one that runs has no seed.'],
    [404, 'One of the runs is not known.'],
    413,
    415,
    [
      422,
      'The request does not match its schema, or an option does not suit the scores; for one, the range of a metric is not known.',
    ],
    503,
  )
  create(@Body() body: StartComparisonDto, @Req() request: FastifyRequest): Promise<LiveComparisonDto> {
    return this.comparisons.create(body.run_ids, comparisonOptions(body), askedBy(request));
  }

  @Get()
  @NeedsScope('read')
  @ApiOperation({ operationId: 'listComparisons', summary: 'List live comparisons, newest first' })
  @ApiOkResponse({ type: LiveComparisonListDto, description: 'The comparisons; all of them without `limit`.' })
  @ProblemResponses([400, 'The cursor is of another list, or `run_id` may mean several runs.'], PARAMETER_FAULTS)
  list(@Query() { run_id: runId, ...page }: ListComparisonsDto): Promise<LiveComparisonListDto> {
    return this.comparisons.list({ ...page, ...(runId === undefined ? {} : { runId }) });
  }

  @Get(':comparison_id')
  @NeedsScope('read')
  @ApiOperation({ operationId: 'getComparison', summary: 'Show a live comparison with what was said last' })
  @ApiParam(COMPARISON_ID)
  @ApiOkResponse({ type: LiveComparisonDto, description: 'The comparison.' })
  @ProblemResponses(404)
  show(@Param('comparison_id') comparisonId: string): Promise<LiveComparisonDto> {
    return this.comparisons.find(comparisonId);
  }

  @Get(':comparison_id/events')
  @NeedsScope('read')
  @StaysOpen()
  @TakesTicket()
  @ApiOperation({
    operationId: 'streamComparison',
    summary: 'Stream a live comparison’s states until it ends',
    description:
      'Server-sent events, framed as those of jobs: an `id:` line with the state’s `seq`, one `data: ` line with the state (`LiveState`), and a blank ' +
      'line. A client gets every state from the first (or from the one that it names) whenever it connects, the same at every replay; the last one ' +
      'says in `ended` how it ended. At most ten come a second.',
  })
  @ApiParam(COMPARISON_ID)
  @ApiHeader(LAST_EVENT_ID)
  @ApiOkResponse({ description: 'The stream.', content: { 'text/event-stream': { schema: STATE_STREAM_SCHEMA } } })
  @ProblemResponses(404, 422)
  async events(
    @Param('comparison_id') comparisonId: string,
    @Query() { from_seq: fromSeq }: StreamQueryDto,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await sendEventStream(reply, (signal) => this.comparisons.stream(comparisonId, firstSeq(lastEventId, fromSeq), signal));
  }

  @Delete(':comparison_id')
  @NeedsScope('admin')
  @Audited('comparison.delete', 'comparison_id')
  @HttpCode(204)
  @ApiOperation({ operationId: 'deleteComparison', summary: 'Delete a live comparison; its runs stay, and go on' })
  @ApiParam(COMPARISON_ID)
  @ApiNoContentResponse({ description: 'The comparison is deleted.' })
  @ProblemResponses(404)
  delete(@Param('comparison_id') comparisonId: string): Promise<void> {
    return this.comparisons.delete(comparisonId);
  }
}
