import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsInt, IsOptional, Max, Min } from 'class-validator';

export class ShowRunDto {
  @ApiPropertyOptional({
    description: 'At most so many samples; without it, all.',
    type: 'integer',
    minimum: 1,
    maximum: 100_000,
    example: 100,
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(100_000)
  readonly limit?: number;

  @ApiPropertyOptional({
    description: 'Samples to leave out before the first.',
    type: 'integer',
    minimum: 0,
    default: 0,
    example: 0,
  })
  @IsOptional()
  @Type(() => Number)
  @IsInt()
  @Min(0)
  @Max(Number.MAX_SAFE_INTEGER)
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
