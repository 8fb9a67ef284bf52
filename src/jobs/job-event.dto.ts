import { ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import type { JobEvent } from '../domain/job-event.ts';
import type { ErrorPayload, ProposalPayload, ScoringPayload, StepPayload, Thinking } from '../evaluation/event.ts';
import type { JsonValue } from '../evaluation/json.ts';
import type { MetricInfo, Score } from '../evaluation/scoring.ts';
import type { NamedSchemas } from '../http/openapi-shapes.ts';
import { StepSummaryDto } from './summary.dto.ts';
import { ANY_JSON, CallTelemetryDto, FailureDto, TrialPayloadDto } from './trial-payload.dto.ts';

export class ThinkingDto implements Thinking {
  @ApiProperty({ description: 'The goal.', example: 'Label every review as its writer would.' })
  readonly reinstate_goal!: string;

  @ApiProperty({
    description: 'How the steps so far went.',
    example: 'The baseline scores 0.71; marking off the input gave 0.78.',
  })
  readonly trajectory_summary!: string;

  @ApiProperty({ description: 'Where the weakest examples fail.', example: 'Irony is taken at its word.' })
  readonly failure_analysis!: string;

  @ApiProperty({ description: 'What helped.', example: 'Quoting the review.' })
  readonly what_works!: string;

  @ApiProperty({ description: 'What hurt.', example: 'Instructions after the review.' })
  readonly what_hurts!: string;

  @ApiProperty({ description: 'What should help next.', example: 'A definition of each label.' })
  readonly improvement_hypothesis!: string;

  @ApiProperty({ description: 'The change to make.', example: 'Put one sentence a label before the review.' })
  readonly edit_plan!: string;
}

class ProposedTemplateDto implements Omit<ProposalPayload, 'telemetry'> {
  @ApiProperty({ description: 'The template to try.', example: 'Classify this review: {{ REVIEW }}' })
  readonly prompt_template!: string;

  @ApiProperty({ description: 'Why; `null` for the baseline.', type: ThinkingDto, nullable: true })
  readonly thinking!: ThinkingDto | null;

  @ApiProperty({ description: 'Advice from the proposer to people.', type: String, nullable: true, example: null })
  readonly advice!: string | null;

  @ApiPropertyOptional({
    description: 'Of a test on held-out rows, which is no step of the search: the step whose template it is.',
    type: 'integer',
    minimum: 0,
    example: 0,
  })
  readonly holdout_of?: number;

  @ApiPropertyOptional({
    description: 'Of `gepa` and `race`: what the template came from; the baseline has none.',
    enum: ['reflection', 'merge', 'instruction', 'demonstrations'],
    example: 'reflection',
  })
  readonly origin?: string;

  @ApiPropertyOptional({
    description: 'Of `gepa` and `race`: the steps that it was made of.',
    type: 'array',
    items: { type: 'integer', minimum: 0 },
    example: [0],
  })
  readonly parents?: readonly number[];

  @ApiPropertyOptional({
    description:
      'Of `gepa` and `race`: why answers of the proposer were of no use, even after it was told so, that came since the step before.',
    type: [String],
    example: ['no template for step 3: prompt_template is not a non-empty text; it was told so, and failed the same way again'],
  })
  readonly refused?: readonly string[];
}

class ProposalPayloadDto extends ProposedTemplateDto implements ProposalPayload {
  @ApiPropertyOptional({ description: 'What asking the proposer took; the baseline has none.', type: CallTelemetryDto })
  readonly telemetry?: CallTelemetryDto;
}

class StepPayloadDto extends ProposedTemplateDto implements StepPayload {
  @ApiProperty({
    description: '`summary.overall.mean`; `null` for a candidate that was not accepted.',
    type: 'number',
    nullable: true,
    example: 0.78,
  })
  readonly score!: number | null;

  @ApiPropertyOptional({
    description: 'Of `gepa` and `race`: whether the candidate may be selected; the baseline has none.',
    example: true,
  })
  readonly accepted?: boolean;

  @ApiPropertyOptional({
    description: 'Why it may, or may not.',
    example: 'it scored 4 on 5 training rows, where step 0 had 2',
  })
  readonly reason?: string;

  @ApiProperty({ description: "The step's results.", type: StepSummaryDto })
  readonly summary!: StepSummaryDto;
}

export class MetricInfoDto implements MetricInfo {
  @ApiProperty({ description: 'Its name.', example: 'label_correctness' })
  readonly name!: string;

  @ApiProperty({ description: 'What it measures.', example: 'The label is the one that the dataset expects.' })
  readonly description!: string;

  @ApiProperty({ description: 'Whether code or a model scores.', enum: ['programmatic', 'llm_judge'], example: 'programmatic' })
  readonly kind!: MetricInfo['kind'];
}

export class ScoreDto implements Score {
  @ApiProperty({ description: "A value of the metric's scale. Any JSON.", ...ANY_JSON, example: true })
  readonly raw!: JsonValue;

  @ApiProperty({ description: 'The value, normalized to 0 to 1.', type: 'number', minimum: 0, maximum: 1, example: 1 })
  readonly normalized!: number;

  @ApiProperty({ description: 'The reason.', example: 'expected positive and got positive' })
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

  @ApiProperty({ description: '0 for the first scoring of a trial by a metric.', type: 'integer', minimum: 0, example: 0 })
  readonly replicate!: number;

  @ApiProperty({
    description: 'Whether the metric returned a value on its scale.',
    enum: ['success', 'failed'],
    example: 'success',
  })
  readonly status!: 'success' | 'failed';

  @ApiPropertyOptional({ description: 'On success: the score.', type: ScoreDto })
  readonly score?: ScoreDto;

  @ApiPropertyOptional({
    description: 'On failure: what went wrong; no average includes such a scoring. `NoAnswer`: the trial got no answer.',
    type: FailureDto,
  })
  readonly error?: FailureDto;

  @ApiPropertyOptional({ description: 'Of a judge: what asking its model took.', type: CallTelemetryDto })
  readonly telemetry?: CallTelemetryDto;
}

class EnvelopeDto {
  @ApiProperty({ description: 'Counts from 0 without gaps.', type: 'integer', minimum: 0, example: 0 })
  readonly seq!: number;

  @ApiProperty({ description: "The job's id.", format: 'uuid', example: '21993d2b-d99c-4854-b42e-946004379d91' })
  readonly job_id!: string;

  @ApiProperty({
    description: '0, but in optimize it grows by one after each `step`.',
    type: 'integer',
    minimum: 0,
    example: 0,
  })
  readonly step_index!: number;
}

export class TrialEventDto extends EnvelopeDto implements JobEvent {
  @ApiProperty({ description: 'A program ran on an example.', enum: ['trial'], example: 'trial' })
  readonly type!: 'trial';

  @ApiProperty({ description: 'The trial.', type: TrialPayloadDto })
  readonly payload!: TrialPayloadDto;
}

export class ScoringEventDto extends EnvelopeDto implements JobEvent {
  @ApiProperty({
    description: 'A metric scored a trial; the event of the trial comes first.',
    enum: ['scoring'],
    example: 'scoring',
  })
  readonly type!: 'scoring';

  @ApiProperty({ description: 'The scoring.', type: ScoringPayloadDto })
  readonly payload!: ScoringPayloadDto;
}

export class ProposalEventDto extends EnvelopeDto implements JobEvent {
  @ApiProperty({ description: 'Optimize: a step begins with this template.', enum: ['proposal'], example: 'proposal' })
  readonly type!: 'proposal';

  @ApiProperty({ description: 'The proposal.', type: ProposalPayloadDto })
  readonly payload!: ProposalPayloadDto;
}

export class StepEventDto extends EnvelopeDto implements JobEvent {
  @ApiProperty({ description: 'Optimize: a step is finished.', enum: ['step'], example: 'step' })
  readonly type!: 'step';

  @ApiProperty({ description: 'The results.', type: StepPayloadDto })
  readonly payload!: StepPayloadDto;
}

export class ErrorPayloadDto implements ErrorPayload {
  @ApiProperty({ description: 'Why the job failed.', example: 'the program stopped its process (exit code 1)' })
  readonly message!: string;

  @ApiPropertyOptional({ description: 'What asking a proposer took that gave nothing usable.', type: CallTelemetryDto })
  readonly telemetry?: CallTelemetryDto;
}

export class ErrorEventDto extends EnvelopeDto implements JobEvent {
  @ApiProperty({ description: 'The job failed; nothing comes after.', enum: ['error'], example: 'error' })
  readonly type!: 'error';

  @ApiProperty({ description: 'The reason.', type: ErrorPayloadDto })
  readonly payload!: ErrorPayloadDto;
}

/** Every kind of event. */
export const JOB_EVENT_DTOS = [TrialEventDto, ScoringEventDto, ProposalEventDto, StepEventDto, ErrorEventDto] as const;

/** The schema `JobEvent`: any of them, told apart by `type`. */
export const JOB_EVENT_SCHEMA: NamedSchemas[string] = {
  description: 'An event of a job, the same in the archive, in the stream and in every replay.',
  oneOf: JOB_EVENT_DTOS.map((dto) => ({ $ref: getSchemaPath(dto) })),
  discriminator: {
    propertyName: 'type',
    mapping: {
      trial: getSchemaPath(TrialEventDto),
      scoring: getSchemaPath(ScoringEventDto),
      proposal: getSchemaPath(ProposalEventDto),
      step: getSchemaPath(StepEventDto),
      error: getSchemaPath(ErrorEventDto),
    },
  },
};
