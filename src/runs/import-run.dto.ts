import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { RUN_STATUSES, type RunStatus } from '../domain/run.ts';

const ANY_VALUE = [
  { type: 'string' },
  { type: 'object', additionalProperties: true },
  { type: 'array', items: {} },
  { type: 'number' },
  { type: 'boolean' },
  { type: 'null' },
];

/** A sample to import. As many lines of it as there are samples follow the header of an NDJSON body. */
export class ImportSampleDto {
  @ApiProperty({
    description: 'The same for the same question in every run. One that comes again is a repeat: its scores are averaged.',
    minLength: 1,
    maxLength: 1000,
    example: 'gsm8k-0001',
  })
  readonly id!: string;

  @ApiPropertyOptional({ description: 'What was asked.', default: '', example: 'How many eggs are left?' })
  readonly prompt?: string;

  @ApiPropertyOptional({
    description: 'What came out; anything but a string is kept as its JSON text.',
    oneOf: ANY_VALUE,
    default: '',
    example: '18',
  })
  readonly response?: unknown;

  @ApiPropertyOptional({
    description: 'What was expected; anything but a string is kept as its JSON text.',
    oneOf: ANY_VALUE,
    example: '18',
  })
  readonly reference?: unknown;

  @ApiProperty({
    description: 'The scores, by metric: finite numbers, or booleans, which count as 0 and 1.',
    type: 'object',
    additionalProperties: { oneOf: [{ type: 'number' }, { type: 'boolean' }] },
    example: { correct: true },
  })
  readonly scores!: Record<string, number | boolean>;

  @ApiPropertyOptional({
    description: 'What samples that are not independent of each other share.',
    type: String,
    nullable: true,
    minLength: 1,
    maxLength: 1000,
    example: 'document-7',
  })
  readonly cluster?: string | null;

  @ApiPropertyOptional({
    description: 'What slices of the results are made by.',
    type: [String],
    nullable: true,
    maxItems: 1000,
    example: ['algebra'],
  })
  readonly tags?: string[] | null;

  @ApiPropertyOptional({
    description: 'Why it failed: its type and message, or a message alone. It then counts as failed.',
    oneOf: [
      { type: 'object', properties: { type: { type: 'string' }, message: { type: 'string' } } },
      { type: 'string' },
      { type: 'null' },
    ],
    example: { type: 'TimeoutError', message: 'the model did not answer within 60 s' },
  })
  readonly error?: unknown;

  @ApiPropertyOptional({
    description: 'Of one that failed: what the model answered.',
    oneOf: ANY_VALUE,
    example: 'I can’t say.',
  })
  readonly raw_response?: unknown;

  @ApiPropertyOptional({
    description: 'What paths such as `inputs.topic` lead into, for `slice_by` and `cluster_by`.',
    type: 'object',
    additionalProperties: true,
    nullable: true,
    example: { inputs: { question: 'How many eggs are left?', topic: 'subtraction' } },
  })
  readonly example?: Record<string, unknown> | null;

  @ApiPropertyOptional({
    description: 'By metric why it got its score.',
    type: 'object',
    additionalProperties: { type: 'string' },
    nullable: true,
    example: { correct: 'both are 18' },
  })
  readonly reasons?: Record<string, string> | null;

  @ApiPropertyOptional({ description: 'Tokens in.', type: 'integer', nullable: true, minimum: 0, example: 31 })
  readonly input_tokens?: number | null;

  @ApiPropertyOptional({ description: 'Tokens out.', type: 'integer', nullable: true, minimum: 0, example: 6 })
  readonly output_tokens?: number | null;

  @ApiPropertyOptional({ description: 'Seconds.', type: Number, nullable: true, minimum: 0, example: 0.84 })
  readonly latency?: number | null;
}

/** A run to import: the header line of an NDJSON body has all of it but the samples. */
export class ImportRunDto {
  @ApiPropertyOptional({
    description:
      'Its id, without control characters; a new one without it. The same run under the same id is safe to send again.',
    minLength: 1,
    maxLength: 200,
    example: 'gsm8k-175b-verification',
  })
  readonly run_id?: string;

  @ApiPropertyOptional({
    description: 'What it belongs to.',
    minLength: 1,
    maxLength: 1000,
    default: 'default',
    example: 'gsm8k',
  })
  readonly experiment_id?: string;

  @ApiPropertyOptional({ description: 'Where it stands.', enum: RUN_STATUSES, default: 'completed', example: 'completed' })
  readonly status?: RunStatus;

  @ApiPropertyOptional({
    description: 'When it was made, with its zone; now without it.',
    format: 'date-time',
    example: '2026-11-22T09:00:00Z',
  })
  readonly created_at?: string;

  @ApiPropertyOptional({
    description: 'Whatever is worth keeping about it.',
    type: 'object',
    additionalProperties: true,
    example: { model: '175b_verification' },
  })
  readonly metadata?: Record<string, unknown>;

  @ApiProperty({
    description: 'Its samples.',
    type: [ImportSampleDto],
    example: [{ id: 'gsm8k-0001', response: '18', scores: { correct: true } }],
  })
  readonly samples!: ImportSampleDto[];
}
