import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsObject } from 'class-validator';
import { IsIntegerFrom } from '../http/is-integer-from.ts';
import { IsStringSet } from '../http/is-string-set.ts';
import { IsText } from '../http/is-text.ts';
import { MayBeAbsent } from '../http/may-be-absent.ts';

const TEXT = { minLength: 1, maxLength: 1000 } as const;

/** The body of `POST /api/run`. */
export class RunRequestDto {
  @ApiProperty({ description: 'A project of the catalog.', example: 'classify_sentiment', ...TEXT })
  @IsText()
  readonly project!: string;

  @ApiProperty({ description: 'One of its programs.', example: 'v1', ...TEXT })
  @IsText()
  readonly program!: string;

  @ApiProperty({ description: 'One of its prompt templates.', example: 'english', ...TEXT })
  @IsText()
  readonly prompt!: string;

  @ApiProperty({ description: 'One of its datasets.', example: 'full', ...TEXT })
  @IsText()
  readonly examples!: string;

  @ApiProperty({ description: 'The model, `provider:model-id`.', example: 'local:lexicon', ...TEXT })
  @IsText()
  readonly model!: string;

  @ApiPropertyOptional({ description: 'Trials in flight at once.', type: 'integer', minimum: 1, default: 1, example: 8 })
  @MayBeAbsent()
  @IsIntegerFrom(1)
  readonly workers?: number;

  @ApiPropertyOptional({ description: 'Trials an example.', type: 'integer', minimum: 1, default: 1, example: 1 })
  @MayBeAbsent()
  @IsIntegerFrom(1)
  readonly repeats?: number;

  @ApiPropertyOptional({ description: 'Only the first so many examples.', type: 'integer', minimum: 1, example: 20 })
  @MayBeAbsent()
  @IsIntegerFrom(1)
  readonly limit?: number;

  @ApiPropertyOptional({
    description: 'Shuffles the examples, the same way for the same seed; without it they come in the order of the file.',
    type: 'integer',
    minimum: 0,
    example: 7,
  })
  @MayBeAbsent()
  @IsIntegerFrom(0)
  readonly seed?: number;

  @ApiPropertyOptional({
    description: 'What every completion is asked with: temperature and the like.',
    type: 'object',
    additionalProperties: true,
    example: { temperature: 0 },
  })
  @MayBeAbsent()
  @IsObject({ message: 'must be a JSON object' })
  readonly generation_kwargs?: Record<string, unknown>;

  @ApiPropertyOptional({
    description: 'The experiment that it belongs to; the project without it.',
    example: 'prompts',
    ...TEXT,
  })
  @MayBeAbsent()
  @IsText()
  readonly experiment_id?: string;

  @ApiPropertyOptional({ description: 'A name for people.', example: 'english prompt, lexicon', ...TEXT })
  @MayBeAbsent()
  @IsText()
  readonly label?: string;
}

/** The body of `POST /api/evaluate`. */
export class EvaluateRequestDto extends RunRequestDto {
  @ApiProperty({
    description: 'Metrics of the project, each once.',
    type: [String],
    minItems: 1,
    uniqueItems: true,
    example: ['label_correctness'],
  })
  @IsStringSet()
  readonly metrics!: string[];
}

/** The body of `POST /api/optimize`. */
export class OptimizeRequestDto extends EvaluateRequestDto {
  @ApiProperty({ description: 'Candidates to try beyond the baseline.', type: 'integer', minimum: 0, example: 4 })
  @IsIntegerFrom(0)
  readonly steps!: number;

  @ApiProperty({ description: 'The model that proposes templates, `provider:model-id`.', example: 'local:proposer', ...TEXT })
  @IsText()
  readonly proposer_model!: string;
}
