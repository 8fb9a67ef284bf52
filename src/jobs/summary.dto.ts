import { ApiExtraModels, ApiProperty, ApiPropertyOptional, type ApiPropertyOptions, getSchemaPath } from '@nestjs/swagger';
import type { JobEnd } from '../domain/job.ts';
import { JOB_KINDS, type JobKind } from '../domain/job-fields.ts';
import type { Aggregate, StepSummary } from '../evaluation/event.ts';
import type { StepOutcome, Summary } from '../evaluation/summary.ts';

const AGGREGATE = { mean: 0.46, sd: 0.5, n: 100 };
const RATE = { type: 'number', minimum: 0, maximum: 1 } as const;

export class AggregateDto implements Aggregate {
  @ApiProperty({ description: 'The mean; `null` for n = 0.', type: 'number', nullable: true, example: AGGREGATE.mean })
  readonly mean!: number | null;

  @ApiProperty({
    description: 'The standard deviation with the n−1 denominator, 0 for n = 1; `null` for n = 0.',
    type: 'number',
    nullable: true,
    example: AGGREGATE.sd,
  })
  readonly sd!: number | null;

  @ApiProperty({ description: 'How many values there were.', type: 'integer', minimum: 0, example: AGGREGATE.n })
  readonly n!: number;
}

@ApiExtraModels(AggregateDto)
export class StepSummaryDto implements StepSummary {
  @ApiProperty({ description: 'Mean and spread over the means of the metrics.', type: AggregateDto })
  readonly overall!: AggregateDto;

  @ApiProperty(perMetric('For each metric, over examples, of the mean over replicates.'))
  readonly per_metric!: Record<string, AggregateDto>;

  @ApiProperty({ description: 'The share of trials that failed.', ...RATE, example: 0.02 })
  readonly failure_rate!: number;

  @ApiProperty({ description: 'The share of scorings that failed.', ...RATE, example: 0 })
  readonly scoring_failure_rate!: number;
}

function perMetric(description: string): ApiPropertyOptions {
  return {
    description,
    type: 'object',
    additionalProperties: { $ref: getSchemaPath(AggregateDto) },
    example: { label_correctness: AGGREGATE },
  };
}

export class StepOutcomeDto implements StepOutcome {
  @ApiProperty({ description: '0 is the baseline.', type: 'integer', minimum: 0, example: 1 })
  readonly step_index!: number;

  @ApiProperty({ description: 'The mean over all metrics.', type: 'number', nullable: true, example: 0.46 })
  readonly score!: number | null;

  @ApiProperty({ description: 'The template that was tried.', example: 'Classify this review: {{ REVIEW }}' })
  readonly prompt_template!: string;

  @ApiProperty({ description: 'The results.', type: StepSummaryDto })
  readonly summary!: StepSummaryDto;
}

export class TelemetryTotalsDto {
  @ApiProperty({ description: 'Input tokens.', type: 'integer', minimum: 0, example: 300 })
  readonly input_tokens!: number;

  @ApiProperty({ description: 'Output tokens.', type: 'integer', minimum: 0, example: 100 })
  readonly output_tokens!: number;

  @ApiProperty({ description: 'Seconds that the calls took, added up.', type: 'number', minimum: 0, example: 12.5 })
  readonly latency!: number;
}

@ApiExtraModels(AggregateDto)
export class SummaryDto implements Summary {
  @ApiProperty({ description: "The job's id.", format: 'uuid', example: '21993d2b-d99c-4854-b42e-946004379d91' })
  readonly job_id!: string;

  @ApiProperty({ description: 'What kind of job it was.', enum: JOB_KINDS, example: 'evaluate' })
  readonly kind!: JobKind;

  @ApiProperty({ description: 'How it ended.', enum: ['done', 'error', 'cancelled', 'interrupted'], example: 'done' })
  readonly status!: JobEnd['status'];

  @ApiProperty({ description: 'How many trials were run.', type: 'integer', minimum: 0, example: 100 })
  readonly trial_count!: number;

  @ApiProperty({ description: 'How many scorings were made.', type: 'integer', minimum: 0, example: 200 })
  readonly scoring_count!: number;

  @ApiProperty({ description: 'The share of trials that failed.', ...RATE, example: 0 })
  readonly failure_rate!: number;

  @ApiProperty({ description: 'The share of scorings that failed.', ...RATE, example: 0 })
  readonly scoring_failure_rate!: number;

  @ApiProperty({
    description: 'Mean and spread over the means of the metrics; `null` if nothing was scored.',
    type: AggregateDto,
    nullable: true,
  })
  readonly overall!: AggregateDto | null;

  @ApiProperty(perMetric('For each metric, over all its successful scorings.'))
  readonly per_metric!: Record<string, AggregateDto>;

  @ApiProperty({ description: 'Sums over all trials.', type: TelemetryTotalsDto })
  readonly telemetry!: TelemetryTotalsDto;

  @ApiPropertyOptional({ description: 'Optimize only: every finished step.', type: [StepOutcomeDto] })
  readonly steps?: StepOutcomeDto[];

  @ApiPropertyOptional({
    description: 'Optimize only: the first step with the highest score.',
    type: StepOutcomeDto,
    nullable: true,
  })
  readonly best_step?: StepOutcomeDto | null;

  @ApiPropertyOptional({ description: 'Why the job failed.', example: 'the program stopped its process' })
  readonly error?: string;
}
