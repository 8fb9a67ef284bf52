import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

/** Why a job ended before its work was complete. */
export class StoppedDto {
  @ApiProperty({
    description:
      'What ended it: `user` for a cancellation, `shutdown` when Assay stopped, the name of the limit that it reached ' +
      '(`max_cost_usd`, `max_tokens`, `max_seconds`, `max_failures`), `refused` when a provider refused 10 requests in a row that no other could pass, ' +
      '`decided` when a live comparison had its answer, or `budget` when the budget of a search was not enough for another step.',
    example: 'max_tokens',
  })
  readonly reason!: string;

  @ApiPropertyOptional({ description: 'The limit, of a job that reached one.', type: Number, example: 2_000_000 })
  readonly limit?: number;

  @ApiPropertyOptional({
    description: 'What had been taken when the limit was reached; what was in flight then came on top.',
    type: Number,
    example: 2_000_311,
  })
  readonly spent?: number;

  @ApiPropertyOptional({ description: 'What the budget was of.', enum: ['trials', 'cost_usd'], example: 'trials' })
  readonly budget?: string;

  @ApiPropertyOptional({ description: 'Trials that had failed, with `max_failures`.', type: 'integer', example: 11 })
  readonly failed?: number;

  @ApiPropertyOptional({
    description: 'The live comparison, with `decided`.',
    type: String,
    example: '6f1d0e2b-8f0f-4c39-9a34-0b6a4c5f7d21',
  })
  readonly comparison_id?: string;

  @ApiPropertyOptional({ description: 'Rows that it took, with `decided`.', type: 'integer', minimum: 0, example: 88 })
  readonly samples?: number;

  @ApiPropertyOptional({
    description: 'With `decided`: whether every metric had a verdict, or as many rows were taken as were asked for.',
    enum: ['verdict', 'max_samples'],
    example: 'verdict',
  })
  readonly because?: string;

  @ApiPropertyOptional({ description: 'Trials that were not made, with `decided`.', type: 'integer', minimum: 0, example: 912 })
  readonly trials_saved?: number;

  @ApiPropertyOptional({
    description:
      'What they would have cost, in US dollars, by what those before did, with `decided`; `null` where that is not known.',
    type: Number,
    nullable: true,
    example: 0.42,
  })
  readonly cost_saved_usd?: number | null;

  @ApiPropertyOptional({ description: 'The model that was refused, with `refused`.', type: String, example: 'gpt-5-mini' })
  readonly model?: string;

  @ApiPropertyOptional({
    description: 'Why: the key is wrong, the account has no credit, or there is no such model.',
    enum: ['key', 'credit', 'model'],
    example: 'key',
  })
  readonly refusal?: string;

  @ApiPropertyOptional({ description: 'How many requests in a row were refused.', type: 'integer', example: 10 })
  readonly refusals?: number;
}
