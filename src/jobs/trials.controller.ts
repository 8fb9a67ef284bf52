import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { NeedsScope } from '../http/access/needs-scope.ts';
import { AgainstPipe, NAMED_JOB, NamedJob } from '../http/named-parameters.ts';
import { ProblemResponses } from '../http/problem-responses.ts';
import { RowParameter, rowOf } from '../http/row-parameter.ts';
import { SampleAggregateDto, wireAggregate } from '../http/sample-aggregate.dto.ts';
import { aggregateQueryOf, sampleQueryOf } from '../http/sample-query.dto.ts';
import { PARAMETER_FAULTS } from '../http/unknown-parameters.ts';
import { OneTrialDto, OneTrialQueryDto, TrialAggregateQueryDto, TrialQueryDto, TrialsDto, wireTrial } from './trials.dto.ts';
import { TrialsService } from './trials.service.ts';

/** The trials of a job, found, sorted and paged by the server. */
@ApiTags('jobs')
@Controller('api/jobs/:job_id/trials')
export class TrialsController {
  constructor(private readonly trials: TrialsService) {}

  @Get()
  @NeedsScope('read')
  @ApiOperation({ operationId: 'listTrials', summary: 'Find, sort and page the trials of a job' })
  @ApiParam(NAMED_JOB)
  @ApiOkResponse({ type: TrialsDto, description: 'A page of the trials that match.' })
  @ProblemResponses(400, 404, PARAMETER_FAULTS)
  async list(
    @NamedJob() jobId: string,
    @Query(AgainstPipe) { step_index: asked, ...query }: TrialQueryDto,
  ): Promise<TrialsDto> {
    const { samples, stepIndex, nextCursor, total, search } = await this.trials.page(jobId, asked, sampleQueryOf(query));
    return { trials: samples.map((sample) => wireTrial(sample, stepIndex)), next_cursor: nextCursor, total, search };
  }

  @Get('aggregate')
  @NeedsScope('read')
  @ApiOperation({ operationId: 'aggregateTrials', summary: 'Count and average the trials of a job that match' })
  @ApiParam(NAMED_JOB)
  @ApiOkResponse({ type: SampleAggregateDto, description: 'Counts, means, failures and, with `slice_by`, slices.' })
  @ProblemResponses(400, 404, PARAMETER_FAULTS)
  async aggregate(
    @NamedJob() jobId: string,
    @Query(AgainstPipe) { step_index: stepIndex, ...query }: TrialAggregateQueryDto,
  ): Promise<SampleAggregateDto> {
    return wireAggregate(await this.trials.aggregate(jobId, stepIndex, aggregateQueryOf(query)));
  }

  @Get(':row')
  @NeedsScope('read')
  @ApiOperation({ operationId: 'getTrial', summary: 'Show one trial of a job, with its neighbours' })
  @ApiParam(NAMED_JOB)
  @RowParameter()
  @ApiOkResponse({ type: OneTrialDto, description: 'The trial.' })
  @ProblemResponses(400, 404, PARAMETER_FAULTS)
  async show(
    @NamedJob() jobId: string,
    @Param('row') row: string,
    @Query() { step_index: asked, replicate }: OneTrialQueryDto,
  ): Promise<OneTrialDto> {
    const { sample, stepIndex, previous, next } = await this.trials.one(jobId, asked, { row: rowOf(row), replicate });
    return { trial: wireTrial(sample, stepIndex), previous, next };
  }
}
