import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsOptional, Min } from 'class-validator';

export class StreamQueryDto {
  @ApiPropertyOptional({
    description: 'Start with the event of this `seq` instead of the first.',
    type: 'integer',
    minimum: 0,
    example: 120,
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  readonly from_seq?: number;
}
