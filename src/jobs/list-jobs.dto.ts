import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { JOB_STATUSES, type JobStatus } from '../domain/job.ts';
import { JOB_KINDS, type JobKind } from '../domain/job-fields.ts';
import { JOB_SORTS, type JobQuery } from '../domain/list-query.ts';
import { PageQueryDto } from '../http/page-query.dto.ts';
import { TextParameter } from '../http/query-fields.ts';
import { fieldSortOf, SortParameter } from '../http/sort-parameter.ts';

export class ListJobsDto extends PageQueryDto {
  @TextParameter('Only jobs of this project.', 'classify_sentiment')
  readonly project?: string;

  @ApiPropertyOptional({ description: 'Only jobs of this kind.', enum: JOB_KINDS, example: 'evaluate' })
  @IsOptional()
  @IsIn(JOB_KINDS)
  readonly kind?: JobKind;

  @ApiPropertyOptional({ description: 'Only jobs in this state.', enum: JOB_STATUSES, example: 'done' })
  @IsOptional()
  @IsIn(JOB_STATUSES)
  readonly status?: JobStatus;

  @TextParameter(
    'Only jobs with all of these words, in upper or lower case, in their id, name, project, program, prompt, dataset or model.',
    'sentiment english',
  )
  readonly q?: string;

  @SortParameter({
    description: 'The order; newest first without it.',
    fields: JOB_SORTS,
    hasMetrics: false,
    example: '-finished_at',
  })
  readonly sort?: string;
}

export class ShowJobDto {
  @ApiPropertyOptional({
    description: '`false` leaves the events out: the manifest and the summary remain.',
    enum: ['true', 'false'],
    default: 'true',
    example: 'true',
  })
  @IsOptional()
  @IsIn(['true', 'false'])
  readonly events?: 'true' | 'false';
}

export function jobQueryOf({ sort, ...rest }: ListJobsDto): JobQuery {
  const order = sort === undefined ? undefined : fieldSortOf(sort, JOB_SORTS);
  return { ...rest, ...(order === undefined ? {} : { sort: order }) };
}
