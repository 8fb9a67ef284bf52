import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsOptional } from 'class-validator';
import { IsText, MayBeAbsent } from '../http/field-checks.ts';
import { IsNameList } from './is-name-list.ts';
import { IsNumberWithin } from './is-number-within.ts';
import { numberWithin } from './number-schema.ts';

/** What a question about runs says of metrics, samples and significance, whatever it asks. */
export class ChosenMetricsDto {
  @ApiPropertyOptional({
    description: 'Metrics that all of the runs have; without it, or when empty, all that they have in common.',
    type: [String],
    uniqueItems: true,
    nullable: true,
    example: ['accuracy'],
  })
  @IsOptional()
  @IsNameList()
  readonly metrics?: string[] | null;

  @ApiPropertyOptional({
    description:
      'What counts as significant: a (corrected) two-sided p-value of at most this. Intervals have the level 1 − alpha.',
    ...numberWithin({ above: 0, below: 1 }),
    default: 0.05,
    example: 0.05,
  })
  @MayBeAbsent()
  @IsNumberWithin({ above: 0, below: 1 })
  readonly alpha?: number;

  @ApiPropertyOptional({
    description:
      'Samples that belong together (questions about one document) and tell less than as many independent ones: `cluster`, the ' +
      'samples’ own field, or a dot path into the samples of jobs, such as `inputs.document_id`.',
    example: 'cluster',
    minLength: 1,
    maxLength: 1000,
  })
  @MayBeAbsent()
  @IsText()
  readonly cluster_by?: string;
}
