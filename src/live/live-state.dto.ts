import { ApiProperty } from '@nestjs/swagger';
import { COMPARISON_ENDS } from '../domain/comparison.ts';

/** Why a comparison has ended. */
export class StateEndDto {
  @ApiProperty({
    description:
      '`decided`: every metric has a verdict, and the candidate was to be stopped then. `complete`: all rows are scored, so that the verdict is a fact ' +
      'about them. `max_samples`: as many rows as were asked for. `cancelled`: a run ended before its rows were scored; if it goes on, the comparison ' +
      'does. `run_deleted`: one of the runs is gone. `failed`: what it rests on does not hold, and `detail` says what.',
    enum: COMPARISON_ENDS,
    example: 'decided',
  })
  readonly reason!: (typeof COMPARISON_ENDS)[number];

  @ApiProperty({ description: 'More, for people.', type: String, nullable: true, example: null })
  readonly detail!: string | null;
}

export class SavedDto {
  @ApiProperty({ description: 'Trials of the candidate that were not made.', type: 'integer', minimum: 0, example: 912 })
  readonly trials!: number;

  @ApiProperty({
    description: 'What they would have cost by what those before did, in US dollars; `null` where that is not known.',
    type: 'number',
    nullable: true,
    example: 0.42,
  })
  readonly cost_usd!: number | null;
}

export class ControlRunDto {
  @ApiProperty({ description: 'A run that had ended.', example: '4d3c8f0e-53a2-4a1c-9b1f-2f6f0a7c1e55' })
  readonly run_id!: string;

  @ApiProperty({
    description: 'How much of its scores says how easy a row is.',
    type: 'number',
    minimum: 0,
    maximum: 1,
    example: 0.5,
  })
  readonly weight!: number;
}

/** What is known in one metric. */
export class LiveMetricDto {
  @ApiProperty({ description: 'The metric.', example: 'label_correctness' })
  readonly metric!: string;

  @ApiProperty({
    description: 'Candidate less baseline, in units of the metric: the best estimate; `null` before the first row.',
    type: 'number',
    nullable: true,
    example: 0.18,
  })
  readonly delta!: number | null;

  @ApiProperty({
    description: 'What is not excluded at 1 − alpha, at any look; it never widens.',
    type: 'array',
    items: { type: 'number' },
    minItems: 2,
    maxItems: 2,
    example: [0.01, 0.35],
  })
  readonly interval!: number[];

  @ApiProperty({
    description: 'Against “no difference”, valid at every look; it never rises.',
    type: 'number',
    minimum: 0,
    maximum: 1,
    example: 0.031,
  })
  readonly p_value!: number;

  @ApiProperty({
    description: 'The same corrected by Holm over the metrics.',
    type: 'number',
    minimum: 0,
    maximum: 1,
    example: 0.031,
  })
  readonly corrected_p_value!: number;

  @ApiProperty({
    description: 'ln of the e-value of “no difference” now; `null` once that is impossible.',
    type: 'number',
    nullable: true,
    example: 3.47,
  })
  readonly log_e!: number | null;

  @ApiProperty({ description: 'Who is better so far: `a` is the candidate.', enum: ['a', 'b'], example: 'a' })
  readonly ahead!: 'a' | 'b';

  @ApiProperty({
    description: 'Runs whose scores make the interval narrower; none while the baseline runs.',
    type: [ControlRunDto],
  })
  readonly control!: ControlRunDto[];

  @ApiProperty({
    description: '`a_better`: the candidate is; `b_better`: the baseline is.',
    enum: ['a_better', 'b_better', 'equivalent', 'inconclusive'],
    example: 'a_better',
  })
  readonly verdict!: string;

  @ApiProperty({
    description: 'Whether all rows are scored, so that this is the case on them and not inferred.',
    example: false,
  })
  readonly is_fact!: boolean;
}

/** How a comparison stands after so many rows. */
export class LiveStateDto {
  @ApiProperty({ description: 'Counts from 0 without gaps.', type: 'integer', minimum: 0, example: 14 })
  readonly seq!: number;

  @ApiProperty({ description: 'The comparison’s id.', example: '6f1d0e2b-8f0f-4c39-9a34-0b6a4c5f7d21' })
  readonly comparison_id!: string;

  @ApiProperty({
    description: 'Rows that are scored in both runs, from the first of the order on without a gap.',
    type: 'integer',
    minimum: 0,
    example: 88,
  })
  readonly n!: number;

  @ApiProperty({ description: 'Rows that it may come to.', type: 'integer', minimum: 1, example: 1000 })
  readonly of!: number;

  @ApiProperty({ description: 'One for each metric.', type: [LiveMetricDto] })
  readonly metrics!: LiveMetricDto[];

  @ApiProperty({ description: 'Whether every metric has a verdict.', example: true })
  readonly decided!: boolean;

  @ApiProperty({
    description: 'What ending the candidate’s job has saved; `null` before it has, and where it was not ended.',
    type: SavedDto,
    nullable: true,
  })
  readonly saved!: SavedDto | null;

  @ApiProperty({ description: 'How it ended, in the last state; `null` in every other.', type: StateEndDto, nullable: true })
  readonly ended!: StateEndDto | null;
}
