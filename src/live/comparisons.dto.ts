import { ApiProperty } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize } from 'class-validator';
import { COMPARISON_ENDS, POPULATIONS } from '../domain/comparison.ts';
import { ComparisonOptionsDto } from '../http/comparison-options.dto.ts';
import { IsStringSet } from '../http/field-checks.ts';
import { PageQueryDto } from '../http/page-query.dto.ts';
import { TextParameter } from '../http/query-fields.ts';
import { RefusesUnknownParameters } from '../http/unknown-parameters.ts';
import { LiveStateDto, StateEndDto } from './live-state.dto.ts';

const CANDIDATE = 'b0ba8e36-d075-40d7-931b-6f81b0ecf5ea';
const BASELINE = '4d3c8f0e-53a2-4a1c-9b1f-2f6f0a7c1e55';
const TWO = 'must be the candidate and the baseline: two runs';

/** The body of `POST /api/comparisons`. */
@RefusesUnknownParameters()
export class StartComparisonDto extends ComparisonOptionsDto {
  @ApiProperty({
    description:
      'The candidate, then the baseline, by their ids or otherwise named. Either may be an evaluate job that runs or waits.',
    type: [String],
    minItems: 2,
    maxItems: 2,
    uniqueItems: true,
    example: [CANDIDATE, BASELINE],
  })
  @IsStringSet()
  @ArrayMinSize(2, { message: TWO })
  @ArrayMaxSize(2, { message: TWO })
  readonly run_ids!: [string, string];
}

@RefusesUnknownParameters()
export class ListComparisonsDto extends PageQueryDto {
  @TextParameter('Only comparisons of this run, by its id or otherwise named.', CANDIDATE)
  readonly run_id?: string;
}

export class ComparisonIdDto {
  @ApiProperty({ description: 'The comparison’s id.', example: '6f1d0e2b-8f0f-4c39-9a34-0b6a4c5f7d21' })
  readonly comparison_id!: string;
}

/** A comparison of two runs while they are made. */
export class LiveComparisonDto extends ComparisonIdDto {
  @ApiProperty({
    description: '`waiting` is a comparison that goes on when a job of it does that was interrupted.',
    enum: ['running', 'waiting', 'ended'],
    example: 'ended',
  })
  readonly status!: 'running' | 'waiting' | 'ended';

  @ApiProperty({
    description: 'The candidate and the baseline.',
    type: [String],
    minItems: 2,
    maxItems: 2,
    example: [CANDIDATE, BASELINE],
  })
  readonly run_ids!: string[];

  @ApiProperty({ description: 'What they are compared by.', type: [String], example: ['label_correctness'] })
  readonly metrics!: string[];

  @ApiProperty({ description: 'The chance of a wrong verdict.', type: 'number', example: 0.05 })
  readonly alpha!: number;

  @ApiProperty({ description: 'The difference that would not matter.', type: 'number', nullable: true, example: null })
  readonly margin!: number | null;

  @ApiProperty({ description: 'What the verdict is about.', enum: POPULATIONS, example: 'dataset' })
  readonly population!: (typeof POPULATIONS)[number];

  @ApiProperty({ description: 'Whether the candidate’s job ends with the comparison.', example: true })
  readonly stop!: boolean;

  @ApiProperty({ description: 'The most rows that it takes.', type: 'integer', nullable: true, example: null })
  readonly max_samples!: number | null;

  @ApiProperty({ description: 'The seed of the order of the rows.', type: 'integer', example: 7 })
  readonly seed!: number;

  @ApiProperty({ description: 'When it was begun.', format: 'date-time', example: '2026-11-30T10:00:00.000Z' })
  readonly created_at!: string;

  @ApiProperty({
    description: 'When it ended.',
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2026-11-30T10:01:12.000Z',
  })
  readonly ended_at!: string | null;

  @ApiProperty({
    description: `Why no further row follows: ${COMPARISON_ENDS.join(', ')}; \`null\` while one may.`,
    type: StateEndDto,
    nullable: true,
    example: { reason: 'decided', detail: null },
  })
  readonly ended!: StateEndDto | null;

  @ApiProperty({ description: 'What was said last.', type: LiveStateDto, nullable: true })
  readonly state!: LiveStateDto | null;
}

export class LiveComparisonListDto {
  @ApiProperty({ description: 'The comparisons, the newest first.', type: [LiveComparisonDto] })
  readonly comparisons!: LiveComparisonDto[];

  @ApiProperty({
    description: 'The `cursor` of the next page; `null` on the last.',
    type: String,
    nullable: true,
    example: null,
  })
  readonly next_cursor!: string | null;
}
