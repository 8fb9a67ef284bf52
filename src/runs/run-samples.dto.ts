import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { PlacedSample } from '../domain/sample-query.ts';
import { NeighboursDto, OtherSampleDto, SamplePageDto, ShortTextsDto } from '../http/sample.dto.ts';
import { SampleDto } from './run.dto.ts';
import { wireSample } from './run-wire.ts';

const NUMBER_OR_NULL = { type: Number, nullable: true } as const;

/** A sample with what the run knows of it. */
export class PlacedSampleDto extends SampleDto {
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

  @ApiProperty({ description: 'The tags of its example.', type: [String], example: [] })
  override readonly tags: readonly string[] = [];

  @ApiProperty({ description: 'Tokens in; `null` where that is not known.', ...NUMBER_OR_NULL, example: 31 })
  readonly input_tokens!: number | null;

  @ApiProperty({ description: 'Tokens out; `null` where that is not known.', ...NUMBER_OR_NULL, example: 6 })
  readonly output_tokens!: number | null;

  @ApiProperty({ description: 'Seconds; `null` where that is not known.', ...NUMBER_OR_NULL, example: 0.84 })
  readonly latency!: number | null;

  @ApiProperty({ description: 'What it cost; `null` where that is not known.', ...NUMBER_OR_NULL, example: null })
  readonly cost!: number | null;

  @ApiProperty({
    description: 'With `against`: the score here minus the score there; `null` where one of them is missing.',
    ...NUMBER_OR_NULL,
    example: null,
  })
  readonly delta!: number | null;

  @ApiPropertyOptional({ description: 'With `texts=short`; then the sample’s own texts are cut too.', type: ShortTextsDto })
  readonly texts?: ShortTextsDto;

  @ApiPropertyOptional({
    description: 'With `against`: the same sample there; `null` where there is none.',
    type: OtherSampleDto,
    nullable: true,
  })
  readonly other?: OtherSampleDto | null;
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
  const {
    inputTokens,
    outputTokens,
    latency,
    cost,
    delta,
    row,
    replicate,
    status,
    tags,
    events: _events,
    seq: _seq,
    texts,
    other,
    ...rest
  } = sample;
  return {
    ...wireSample(rest),
    row,
    replicate,
    status,
    tags,
    input_tokens: inputTokens,
    output_tokens: outputTokens,
    latency,
    cost,
    delta,
    ...(texts === undefined ? {} : { texts }),
    ...(other === undefined ? {} : { other }),
  };
}
