import { ApiProperty } from '@nestjs/swagger';
import type { SamplePlace, SearchProgress } from '../domain/sample-query.ts';

/** Why a sample failed. */
export class SampleErrorDto {
  @ApiProperty({ description: 'The kind of the error, or its class.', example: 'TimeoutError' })
  readonly type!: string;

  @ApiProperty({ description: 'What went wrong.', example: 'the model did not answer within 60 s' })
  readonly message!: string;
}

/** How much of a run's text a search can find by now. */
export class SearchProgressDto implements SearchProgress {
  @ApiProperty({ description: 'Samples whose text was searched.', type: 'integer', minimum: 0, example: 1000 })
  readonly indexed!: number;

  @ApiProperty({ description: 'Samples of the run.', type: 'integer', minimum: 0, example: 1000 })
  readonly of!: number;
}

/** A page of samples, whatever these are shown as. */
export class SamplePageDto {
  @ApiProperty({
    description: 'The `cursor` of the next page; `null` on the last.',
    type: String,
    nullable: true,
    example: null,
  })
  readonly next_cursor!: string | null;

  @ApiProperty({
    description: 'Where text was searched for: how much of it the index has by now; else `null`.',
    type: SearchProgressDto,
    nullable: true,
    example: null,
  })
  readonly search!: SearchProgressDto | null;
}

/** The place of a sample in its dataset. */
export class SamplePlaceDto implements SamplePlace {
  @ApiProperty({ description: 'The row.', type: 'integer', minimum: 0, example: 4 })
  readonly row!: number;

  @ApiProperty({ description: 'The replicate.', type: 'integer', minimum: 0, example: 0 })
  readonly replicate!: number;
}

/** The neighbours of a sample, in the order of rows. */
export class NeighboursDto {
  @ApiProperty({ description: 'The one before; `null` for the first.', type: SamplePlaceDto, nullable: true })
  readonly previous!: SamplePlaceDto | null;

  @ApiProperty({ description: 'The one after; `null` for the last.', type: SamplePlaceDto, nullable: true })
  readonly next!: SamplePlaceDto | null;
}
