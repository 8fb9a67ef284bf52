import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn } from 'class-validator';
import { type ComparisonOptions, type Population, POPULATIONS } from '../domain/comparison.ts';
import { IsIntegerFrom, IsStringSet, MayBeAbsent } from './field-checks.ts';
import { KeyedByUsers } from './keyed-by-users.ts';
import { AlphaField, IsNumberWithin, numberWithin } from './number-fields.ts';
import { AreRanges, rangesSchema } from './ranges-field.ts';

const NAMES = { mayBeEmpty: true, longest: 1000 };

/** How two runs are compared while they are made, in every request that asks for it. */
export class ComparisonOptionsDto {
  @ApiPropertyOptional({
    description: 'Metrics that both runs have; without it, or when empty, all that they have in common.',
    type: [String],
    uniqueItems: true,
    example: ['label_correctness'],
  })
  @MayBeAbsent()
  @IsStringSet(NAMES)
  readonly metrics?: string[];

  @AlphaField('The chance of a wrong verdict, at any look, over all metrics together. Intervals have the level 1 − alpha.')
  @MayBeAbsent()
  readonly alpha?: number;

  @ApiPropertyOptional({
    description:
      'Differences smaller than this, in units of the metric, do not matter: where only such are left, the verdict is `equivalent`. Without it only a ' +
      'better run can be found.',
    ...numberWithin({ above: 0 }),
    example: 0.02,
  })
  @MayBeAbsent()
  @IsNumberWithin({ above: 0 })
  readonly margin?: number;

  @ApiPropertyOptional({
    description:
      '`dataset`: who will be ahead on these rows once both runs have ended. `new`: who would be on new rows of their kind, which takes more of ' +
      'them; copies of a row are left out, and after the last row an exact test follows.',
    enum: POPULATIONS,
    default: 'dataset',
    example: 'dataset',
  })
  @MayBeAbsent()
  @IsIn(POPULATIONS, { message: `must be one of ${POPULATIONS.join(', ')}` })
  readonly population?: Population;

  @ApiPropertyOptional({
    description: 'Whether the candidate’s job ends, as `done`, once every metric has a verdict, or `max_samples` are taken.',
    default: false,
    example: true,
  })
  @MayBeAbsent()
  @IsBoolean({ message: 'must be true or false' })
  readonly stop?: boolean;

  @ApiPropertyOptional({
    description: 'The comparison ends after so many rows, with a verdict or without.',
    type: 'integer',
    minimum: 1,
    example: 500,
  })
  @MayBeAbsent()
  @IsIntegerFrom(1)
  readonly max_samples?: number;

  @ApiPropertyOptional({
    description: 'The lowest and highest score of metrics of which that is not known; those of jobs are from 0 to 1.',
    ...rangesSchema(),
    example: { label_correctness: [0, 1] },
  })
  @MayBeAbsent()
  @KeyedByUsers()
  @AreRanges()
  readonly ranges?: Record<string, [number, number]>;

  @ApiPropertyOptional({
    description: 'Those of the compared metrics in which a lower score is better.',
    type: [String],
    uniqueItems: true,
    example: [],
  })
  @MayBeAbsent()
  @IsStringSet(NAMES)
  readonly lower_is_better?: string[];
}

export function comparisonOptions(body: ComparisonOptionsDto): ComparisonOptions {
  const { metrics, alpha, margin, population, stop, max_samples: maxSamples, ranges, lower_is_better: lowerIsBetter } = body;
  return {
    ...(metrics && { metrics }),
    ...(alpha !== undefined && { alpha }),
    ...(margin !== undefined && { margin }),
    ...(population && { population }),
    ...(stop !== undefined && { stop }),
    ...(maxSamples !== undefined && { maxSamples }),
    ...(ranges && { ranges: new Map(Object.entries(ranges)) }),
    ...(lowerIsBetter && { lowerIsBetter }),
  };
}
