import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString } from 'class-validator';
import { JOB_STATUSES, type JobStatus } from '../domain/job.ts';
import { JOB_KINDS, type JobKind } from '../domain/job-fields.ts';
import { PageQueryDto } from '../http/page-query.dto.ts';

export class ListJobsDto extends PageQueryDto {
  @ApiPropertyOptional({ description: 'Only jobs of this project.', example: 'classify_sentiment' })
  @IsOptional()
  @IsString()
  readonly project?: string;

  @ApiPropertyOptional({ description: 'Only jobs of this kind.', enum: JOB_KINDS, example: 'evaluate' })
  @IsOptional()
  @IsIn(JOB_KINDS)
  readonly kind?: JobKind;

  @ApiPropertyOptional({ description: 'Only jobs in this state.', enum: JOB_STATUSES, example: 'done' })
  @IsOptional()
  @IsIn(JOB_STATUSES)
  readonly status?: JobStatus;
}
