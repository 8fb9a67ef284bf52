import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsNotEmpty, IsOptional, IsString, Max, Min } from 'class-validator';
import { RUN_STATUSES, type RunStatus } from '../domain/run.ts';

export class ListRunsDto {
  @ApiPropertyOptional({
    description: 'At most so many runs; without it, all.',
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
    description: 'Where to go on; the `Link` header of the page before has it.',
    example: 'WyIyMDI2LTExLTIyVDA5OjAwOjAwLjAwMFoiLCJiYXNlIl0',
  })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  readonly cursor?: string;

  @ApiPropertyOptional({ description: 'Only runs of this experiment.', example: 'classify_sentiment' })
  @IsOptional()
  @IsString()
  readonly experiment_id?: string;

  @ApiPropertyOptional({ description: 'Only runs in this state.', enum: RUN_STATUSES, example: 'completed' })
  @IsOptional()
  @IsIn(RUN_STATUSES)
  readonly status?: RunStatus;

  @ApiPropertyOptional({
    description: 'Only runs with this text in their id or their experiment’s, in upper or lower case.',
    example: 'sentiment',
  })
  @IsOptional()
  @IsString()
  readonly q?: string;
}
