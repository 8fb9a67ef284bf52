import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import type { ScoringPayload } from '../evaluation/event.ts';
import type { JsonValue } from '../evaluation/json.ts';
import type { MetricInfo, Score } from '../evaluation/scoring.ts';
import { ANY_JSON } from './any-json.ts';
import { FailureDto } from './trial-payload.dto.ts';

export class MetricInfoDto implements MetricInfo {
  @ApiProperty({ description: 'Its name.', example: 'label_correctness' })
  readonly name!: string;

  @ApiProperty({ description: 'What it measures.', example: 'The label is the one that the dataset expects.' })
  readonly description!: string;

  @ApiProperty({ description: 'Code or a model.', enum: ['programmatic', 'llm_judge'], example: 'programmatic' })
  readonly kind!: MetricInfo['kind'];
}

export class ScoreDto implements Score {
  @ApiProperty({ description: "A value of the metric's scale. Any JSON.", ...ANY_JSON, example: true })
  readonly raw!: JsonValue;

  @ApiProperty({ description: 'The same from 0 to 1.', type: 'number', minimum: 0, maximum: 1, example: 1 })
  readonly normalized!: number;

  @ApiProperty({ description: 'Why.', example: 'expected positive and got positive' })
  readonly reason!: string;
}

export class ScoringPayloadDto implements ScoringPayload {
  @ApiProperty({ description: 'The trial that is scored.', pattern: '^[0-9a-f]{16}$', example: '36a4c434f798fcce' })
  readonly trial_id!: string;

  @ApiPropertyOptional({
    description: "The place of the trial's example in its dataset, counted from 0.",
    type: 'integer',
    minimum: 0,
    example: 3,
  })
  readonly row?: number;

  @ApiProperty({ description: 'The metric that scores it.', type: MetricInfoDto })
  readonly metric!: MetricInfoDto;

  @ApiProperty({ description: '0 for the first look of a metric at a trial.', type: 'integer', minimum: 0, example: 0 })
  readonly replicate!: number;

  @ApiProperty({
    description: 'Whether the metric gave a value of its scale.',
    enum: ['success', 'failed'],
    example: 'success',
  })
  readonly status!: 'success' | 'failed';

  @ApiPropertyOptional({ description: 'On success: the score.', type: ScoreDto })
  readonly score?: ScoreDto;

  @ApiPropertyOptional({ description: 'On failure: what went wrong; such a scoring is in no average.', type: FailureDto })
  readonly error?: FailureDto;
}
