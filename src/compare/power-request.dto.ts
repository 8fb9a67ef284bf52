import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';
import { MayBeAbsent } from '../http/field-checks.ts';
import { ChosenMetricsDto } from './chosen-metrics.dto.ts';
import { IsNameList } from './is-name-list.ts';
import { IsNumberWithin } from './is-number-within.ts';
import { numberWithin } from './number-schema.ts';

const MOST_SAMPLES = 1_000_000_000;
const SAMPLES_MESSAGE = `must be an integer from 3 to ${MOST_SAMPLES}`;

/** The body of `POST /api/power`. */
export class PowerRequestDto extends ChosenMetricsDto {
  @ApiProperty({
    description: 'One run, or a pair whose paired differences tell the variance much better.',
    type: [String],
    minItems: 1,
    maxItems: 2,
    uniqueItems: true,
    example: ['candidate', 'baseline'],
  })
  @IsNameList()
  readonly run_ids!: string[];

  @ApiPropertyOptional({
    description: 'The true difference that is to be found, in units of the metric: gives `required_samples`.',
    ...numberWithin({ above: 0 }),
    example: 0.03,
  })
  @MayBeAbsent()
  @IsNumberWithin({ above: 0 })
  readonly delta?: number;

  @ApiPropertyOptional({
    description:
      'How many samples there will be: gives `mde`, and with `delta` the chance to find it. As many as there are without it.',
    type: 'integer',
    minimum: 3,
    maximum: MOST_SAMPLES,
    example: 500,
  })
  @MayBeAbsent()
  @IsInt({ message: SAMPLES_MESSAGE })
  @Min(3, { message: SAMPLES_MESSAGE })
  @Max(MOST_SAMPLES, { message: SAMPLES_MESSAGE })
  readonly n?: number;

  @ApiPropertyOptional({
    description: 'The chance with which a true difference is to be found.',
    ...numberWithin({ above: 0, below: 1 }),
    default: 0.8,
    example: 0.8,
  })
  @MayBeAbsent()
  @IsNumberWithin({ above: 0, below: 1 })
  readonly power?: number;

  @ApiPropertyOptional({
    description:
      'One run only: how the scores of the run to come will correlate with its scores. 0, the safe guess, without it.',
    ...numberWithin({ above: -1, below: 1 }),
    default: 0,
    example: 0.5,
  })
  @MayBeAbsent()
  @IsNumberWithin({ above: -1, below: 1 })
  readonly correlation?: number;
}
