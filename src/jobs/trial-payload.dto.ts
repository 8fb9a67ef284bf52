import { ApiProperty, ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import type {
  AttemptPayload,
  CallPayload,
  CallTelemetryPayload,
  ResponsePayload,
  SearchPart,
  TelemetryPayload,
  TrialErrorPayload,
  TrialPayload,
  UsagePayload,
} from '../evaluation/event.ts';
import type { JsonObject, JsonSchema, JsonValue } from '../evaluation/json.ts';
import type { ToolChoice } from '../evaluation/model.ts';
import { FAILURE_KINDS, type FailureKind } from '../evaluation/trial.ts';
import { MessageDto, ToolCallDto, ToolDto } from './message.dto.ts';
import { CallSpanDto, WorkTimesDto } from './traced-fields.dto.ts';

/** The schema of any JSON value. */
export const ANY_JSON = {
  oneOf: [
    { type: 'object', additionalProperties: true },
    { type: 'array', items: {} },
    { type: 'string' },
    { type: 'number' },
    { type: 'boolean' },
    { type: 'null' },
  ],
} satisfies ApiPropertyOptions;

const JSON_OBJECT = { type: 'object', additionalProperties: true } as const;

export class FailureDto {
  @ApiProperty({ description: "The error's class.", example: 'TypeError' })
  readonly type!: string;

  @ApiProperty({ description: "The error's message.", example: "Cannot read properties of undefined (reading 'label')" })
  readonly message!: string;
}

export class TrialErrorDto extends FailureDto implements TrialErrorPayload {
  @ApiPropertyOptional({
    description:
      'Who failed: `provider`, no answer came (rate limit, outage, timeout, refused key), so the trial has no score; `answer`, the ' +
      "answer can't be used; `program`, the program threw. Archives of other writers lack it.",
    enum: FAILURE_KINDS,
    example: 'program',
  })
  readonly kind?: FailureKind;
}

export class ExampleDto {
  @ApiProperty({ description: 'What the program was given.', ...JSON_OBJECT, example: { review: 'What a film!' } })
  readonly inputs!: JsonObject;

  @ApiProperty({
    description: 'What the dataset expects; `null` if it expects nothing. Any JSON.',
    ...ANY_JSON,
    example: 'positive',
  })
  readonly reference!: JsonValue;

  @ApiPropertyOptional({ description: 'What the dataset calls it; unique there.', example: 'review-17' })
  readonly id?: string;

  @ApiPropertyOptional({ description: 'What slices of the results are made by.', type: [String], example: ['short'] })
  readonly tags?: readonly string[];

  @ApiPropertyOptional({ description: 'What examples that are not independent of each other share.', example: 'film-3' })
  readonly cluster?: string;
}

export class ModelRequestDto {
  @ApiProperty({ description: 'The model, without its provider.', example: 'lexicon' })
  readonly model_id!: string;

  @ApiProperty({ description: 'The messages.', type: [MessageDto] })
  readonly prompt!: MessageDto[];

  @ApiProperty({ description: 'The system instruction, if any.', type: String, nullable: true, example: null })
  readonly system_instruction!: string | null;

  @ApiProperty({
    description: 'The JSON Schema of the output, if it is structured.',
    ...JSON_OBJECT,
    nullable: true,
    example: { type: 'object', properties: { sentiment: { enum: ['positive', 'negative'] } } },
  })
  readonly output_schema!: JsonSchema | null;

  @ApiProperty({ description: 'Temperature and the like.', ...JSON_OBJECT, example: { temperature: 0 } })
  readonly generation_kwargs!: JsonObject;

  @ApiPropertyOptional({ description: 'What the model could ask to be called, if anything.', type: [ToolDto] })
  readonly tools?: ToolDto[];

  @ApiPropertyOptional({
    description: 'Whether it may ask for a tool, must, or must not; the provider’s own choice without it.',
    enum: ['auto', 'required', 'none'],
    example: 'auto',
  })
  readonly tool_choice?: ToolChoice;
}

const TOKENS = { type: 'integer', nullable: true, minimum: 0 } as const;

/** What a call took beside its tokens. */
class CallCostDto extends CallSpanDto {
  @ApiPropertyOptional({
    description: 'What it cost, in US dollars; `null` where that is not known.',
    type: Number,
    nullable: true,
    minimum: 0,
    example: 0.0012,
  })
  readonly cost_usd?: number | null;

  @ApiPropertyOptional({
    description: 'How many of the tokens in came out of the provider’s cache, if it says.',
    type: 'integer',
    minimum: 0,
    example: 1024,
  })
  readonly cached_input_tokens?: number;

  @ApiPropertyOptional({
    description: 'How many of the tokens in were written to the provider’s cache, if it says.',
    type: 'integer',
    minimum: 0,
    example: 1024,
  })
  readonly cache_write_tokens?: number;
}

export class AttemptDto extends CallCostDto implements AttemptPayload {
  @ApiProperty({ description: 'What the model wrote; `null` if no answer came.', type: String, nullable: true, example: null })
  readonly content!: string | null;

  @ApiProperty({ description: 'Tokens in, if the provider says.', ...TOKENS, example: null })
  readonly input_tokens!: number | null;

  @ApiProperty({ description: 'Tokens out, if the provider says.', ...TOKENS, example: null })
  readonly output_tokens!: number | null;

  @ApiProperty({ description: 'Seconds.', type: 'number', minimum: 0, example: 0.02 })
  readonly latency!: number;

  @ApiProperty({ description: 'Why it was of no use.', type: String, nullable: true, example: '429 Too Many Requests' })
  readonly error!: string | null;
}

export class ModelResponseDto extends CallCostDto implements ResponsePayload {
  @ApiProperty({ description: 'What the model wrote; empty if no answer came.', example: '{"sentiment":"positive"}' })
  readonly content!: string;

  @ApiProperty({ description: 'Tokens in, if the provider says.', type: 'integer', nullable: true, minimum: 0, example: 31 })
  readonly input_tokens!: number | null;

  @ApiProperty({ description: 'Tokens out, if the provider says.', type: 'integer', nullable: true, minimum: 0, example: 6 })
  readonly output_tokens!: number | null;

  @ApiProperty({ description: 'Seconds.', type: 'number', minimum: 0, example: 0.84 })
  readonly latency!: number;

  @ApiPropertyOptional({
    description: 'The content, parsed by the schema. Any JSON.',
    ...ANY_JSON,
    example: { sentiment: 'positive' },
  })
  readonly parsed?: JsonValue;

  @ApiPropertyOptional({ description: 'What the model asked to be called, if anything.', type: [ToolCallDto] })
  readonly tool_calls?: ToolCallDto[];

  @ApiPropertyOptional({ description: 'What the model thought aloud, if the provider shows it.', example: 'A film. Praise.' })
  readonly reasoning?: string;

  @ApiPropertyOptional({
    description: 'How many of the tokens out are reasoning, if the provider says.',
    type: 'integer',
    minimum: 0,
    example: 4,
  })
  readonly reasoning_tokens?: number;

  @ApiPropertyOptional({
    description: 'Generation options that the model refused, and was asked without.',
    type: [String],
    example: ['temperature'],
  })
  readonly left_out?: string[];

  @ApiPropertyOptional({
    description:
      'The answer came from the cache or a recording: it cost nothing, and no sum counts it. Its tokens are those of when it was asked for.',
    type: 'boolean',
    enum: [true],
    example: true,
  })
  readonly cached?: true;
}

const OTHER_ATTEMPTS = 'The calls beside the one that `response` is of, if any: tried again, or answered in vain.';

export class CallTelemetryDto implements CallTelemetryPayload {
  @ApiProperty({ description: 'The model, without its provider.', example: 'gpt-5-mini' })
  readonly model_id!: string;

  @ApiPropertyOptional({ description: 'Its provider; older archives lack it.', example: 'openai' })
  readonly provider?: string;

  @ApiProperty({ description: 'What it answered.', type: ModelResponseDto })
  readonly response!: ModelResponseDto;

  @ApiPropertyOptional({ description: OTHER_ATTEMPTS, type: [AttemptDto] })
  readonly other_attempts?: AttemptDto[];
}

/** One of the completions of a program that may ask as often as it needs. */
export class CallDto implements CallPayload {
  @ApiProperty({ description: 'What the model was asked.', type: ModelRequestDto })
  readonly request!: ModelRequestDto;

  @ApiProperty({ description: 'What it answered.', type: ModelResponseDto })
  readonly response!: ModelResponseDto;

  @ApiPropertyOptional({ description: OTHER_ATTEMPTS, type: [AttemptDto] })
  readonly other_attempts?: AttemptDto[];

  @ApiPropertyOptional({ description: 'Why the program got no answer from it.', type: FailureDto })
  readonly error?: FailureDto;
}

/** What a trial took of its model, all calls together. */
export class UsageDto implements UsagePayload {
  @ApiProperty({
    description: 'Calls of the model, those that failed included; answers from a cache or a recording are none.',
    type: 'integer',
    minimum: 0,
    example: 3,
  })
  readonly calls!: number;

  @ApiProperty({ description: 'Tokens in, if the provider says.', ...TOKENS, example: 210 })
  readonly input_tokens!: number | null;

  @ApiProperty({ description: 'Tokens out, if the provider says.', ...TOKENS, example: 40 })
  readonly output_tokens!: number | null;

  @ApiProperty({
    description: 'Seconds of all calls, one after another, also where they were made at once.',
    type: Number,
    nullable: true,
    minimum: 0,
    example: 2.1,
  })
  readonly latency!: number | null;

  @ApiProperty({
    description: 'In US dollars; `null` where that of one call is not known.',
    type: Number,
    nullable: true,
    minimum: 0,
    example: 0.003,
  })
  readonly cost_usd!: number | null;
}

const NOT_ASKED = 'It is absent where a program that need not ask has not asked.';

export class TelemetryDto implements TelemetryPayload {
  @ApiPropertyOptional({
    description: 'The template, filled in. It is absent where a program that need not ask has rendered nothing.',
    example: 'Classify this review: What a film!',
  })
  readonly rendered_prompt?: string;

  @ApiPropertyOptional({ description: `What the model was asked, last. ${NOT_ASKED}`, type: ModelRequestDto })
  readonly request?: ModelRequestDto;

  @ApiPropertyOptional({ description: `What it answered, last. ${NOT_ASKED}`, type: ModelResponseDto })
  readonly response?: ModelResponseDto;

  @ApiPropertyOptional({ description: OTHER_ATTEMPTS, type: [AttemptDto] })
  readonly other_attempts?: AttemptDto[];

  @ApiPropertyOptional({
    description: 'Of a program that may ask as often as it needs: every call, in the order in which they were begun.',
    type: [CallDto],
  })
  readonly calls?: CallDto[];

  @ApiPropertyOptional({ description: 'Where there are `calls`: their sum.', type: UsageDto })
  readonly usage?: UsageDto;
}

export class TrialPayloadDto extends WorkTimesDto implements TrialPayload {
  @ApiProperty({ description: 'Whether the program returned.', enum: ['success', 'failed'], example: 'success' })
  readonly status!: 'success' | 'failed';

  @ApiProperty({
    description: 'The same for the same example and replicate, in every job.',
    pattern: '^[0-9a-f]{16}$',
    example: '36a4c434f798fcce',
  })
  readonly trial_id!: string;

  @ApiPropertyOptional({
    description:
      'The place of the example in its dataset, counted from 0; it tells equal rows apart. Archives of other writers lack it.',
    type: 'integer',
    minimum: 0,
    example: 3,
  })
  readonly row?: number;

  @ApiProperty({ description: 'The row of the dataset.', type: ExampleDto })
  readonly example!: ExampleDto;

  @ApiProperty({ description: '0 for the first trial of an example.', type: 'integer', minimum: 0, example: 0 })
  readonly replicate!: number;

  @ApiPropertyOptional({
    description: 'Of a search that divides its rows: what the row is for.',
    enum: ['training', 'selection', 'holdout'],
    example: 'training',
  })
  readonly part?: SearchPart;

  @ApiPropertyOptional({
    description: 'On success: what the program returned. Any JSON.',
    ...ANY_JSON,
    example: { sentiment: 'positive' },
  })
  readonly output?: JsonValue;

  @ApiPropertyOptional({
    description: 'Whenever the model was asked, also if the trial failed: its completion.',
    type: TelemetryDto,
  })
  readonly telemetry?: TelemetryDto;

  @ApiPropertyOptional({ description: 'On failure: what went wrong.', type: TrialErrorDto })
  readonly error?: TrialErrorDto;
}
