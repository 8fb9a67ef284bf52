import { ApiExtraModels, ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsBoolean, IsIn, IsOptional, ValidateNested } from 'class-validator';
import { IsIntegerFrom, IsText, MayBeAbsent } from '../http/field-checks.ts';
import { RefusesUnknownParameters } from '../http/unknown-parameters.ts';
import { KAPPA_WEIGHTS, type KappaWeights } from '../statistics/cohen-kappa.ts';
import { ALPHA_LEVELS, type AlphaLevel } from '../statistics/krippendorff.ts';
import { AlphaField, count, maybeInterval, maybeNumber, SeedField } from '../http/number-fields.ts';
import { ComparisonWarningDto } from './pairwise-result.dto.ts';

/** Raters that one request may name. */
export const MOST_RATERS = 50;

/** Who rates: a metric, one of its looks or all of them, or people. */
export class RaterDto {
  @ApiProperty({ description: 'The run whose samples are rated.', example: 'candidate' })
  @IsText()
  readonly run_id!: string;

  @ApiPropertyOptional({ description: 'The metric that rates.', minLength: 1, maxLength: 1000, example: 'helpfulness' })
  @MayBeAbsent()
  @IsText()
  readonly metric?: string;

  @ApiPropertyOptional({
    description: 'In place of a metric: the name of the run’s human labels.',
    minLength: 1,
    maxLength: 1000,
    example: 'helpful',
  })
  @MayBeAbsent()
  @IsText()
  readonly labels?: string;

  @ApiPropertyOptional({
    description: 'With a metric: only this one of its looks at each sample, from 0.',
    type: 'integer',
    minimum: 0,
    example: 0,
  })
  @MayBeAbsent()
  @IsIntegerFrom(0)
  readonly look?: number;

  @ApiPropertyOptional({ description: 'With a metric: every one of its looks is a rater.', type: Boolean, example: true })
  @MayBeAbsent()
  @IsBoolean()
  readonly looks?: boolean;
}

/** The body of `POST /api/agreement`. */
@RefusesUnknownParameters()
export class AgreementRequestDto {
  @ApiProperty({
    description:
      'Two raters or more. Without `look` and `looks`, a metric rates by the mean of its looks. Raters of several runs are joined as in a ' +
      'comparison: by the samples’ ids, and rows of one dataset that are equal by their rows. Repeats of an example are apart.',
    type: [RaterDto],
    minItems: 1,
    maxItems: MOST_RATERS,
    example: [
      { run_id: 'candidate', metric: 'label_correctness' },
      { run_id: 'baseline', metric: 'label_correctness' },
    ],
  })
  @ArrayMinSize(1, { message: 'must have at least two raters, or one with looks' })
  @ArrayMaxSize(MOST_RATERS, { message: `must have at most ${MOST_RATERS} raters` })
  @ValidateNested({ each: true, message: 'must be objects with a run_id and a metric or labels' })
  @IsArray({ message: 'must be an array of raters' })
  @Type(() => RaterDto)
  readonly raters!: RaterDto[];

  @ApiPropertyOptional({
    description:
      'How far two values are apart for Krippendorff’s α: equal or not, by their ranks, or by their distance. Without it `nominal` where the ' +
      'raters use at most 20 values, else `interval`.',
    enum: ALPHA_LEVELS,
    example: 'nominal',
  })
  @MayBeAbsent()
  @IsIn(ALPHA_LEVELS, { message: `must be one of ${ALPHA_LEVELS.join(', ')}` })
  readonly level?: AlphaLevel;

  @ApiPropertyOptional({
    description:
      'How much a disagreement counts for Cohen’s κ: fully, by how many categories it is wide, or by the square of that.',
    enum: KAPPA_WEIGHTS,
    default: 'unweighted',
    example: 'unweighted',
  })
  @MayBeAbsent()
  @IsIn(KAPPA_WEIGHTS, { message: `must be one of ${KAPPA_WEIGHTS.join(', ')}` })
  readonly weights?: KappaWeights;

  @AlphaField('Intervals have the level 1 − alpha.')
  @MayBeAbsent()
  readonly alpha?: number;

  @SeedField('The seed of the bootstrap: the same request with the same seed has the same answer.')
  @IsOptional()
  readonly seed?: number;
}

/** A rater, and what it says. */
export class RatedByDto {
  @ApiProperty({ description: 'The run.', example: 'candidate' })
  readonly run_id!: string;

  @ApiProperty({ description: 'What a person calls it.', example: 'candidate' })
  readonly run_name!: string;

  @ApiProperty({ description: 'The metric; `null` for people.', type: String, nullable: true, example: 'helpfulness' })
  readonly metric!: string | null;

  @ApiProperty({ description: 'The human labels; `null` for a metric.', type: String, nullable: true, example: null })
  readonly labels!: string | null;

  @ApiProperty({ description: 'The look; `null` for the mean of all.', type: 'integer', nullable: true, example: null })
  readonly look!: number | null;

  @ApiProperty(count('Samples that it has rated.', 200))
  readonly n!: number;

  @ApiProperty(maybeNumber('Its mean; `null` where it has rated none.', 0.81))
  readonly mean!: number | null;

  @ApiProperty({
    description: 'How often it gives each of `values`; `null` without these.',
    type: [Number],
    nullable: true,
    example: [38, 162],
  })
  readonly counts!: number[] | null;
}

/** Cohen’s κ of two raters. */
export class KappaDto {
  @ApiProperty(maybeNumber('From −1 to 1; `null` where both use one value only.', 0.64))
  readonly kappa!: number | null;

  @ApiProperty(maybeNumber('Fleiss, Cohen and Everitt’s.', 0.058))
  readonly standard_error!: number | null;

  @ApiProperty(maybeInterval('At the level 1 − alpha; `null` below 50 samples.', [0.526, 0.754]))
  readonly interval!: [number, number] | null;

  @ApiProperty({ description: 'The share of agreement, by the weights.', type: 'number', example: 0.89 })
  readonly observed_agreement!: number;

  @ApiProperty({ description: 'What chance alone would give.', type: 'number', example: 0.69 })
  readonly chance_agreement!: number;
}

/** Krippendorff’s α of all raters. */
export class KrippendorffDto {
  @ApiProperty(maybeNumber('1 for full agreement, 0 for chance; `null` where there is one value only.', 0.63))
  readonly alpha!: number | null;

  @ApiProperty(maybeInterval('At the level 1 − alpha: by resampled samples.', [0.51, 0.74]))
  readonly interval!: [number, number] | null;
}

/** The answer of `POST /api/agreement`. */
@ApiExtraModels(KappaDto, KrippendorffDto)
export class AgreementDto {
  @ApiProperty(count('Samples that two raters or more have rated.', 200))
  readonly n_items!: number;

  @ApiProperty({ description: 'In the order of the request; of all looks one after another.', type: [RatedByDto] })
  readonly raters!: RatedByDto[];

  @ApiProperty({ description: 'Of `krippendorff`.', enum: ALPHA_LEVELS, example: 'nominal' })
  readonly level!: AlphaLevel;

  @ApiProperty({ description: 'Of `kappa`.', enum: KAPPA_WEIGHTS, example: 'unweighted' })
  readonly weights!: KappaWeights;

  @ApiProperty({
    description: 'Only of exactly two raters who use at most 20 values.',
    type: KappaDto,
    nullable: true,
  })
  readonly kappa!: KappaDto | null;

  @ApiProperty({ description: 'Of any number of raters.', type: KrippendorffDto })
  readonly krippendorff!: KrippendorffDto;

  @ApiProperty({
    description: 'All values that the raters use, ascending; `null` where there are more than 20.',
    type: [Number],
    nullable: true,
    example: [0, 1],
  })
  readonly values!: number[] | null;

  @ApiProperty({
    description:
      'Of two raters: in row i and column j how often the first gives value i where the second gives value j. `null` without `values`, and of more raters.',
    type: 'array',
    items: { type: 'array', items: { type: 'integer' } },
    nullable: true,
    example: [
      [28, 10],
      [12, 150],
    ],
  })
  readonly table!: number[][] | null;

  @ApiProperty({ description: 'What to keep in mind.', type: [ComparisonWarningDto] })
  readonly warnings!: ComparisonWarningDto[];
}
