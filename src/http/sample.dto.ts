import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { type PlacedSample, type SamplePlace, type SearchProgress, TEXT_NAMES, type TextName } from '../domain/sample-query.ts';

const TEXT = { type: String, nullable: true } as const;
const NUMBER_OR_NULL = { type: Number, nullable: true } as const;

/** Why a sample failed. */
export class SampleErrorDto {
  @ApiProperty({ description: 'The kind of the error, or its class.', example: 'TimeoutError' })
  readonly type!: string;

  @ApiProperty({ description: 'What went wrong.', example: 'the model did not answer within 60 s' })
  readonly message!: string;
}

/** The first characters of the texts of a sample. */
export class ShortTextsDto {
  @ApiProperty({
    description: 'The inputs; JSON where they are no text. `null` where they are not known.',
    ...TEXT,
    example: '4+28+4?',
  })
  readonly inputs!: string | null;

  @ApiProperty({ description: 'What the model was asked.', ...TEXT, example: 'Answer briefly: 4+28+4?' })
  readonly prompt!: string | null;

  @ApiProperty({ description: 'What came out, of a failed sample what the model answered.', ...TEXT, example: '36' })
  readonly response!: string | null;

  @ApiProperty({ description: 'What the example expects, JSON where that is no text.', ...TEXT, example: '36' })
  readonly reference!: string | null;

  @ApiProperty({ description: 'Why it failed.', ...TEXT, example: null })
  readonly error!: string | null;

  @ApiProperty({ description: 'The texts of these that are longer.', enum: TEXT_NAMES, isArray: true, example: [] })
  readonly cut!: readonly TextName[];
}

/** The same sample in the run to compare with. */
export class OtherSampleDto {
  @ApiProperty({ description: 'Whether it succeeded.', enum: ['success', 'failed'], example: 'success' })
  readonly status!: 'success' | 'failed';

  @ApiProperty({ description: 'Which replicate: the same where there is one.', type: 'integer', minimum: 0, example: 0 })
  readonly replicate!: number;

  @ApiProperty({
    description: 'What came out there, of a failed sample what the model answered.',
    example: '{"sentiment":false}',
  })
  readonly response!: string;

  @ApiProperty({
    description: 'For each metric that scored it the score.',
    type: 'object',
    additionalProperties: { type: 'number' },
    example: { label_correctness: 0 },
  })
  readonly scores!: Readonly<Record<string, number>>;

  @ApiPropertyOptional({ description: 'Of a sample that failed: why.', type: SampleErrorDto })
  readonly error?: SampleErrorDto;

  @ApiProperty({ description: 'With `texts=short`: the texts that were cut.', enum: TEXT_NAMES, isArray: true, example: [] })
  readonly cut!: readonly TextName[];
}

/** What a page of samples says of each, whether it is shown as a trial or as a sample of a run. */
export class PlacedFieldsDto {
  @ApiProperty({ description: 'The tags of its example.', type: [String], example: [] })
  readonly tags!: readonly string[];

  @ApiProperty({ description: 'Tokens in, of all calls; `null` where that is not known.', ...NUMBER_OR_NULL, example: 31 })
  readonly input_tokens!: number | null;

  @ApiProperty({ description: 'Tokens out, of all calls; `null` where that is not known.', ...NUMBER_OR_NULL, example: 6 })
  readonly output_tokens!: number | null;

  @ApiProperty({ description: 'Seconds, of all calls; `null` where that is not known.', ...NUMBER_OR_NULL, example: 0.84 })
  readonly latency!: number | null;

  @ApiProperty({ description: 'What it cost; `null` where that is not known.', ...NUMBER_OR_NULL, example: null })
  readonly cost!: number | null;

  @ApiProperty({
    description: 'With `against`: the score here minus the score there; `null` where one of them is missing.',
    ...NUMBER_OR_NULL,
    example: null,
  })
  readonly delta!: number | null;

  @ApiPropertyOptional({
    description: 'With `against`: the same sample there; `null` where there is none.',
    type: OtherSampleDto,
    nullable: true,
  })
  readonly other?: OtherSampleDto | null;
}

/** Those fields of a sample. */
export function placedFields(sample: PlacedSample): Pick<PlacedFieldsDto, keyof PlacedFieldsDto> {
  const { tags, inputTokens, outputTokens, latency, cost, delta, other } = sample;
  return {
    tags,
    input_tokens: inputTokens,
    output_tokens: outputTokens,
    latency,
    cost,
    delta,
    ...(other === undefined ? {} : { other }),
  };
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
    description: 'With `offset`: all that match; else `null`.',
    type: 'integer',
    minimum: 0,
    nullable: true,
    example: null,
  })
  readonly total!: number | null;

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
