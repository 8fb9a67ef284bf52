import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsNotEmpty, IsOptional, IsString, Max, Min } from 'class-validator';
import { JOB_KINDS, JOB_STATUSES, type JobKind, type JobStatus } from '../domain/job.ts';

export class ListJobsDto {
  @ApiPropertyOptional({
    description: 'At most so many jobs; without it, all.',
    type: 'integer',
    minimum: 1,
    maximum: 1000,
    example: 50,
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(1000)
  readonly limit?: number;

  @ApiPropertyOptional({
    description: 'The `next_cursor` of the page before.',
    example: 'WyIyMDI2LTExLTIyVDA5OjAwOjAwLjAwMFoiLCIuLi4iXQ',
  })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  readonly cursor?: string;

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
