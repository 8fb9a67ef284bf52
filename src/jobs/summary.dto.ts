import { ApiExtraModels, ApiProperty, ApiPropertyOptional, type ApiPropertyOptions, getSchemaPath } from '@nestjs/swagger';
import type { JobEnd } from '../domain/job.ts';
import { JOB_KINDS, type JobKind } from '../domain/job-fields.ts';
import type { Aggregate, StepSummary } from '../evaluation/event.ts';
import type { CallTotalsPayload, HoldoutOutcome, StepOutcome, Summary } from '../evaluation/summary.ts';
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

  @ApiPropertyOptional({
    description: 'As `overall`, over the training rows, where candidates are chosen by others.',
    type: AggregateDto,
  })
  readonly training?: AggregateDto;
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

  @ApiPropertyOptional({
    description: 'Of a test on held-out rows, which is no step of the search: the step whose template it is.',
    type: 'integer',
    minimum: 0,
    example: 0,
  })
  readonly holdout_of?: number;
}

/** Why a search ended. */
export class SearchEndDto {
  @ApiProperty({
    description:
      '`steps`: all were tried; `full_score`: no template can do better; `budget`: another step would not have fitted; `no_progress`: 20 candidates in a row were not accepted; `nothing_to_learn`: no template of the front fails on a training row that it was run on; `proposer`: three answers in a row were of no use. Of a search that was cut, what its manifest has as `stopped`, else its status.',
    example: 'steps',
  })
  readonly reason!: string;

  @ApiPropertyOptional({ description: 'What the budget is of.', enum: ['trials', 'cost_usd'], example: 'trials' })
  readonly budget?: 'trials' | 'cost_usd';

  @ApiPropertyOptional({ description: 'The budget.', type: Number, example: 2000 })
  readonly limit?: number;

  @ApiPropertyOptional({ description: 'What the search had taken of it.', type: Number, example: 1960 })
  readonly spent?: number;

  @ApiPropertyOptional({
    description: 'Answers of the proposer that were of no use even after it was told so, where there were any.',
    type: 'integer',
    minimum: 1,
    example: 1,
  })
  readonly unusable?: number;
}

const SCORE = { type: 'number', minimum: 0, maximum: 1, nullable: true } as const;

export class HeldOutStepsDto {
  @ApiProperty({ description: 'That of the baseline.', type: 'integer', minimum: 0, example: 5 })
  readonly baseline!: number;

  @ApiProperty({ description: 'That of the step that was selected.', type: 'integer', minimum: 0, example: 6 })
  readonly best!: number;
}

export class HoldoutDto implements HoldoutOutcome {
  @ApiProperty({ description: 'The mean score of the baseline over the rows that both have scored.', ...SCORE, example: 0.6 })
  readonly baseline!: number | null;

  @ApiProperty({ description: 'The same of the step that was selected.', ...SCORE, example: 0.72 })
  readonly best!: number | null;

  @ApiProperty({ description: 'Best minus baseline.', type: 'number', nullable: true, example: 0.12 })
  readonly delta!: number | null;

  @ApiProperty({
    description: 'Its 95 % interval; `null` where there can be none.',
    type: 'array',
    items: { type: 'number' },
    minItems: 2,
    maxItems: 2,
    nullable: true,
    example: [0.03, 0.21],
  })
  readonly interval!: readonly number[] | null;

  @ApiProperty({
    description: 'One-sided: how likely such a difference, or a larger one, would be if the step were no better.',
    ...SCORE,
    example: 0.004,
  })
  readonly p_value!: number | null;

  @ApiProperty({
    description: '`promoted`: the step is better than the baseline (p ≤ 0.05). `kept`: that was not shown.',
    enum: ['promoted', 'kept'],
    example: 'promoted',
  })
  readonly verdict!: 'promoted' | 'kept';

  @ApiProperty({ description: 'The step that the search selected.', type: 'integer', minimum: 0, example: 3 })
  readonly best_step!: number;

  @ApiProperty({
    description: 'The steps that the two were tested in, runs that can be compared; `null` where no test was needed.',
    type: HeldOutStepsDto,
    nullable: true,
  })
  readonly steps!: HeldOutStepsDto | null;

  @ApiProperty({
    description: 'The mean square of the differences: of right-or-wrong scores the share of rows on which the two differ.',
    ...SCORE,
    example: 0.2,
  })
  readonly discordance!: number | null;

  @ApiProperty({ description: 'Rows that both have scored.', type: 'integer', minimum: 0, example: 150 })
  readonly rows!: number;

  @ApiProperty({ description: 'Rows that lack a score in one of them.', type: 'integer', minimum: 0, example: 0 })
  readonly unscored!: number;

  @ApiProperty({
    description:
      'Why it was kept whatever the test says: the baseline was the best of the search, so that nothing was tested, or missing scores could undo the result.',
    enum: ['baseline_is_best', 'missing_scores', null],
    nullable: true,
    example: null,
  })
  readonly kept_because!: 'baseline_is_best' | 'missing_scores' | null;
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

  @ApiPropertyOptional({ description: 'Optimize only: why the search ended.', type: SearchEndDto })
  readonly ended?: SearchEndDto;

  @ApiPropertyOptional({
    description: 'Optimize with `holdout` only: what the held-out rows say; `null` where the job ended before it was known.',
    type: HoldoutDto,
    nullable: true,
  })
  readonly holdout?: HoldoutDto | null;

  @ApiPropertyOptional({ description: 'Why the job failed.', example: 'the program stopped its process' })
  readonly error?: string;
}
