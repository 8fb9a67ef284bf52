import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString } from 'class-validator';
import { RUN_STATUSES, type RunStatus } from '../domain/run.ts';
import { RUN_SORTS, type RunQuery } from '../domain/list-query.ts';
import { PageQueryDto } from '../http/page-query.dto.ts';
import { TextParameter, WholeNumberParameter } from '../http/query-fields.ts';
import { sortOf, SortParameter } from '../http/sort-parameter.ts';

export class ListRunsDto extends PageQueryDto {
  @ApiPropertyOptional({ description: 'Only runs of this experiment.', example: 'classify_sentiment' })
  @IsOptional()
  @IsString()
  readonly experiment_id?: string;

  @ApiPropertyOptional({ description: 'Only runs in this state.', enum: RUN_STATUSES, example: 'completed' })
  @IsOptional()
  @IsIn(RUN_STATUSES)
  readonly status?: RunStatus;

  @TextParameter(
    'Only runs with all of these words, in upper or lower case, in their id, name, experiment, project, program, prompt, dataset ' +
      'or model.',
    'sentiment english',
  )
  readonly q?: string;

  @SortParameter({
    description: 'The order; newest first without it.',
    fields: RUN_SORTS,
    hasMetrics: true,
    example: '-metric.label_correctness',
  })
  readonly sort?: string;
}

export function runQueryOf({ experiment_id: experimentId, sort, ...rest }: ListRunsDto): RunQuery {
  const order = sort === undefined ? undefined : sortOf(sort, RUN_SORTS);
  return {
    ...rest,
    ...(experimentId === undefined ? {} : { experimentId }),
    ...(order === undefined ? {} : { sort: order }),
  };
}

export class ShowRunDto {
  @WholeNumberParameter({
    description: 'The most samples to give; all of them without it.',
    minimum: 1,
    maximum: 100_000,
    example: 100,
  })
  readonly limit?: number;

  @WholeNumberParameter({
    description: 'Samples to leave out before the first.',
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
    default: 0,
    example: 0,
  })
  readonly offset?: number;

  @ApiPropertyOptional({
    description: '`false` leaves the samples out.',
    enum: ['true', 'false'],
    default: 'true',
    example: 'true',
  })
  @IsOptional()
  @IsIn(['true', 'false'])
  readonly samples?: 'true' | 'false';
}
