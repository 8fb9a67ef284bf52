import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsNotEmpty, IsOptional, IsString, Max, Min } from 'class-validator';

/** The part of a list's query that says which page of it. */
export class PageQueryDto {
  @ApiPropertyOptional({
    description: 'At most so many; without it, all.',
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
    description: 'Where to go on: the page before says it, as `next_cursor` of jobs and in the `Link` header of runs.',
    example: 'WyIyMDI2LTExLTIyVDA5OjAwOjAwLjAwMFoiLCIuLi4iXQ',
  })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  readonly cursor?: string;
}
