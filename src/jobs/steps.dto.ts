import { ApiExtraModels, ApiProperty } from '@nestjs/swagger';
import {
  baselineOf,
  decisionOf,
  type JobFigures,
  type ProposedStep,
  shownStepOf,
  type StoredFigures,
  type StoredMetricFigures,
  templateOf,
} from '../domain/job-figures.ts';
import { runIdOf } from '../domain/run-of-job.ts';
import { totalCost } from '../evaluation/call-totals.ts';
import { shownInterval } from '../statistics/shown-interval.ts';
import { ExampleMeanDto } from '../http/example-mean.dto.ts';
import { ThinkingDto } from './job-event.dto.ts';

const COUNT = { type: 'integer', minimum: 0 } as const;

@ApiExtraModels(ExampleMeanDto)
export class TrajectoryStepDto {
  @ApiProperty({ description: '0 is the baseline.', ...COUNT, example: 1 })
  readonly step_index!: number;

  @ApiProperty({ description: 'The run that it is.', example: '21993d2b-d99c-4854-b42e-946004379d91.1' })
  readonly run_id!: string;

  @ApiProperty({ description: 'Whether it has ended; until then the numbers are those so far.', example: true })
  readonly is_finished!: boolean;

  @ApiProperty({ description: 'Whether it is the best of those that have ended.', example: true })
  readonly is_best!: boolean;

  @ApiProperty({
    description: 'The mean over all metrics; `null` where it has not ended, or nothing was scored.',
    type: Number,
    nullable: true,
    example: 0.86,
  })
  readonly score!: number | null;

  @ApiProperty({
    description: 'Of a test on held-out rows, which is no step of the search: the step whose template it is; else `null`.',
    ...COUNT,
    nullable: true,
    example: null,
  })
  readonly holdout_of!: number | null;

  @ApiProperty({
    description: 'The mean over the training rows, where candidates are chosen by others; else `null`.',
    type: Number,
    nullable: true,
    example: null,
  })
  readonly training_score!: number | null;

  @ApiProperty({
    description: 'Whether it may be selected; `null` where its search selects by the score alone, or has yet to decide.',
    type: Boolean,
    nullable: true,
    example: null,
  })
  readonly accepted!: boolean | null;

  @ApiProperty({ description: 'Why it may, or may not.', type: String, nullable: true, example: null })
  readonly reason!: string | null;

  @ApiProperty({
    description: 'Why answers of the proposer were of no use that came since the step before.',
    type: [String],
    example: [],
  })
  readonly refused!: readonly string[];

  @ApiProperty({
    description: 'Its score minus that of the baseline on the same rows; `null` where one of them has none.',
    type: Number,
    nullable: true,
    example: 0.12,
  })
  readonly difference_to_baseline!: number | null;

  @ApiProperty({
    description: 'The means by metric, so far where it goes on.',
    type: 'object',
    additionalProperties: { $ref: '#/components/schemas/ExampleMeanDto' },
    example: { label_correctness: { mean: 0.86, interval: [0.79, 0.93], n: 100 } },
  })
  readonly metrics!: Readonly<Record<string, ExampleMeanDto>>;

  @ApiProperty({ description: 'Trials so far.', ...COUNT, example: 100 })
  readonly trials!: number;

  @ApiProperty({ description: 'Those of them that failed.', ...COUNT, example: 2 })
  readonly failed_trials!: number;

  @ApiProperty({
    description: 'What its calls of models cost, the proposer’s too, in US dollars; `null` where that is not known.',
    type: Number,
    minimum: 0,
    nullable: true,
    example: 0.0042,
  })
  readonly cost_usd!: number | null;

  @ApiProperty({
    description: 'The template that it tries.',
    type: String,
    nullable: true,
    example: 'Classify this review: {{ REVIEW }}',
  })
  readonly prompt_template!: string | null;

  @ApiProperty({ description: 'Why the proposer proposed it; `null` for the baseline.', type: ThinkingDto, nullable: true })
  readonly thinking!: ThinkingDto | null;

  @ApiProperty({ description: 'Advice from the proposer to people.', type: String, nullable: true, example: null })
  readonly advice!: string | null;
}

export class TrajectoryDto {
  @ApiProperty({ description: 'The steps that have begun, in their order.', type: [TrajectoryStepDto] })
  readonly steps!: readonly TrajectoryStepDto[];
}

/** The steps of a search as the API shows them. */
export function wireTrajectory(jobId: string, { steps, proposals }: Pick<JobFigures, 'steps' | 'proposals'>): TrajectoryDto {
  const best = shownStepOf(steps);
  const proposedOf = new Map(proposals.map((proposed) => [proposed.stepIndex, proposed]));
  return {
    steps: steps.map((step) => ({
      ...wireStep(step, baselineScore(steps, step), proposedOf.get(step.stepIndex)),
      run_id: runIdOf({ jobId, stepIndex: step.stepIndex }),
      is_best: step === best && scoreOf(step) !== null,
    })),
  };
}

function wireStep(
  step: StoredFigures,
  baseline: number | null,
  { proposal, decision = decisionOf() }: Partial<ProposedStep> = {},
): Omit<TrajectoryStepDto, 'run_id' | 'is_best'> {
  const score = scoreOf(step);
  return {
    step_index: step.stepIndex,
    is_finished: step.isFinished,
    score,
    holdout_of: step.holdoutOf,
    training_score: step.summary?.training?.mean ?? null,
    ...decision,
    difference_to_baseline: score === null || baseline === null ? null : score - baseline,
    metrics: Object.fromEntries(step.metrics.flatMap(wireMetric)),
    trials: step.trials,
    failed_trials: step.failedTrials,
    cost_usd: totalCost(step.calls),
    prompt_template: templateOf(step, proposal),
    thinking: proposal?.thinking ?? null,
    advice: proposal?.advice ?? null,
  };
}

/** That of the baseline on the rows of a step. */
function baselineScore(steps: readonly StoredFigures[], { holdoutOf }: StoredFigures): number | null {
  const baseline = baselineOf(steps, holdoutOf);
  return baseline === undefined ? null : scoreOf(baseline);
}

function scoreOf({ isFinished, score }: StoredFigures): number | null {
  return isFinished ? score : null;
}

function wireMetric({ name, overExamples: { mean, sd, n }, bounds }: StoredMetricFigures): readonly [string, ExampleMeanDto][] {
  if (mean === null) return [];
  return [[name, { mean, interval: shownInterval({ mean, sd, n, ...bounds }), n }]];
}
