import { ApiExtraModels, ApiProperty, ApiPropertyOptional, type ApiPropertyOptions, getSchemaPath } from '@nestjs/swagger';
import type { JobEnd } from '../domain/job.ts';
import { JOB_KINDS, type JobKind } from '../domain/job-fields.ts';
import type { Aggregate, StepSummary } from '../evaluation/event.ts';
import type { CallTotalsPayload, StepOutcome, Summary } from '../evaluation/summary.ts';
import type { FailureKind } from '../evaluation/trial.ts';

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

export class FailureCountsDto implements Record<FailureKind, number> {
  @ApiProperty({ description: 'No answer came: these have no score.', type: 'integer', minimum: 0, example: 1 })
  readonly provider!: number;

  @ApiProperty({ description: "The answer can't be used: these score 0.", type: 'integer', minimum: 0, example: 1 })
  readonly answer!: number;

  @ApiProperty({ description: 'The program threw: these score 0.', type: 'integer', minimum: 0, example: 0 })
  readonly program!: number;
}

const FAILED_TRIALS = 'Failed trials by whose fault it was. Archives of other writers lack it.';

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

  @ApiPropertyOptional({ description: FAILED_TRIALS, type: FailureCountsDto })
  readonly failed_trials?: FailureCountsDto;
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

export class CallTotalsDto implements CallTotalsPayload {
  @ApiProperty({ description: 'Input tokens.', type: 'integer', minimum: 0, example: 300 })
  readonly input_tokens!: number;

  @ApiProperty({ description: 'Output tokens.', type: 'integer', minimum: 0, example: 100 })
  readonly output_tokens!: number;

  @ApiProperty({ description: 'Seconds that the calls took, added up.', type: 'number', minimum: 0, example: 12.5 })
  readonly latency!: number;

  @ApiPropertyOptional({ description: 'Calls of the model.', type: 'integer', minimum: 0, example: 103 })
  readonly calls?: number;

  @ApiPropertyOptional({
    description: 'Calls beside the one that gave the answer: tried again, or answered in vain.',
    type: 'integer',
    minimum: 0,
    example: 3,
  })
  readonly extra_calls?: number;

  @ApiPropertyOptional({
    description: 'What the calls cost, in US dollars; `null` where that is not known.',
    type: Number,
    nullable: true,
    minimum: 0,
    example: 0.0012,
  })
  readonly cost_usd?: number | null;
}

export class TelemetryTotalsDto extends CallTotalsDto {
  @ApiPropertyOptional({ description: 'The same of judges, if any was asked.', type: CallTotalsDto })
  readonly judges?: CallTotalsDto;

  @ApiPropertyOptional({ description: 'The same of the proposer, if it was asked.', type: CallTotalsDto })
  readonly proposer?: CallTotalsDto;
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

  @ApiPropertyOptional({ description: FAILED_TRIALS, type: FailureCountsDto })
  readonly failed_trials?: FailureCountsDto;

  @ApiProperty({ description: 'Sums over all trials, those that failed too.', type: TelemetryTotalsDto })
  readonly telemetry!: TelemetryTotalsDto;

  @ApiPropertyOptional({ description: 'Optimize only: every finished step.', type: [StepOutcomeDto] })
  readonly steps?: StepOutcomeDto[];

  @ApiPropertyOptional({
    description: 'Optimize only: the first step with the highest score; what could not be scored counts as 0 here.',
    type: StepOutcomeDto,
    nullable: true,
  })
  readonly best_step?: StepOutcomeDto | null;

  @ApiPropertyOptional({ description: 'Why the job failed.', example: 'the program stopped its process' })
  readonly error?: string;
}
