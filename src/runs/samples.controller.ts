import { Controller, Get, Inject, NotFoundException, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { RUN_STORE, type RunStore } from '../domain/run-store.ts';
import { NeedsScope } from '../http/access/needs-scope.ts';
import { AgainstPipe, NAMED_RUN, NamedRun } from '../http/named-parameters.ts';
import { ProblemResponses } from '../http/problem-responses.ts';
import { RowParameter, rowOf } from '../http/row-parameter.ts';
import { SampleAggregateDto, wireAggregate } from '../http/sample-aggregate.dto.ts';
import {
  aggregateQueryOf,
  ReplicateQueryDto,
  SampleAggregateQueryDto,
  SampleQueryDto,
  sampleQueryOf,
} from '../http/sample-query.dto.ts';
import { PARAMETER_FAULTS } from '../http/unknown-parameters.ts';
import { RandomSamplesDto, RandomSamplesQueryDto } from './labels.dto.ts';
import { RunSampleDto, RunSamplesDto, wirePlacedSample } from './run-samples.dto.ts';

/** The samples of a run, found, sorted and paged by the server. */
@ApiTags('runs')
@Controller('api/runs/:run_id/samples')
export class SamplesController {
  constructor(@Inject(RUN_STORE) private readonly runs: RunStore) {}

  @Get()
  @NeedsScope('read')
  @ApiOperation({ operationId: 'listSamples', summary: 'Find, sort and page the samples of a run' })
  @ApiParam(NAMED_RUN)
  @ApiOkResponse({ type: RunSamplesDto, description: 'A page of the samples that match.' })
  @ProblemResponses(400, 404, PARAMETER_FAULTS)
  async list(@NamedRun() runId: string, @Query(AgainstPipe) query: SampleQueryDto): Promise<RunSamplesDto> {
    const { samples, nextCursor, total, search } = await this.runs.page(runId, sampleQueryOf(query));
    return { samples: samples.map(wirePlacedSample), next_cursor: nextCursor, total, search };
  }

  @Get('aggregate')
  @NeedsScope('read')
  @ApiOperation({ operationId: 'aggregateSamples', summary: 'Count and average the samples of a run that match' })
  @ApiParam(NAMED_RUN)
  @ApiOkResponse({ type: SampleAggregateDto, description: 'Counts, means, failures and, with `slice_by`, slices.' })
  @ProblemResponses(400, 404, PARAMETER_FAULTS)
  async aggregate(@NamedRun() runId: string, @Query(AgainstPipe) query: SampleAggregateQueryDto): Promise<SampleAggregateDto> {
    return wireAggregate(await this.runs.aggregate(runId, aggregateQueryOf(query)));
  }

  @Get('random')
  @NeedsScope('read')
  @ApiOperation({
    operationId: 'drawSamples',
    summary: 'Draw samples of a run at random, to be labelled',
    description:
      'Samples of different examples, in the order of the draw: whoever labels the first of them has labelled a random sample too. Only ' +
      'samples that have a score, unless none has.',
  })
  @ApiParam(NAMED_RUN)
  @ApiOkResponse({ type: RandomSamplesDto, description: 'The samples; fewer where the run has no more.' })
  @ProblemResponses(404, PARAMETER_FAULTS)
  async random(@NamedRun() runId: string, @Query() { n = 50, seed = 0 }: RandomSamplesQueryDto): Promise<RandomSamplesDto> {
    const drawn = await this.runs.randomSamples(runId, { count: n, seed });
    return { samples: drawn.map(wirePlacedSample) };
  }

  @Get(':row')
  @NeedsScope('read')
  @ApiOperation({ operationId: 'getSample', summary: 'Show one sample of a run, with its neighbours' })
  @ApiParam(NAMED_RUN)
  @RowParameter()
  @ApiOkResponse({ type: RunSampleDto, description: 'The sample.' })
  @ProblemResponses(404, PARAMETER_FAULTS)
  async show(
    @NamedRun() runId: string,
    @Param('row') row: string,
    @Query() { replicate }: ReplicateQueryDto,
  ): Promise<RunSampleDto> {
    const found = await this.runs.sample(runId, rowOf(row), replicate);
    if (found === undefined) throw new NotFoundException(`The run has no sample in row ${row}.`);
    return { sample: wirePlacedSample(found.sample), previous: found.previous, next: found.next };
  }
}
