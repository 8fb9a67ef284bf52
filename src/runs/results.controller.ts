import { Controller, Get, Inject, Query } from '@nestjs/common';
import { ApiExtraModels, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RUN_STORE, type RunStore } from '../domain/run-store.ts';
import { NeedsScope } from '../http/access/needs-scope.ts';
import { ProblemResponses } from '../http/problem-responses.ts';
import { PARAMETER_FAULTS } from '../http/unknown-parameters.ts';
import { ExampleMeanDto } from '../http/example-mean.dto.ts';
import { ListResultsDto, resultQueryOf, ResultsDto, wireResult } from './results.dto.ts';

/** All that there is to look at, in one list. */
@ApiTags('runs')
@Controller('api/results')
export class ResultsController {
  constructor(@Inject(RUN_STORE) private readonly runs: RunStore) {}

  @Get()
  @NeedsScope('read')
  @ApiOperation({
    operationId: 'listResults',
    summary: 'List jobs, steps and runs from elsewhere in one list, newest first',
    description:
      'Jobs that run or wait stand beside those that have ended, imports and runs that Themis wrote, each with its means and their 95 % ' +
      'intervals. Steps of optimize jobs stand in it as `steps` says.',
  })
  @ApiExtraModels(ExampleMeanDto)
  @ApiOkResponse({ type: ResultsDto, description: 'A page of the results that match.' })
  @ProblemResponses([400, 'The cursor is of another list, or stands beside an offset.'], PARAMETER_FAULTS)
  async list(@Query() query: ListResultsDto): Promise<ResultsDto> {
    const { results, total, nextCursor } = await this.runs.results(resultQueryOf(query));
    return { results: results.map(wireResult), total, next_cursor: nextCursor };
  }
}
