import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsNotEmpty, IsOptional, IsString, Max, Min } from 'class-validator';

/** Which page of a list a query asks for. */
export class PageQueryDto {
  @ApiPropertyOptional({
    description: 'The most entries to return; all of them by default.',
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
    description:
      'Where to continue: `next_cursor` of the previous page of jobs, or the `Link` header of the previous page of runs.',
    example: 'WyIyMDI2LTExLTIyVDA5OjAwOjAwLjAwMFoiLCIuLi4iXQ',
  })
  @IsOptional()
  @IsString()
  @IsNotEmpty()
  readonly cursor?: string;
}
