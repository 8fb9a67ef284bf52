import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString } from 'class-validator';
import { RUN_STATUSES, type RunStatus } from '../domain/run.ts';
import { PageQueryDto } from '../http/page-query.dto.ts';

export class ListRunsDto extends PageQueryDto {
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
