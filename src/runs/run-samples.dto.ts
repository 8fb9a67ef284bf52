import { ApiProperty, ApiPropertyOptional, IntersectionType, OmitType } from '@nestjs/swagger';
import type { PlacedSample } from '../domain/sample-query.ts';
import { NeighboursDto, PlacedFieldsDto, placedFields, SamplePageDto, ShortTextsDto } from '../http/sample.dto.ts';
import { SampleDto } from './run.dto.ts';
import { wireSample } from './run-wire.ts';

/** A sample with what the run knows of it. */
export class PlacedSampleDto extends IntersectionType(OmitType(SampleDto, ['tags']), PlacedFieldsDto) {
  @ApiProperty({
    description: 'The example’s number in its dataset, or the sample’s own number where it is of none.',
    type: 'integer',
    minimum: 0,
    example: 3,
  })
  readonly row!: number;

  @ApiProperty({ description: '0 for the first trial of an example.', type: 'integer', minimum: 0, example: 0 })
  readonly replicate!: number;

  @ApiProperty({ description: 'Whether it succeeded.', enum: ['success', 'failed'], example: 'success' })
  readonly status!: 'success' | 'failed';

  @ApiPropertyOptional({ description: 'With `texts=short`; then the sample’s own texts are cut too.', type: ShortTextsDto })
  readonly texts?: ShortTextsDto;
}

export class RunSamplesDto extends SamplePageDto {
  @ApiProperty({ description: 'The samples.', type: [PlacedSampleDto] })
  readonly samples!: readonly PlacedSampleDto[];
}

export class RunSampleDto extends NeighboursDto {
  @ApiProperty({ description: 'The sample.', type: PlacedSampleDto })
  readonly sample!: PlacedSampleDto;
}

export function wirePlacedSample(sample: PlacedSample): PlacedSampleDto {
  const { row, replicate, status, texts } = sample;
  return {
    ...wireSample(sample),
    row,
    replicate,
    status,
    ...placedFields(sample),
    ...(texts === undefined ? {} : { texts }),
  };
}
