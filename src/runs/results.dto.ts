import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import { JOB_STATUSES, type JobStatus } from '../domain/job.ts';
import {
  LISTED_STEPS,
  type ListedSteps,
  type Result,
  RESULT_KINDS,
  RESULT_SORTS,
  type ResultKind,
  type ResultQuery,
} from '../domain/result.ts';
import { TextParameter, WholeNumberParameter } from '../http/query-fields.ts';
import { sortOf, SortParameter } from '../http/sort-parameter.ts';
import { RefusesUnknownParameters } from '../http/unknown-parameters.ts';
import { ExampleMeanDto } from '../http/example-mean.dto.ts';
import { WorkNamesDto } from '../http/work-names.dto.ts';

const DEFAULT_LIMIT = 50;
const NAME = { type: String, nullable: true } as const;
const COUNT = { type: 'integer', minimum: 0 } as const;
const COUNT_OR_NULL = { ...COUNT, nullable: true } as const;
const TIME = { type: String, format: 'date-time', nullable: true } as const;

@RefusesUnknownParameters()
export class ListResultsDto {
  @TextParameter(
    'Only results with all of these words, in upper or lower case, in their id, name, experiment, project, program, prompt, dataset ' +
      'or model.',
    'sentiment english',
  )
  readonly q?: string;

  @ApiPropertyOptional({ description: 'Only results of this kind.', enum: RESULT_KINDS, example: 'evaluate' })
  @IsOptional()
  @IsIn(RESULT_KINDS)
  readonly kind?: ResultKind;

  @ApiPropertyOptional({ description: 'Only results in this state.', enum: JOB_STATUSES, example: 'done' })
  @IsOptional()
  @IsIn(JOB_STATUSES)
  readonly status?: JobStatus;

  @TextParameter('Only results of this project.', 'classify_sentiment')
  readonly project?: string;

  @TextParameter('Only results of this program.', 'v1')
  readonly program?: string;

  @TextParameter('Only results of this prompt.', 'english')
  readonly prompt?: string;

  @TextParameter('Only results over this dataset.', 'full')
  readonly dataset?: string;

  @TextParameter('Only results of this model.', 'local:lexicon')
  readonly model?: string;

  @TextParameter('Only results of this experiment.', 'classify_sentiment')
  readonly experiment_id?: string;

  @ApiPropertyOptional({
    description:
      'Which steps of optimize jobs stand in the list beside their jobs: `none`, the `best` of each job, or `all` that have ended.',
    enum: LISTED_STEPS,
    default: 'none',
    example: 'none',
  })
  @IsOptional()
  @IsIn(LISTED_STEPS)
  readonly steps?: ListedSteps;

  @SortParameter({
    description: 'The order; newest first without it. Results without the value come last.',
    fields: RESULT_SORTS,
    hasMetrics: true,
    example: '-metric.label_correctness',
  })
  readonly sort?: string;

  @WholeNumberParameter({
    description: 'The most results to return.',
    minimum: 1,
    maximum: 1000,
    default: DEFAULT_LIMIT,
    example: DEFAULT_LIMIT,
  })
  readonly limit?: number;

  @TextParameter(
    'Where to continue: `next_cursor` of the page before. It holds while results come and go.',
    'WyJhM2Y1YzE5MCIsMTc2MzgwMDAwMDAwMF0',
  )
  readonly cursor?: string;

  @WholeNumberParameter({
    description: 'Results to leave out before the first, to jump into a long list; not with `cursor`.',
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
    example: 0,
  })
  readonly offset?: number;
}

/** A job, a step of an optimize job, or a run from elsewhere. */
export class ResultDto extends WorkNamesDto {
  @ApiProperty({ description: 'The id of the job, or of the run.', example: '21993d2b-d99c-4854-b42e-946004379d91' })
  readonly id!: string;

  @ApiProperty({
    description: 'The run that can be compared; `null` for an optimize job, whose steps can be.',
    ...NAME,
    example: '21993d2b-d99c-4854-b42e-946004379d91',
  })
  readonly run_id!: string | null;

  @ApiProperty({
    description: 'The job, of a step too; `null` for what no job of this server made.',
    ...NAME,
    example: '21993d2b-d99c-4854-b42e-946004379d91',
  })
  readonly job_id!: string | null;

  @ApiProperty({
    description: 'What it is; `score` is a job that scored the stored outputs of another.',
    enum: RESULT_KINDS,
    example: 'evaluate',
  })
  readonly kind!: ResultKind;

  @ApiProperty({ description: 'Where it stands, in the words of jobs.', enum: JOB_STATUSES, example: 'done' })
  readonly status!: JobStatus;

  @ApiProperty({ description: 'The experiment that it belongs to.', example: 'classify_sentiment' })
  readonly experiment_id!: string;

  @ApiProperty({
    description:
      'The means by metric, so far where it goes on; of an optimize job those of its best step, on held-out rows where there are some.',
    type: 'object',
    additionalProperties: { $ref: '#/components/schemas/ExampleMeanDto' },
    example: { label_correctness: { mean: 0.86, interval: [0.79, 0.93], n: 100 } },
  })
  readonly metrics!: Readonly<Record<string, ExampleMeanDto>>;

  @ApiProperty({ description: 'All samples; of an optimize job those of all its steps.', ...COUNT, example: 100 })
  readonly total_samples!: number;

  @ApiProperty({ description: 'Samples that failed.', ...COUNT, example: 0 })
  readonly failed_samples!: number;

  @ApiProperty({
    description: 'Trials and scorings that a job has made, as in its `progress`; `null` for what is no job.',
    ...COUNT_OR_NULL,
    example: 200,
  })
  readonly completed!: number | null;

  @ApiProperty({
    description: 'Trials and scorings that it takes, an optimize job at most; `null` where that was not recorded.',
    ...COUNT_OR_NULL,
    example: 200,
  })
  readonly planned!: number | null;

  @ApiProperty({
    description: 'What its models cost so far, in US dollars; `null` where that is not known.',
    type: Number,
    minimum: 0,
    nullable: true,
    example: 0.0042,
  })
  readonly cost_usd!: number | null;

  @ApiProperty({ description: 'When it began; `null` if that was not recorded.', ...TIME, example: '2026-11-22T04:27:03.968Z' })
  readonly started_at!: string | null;

  @ApiProperty({ description: 'When its job ended.', ...TIME, example: '2026-11-22T04:27:09.120Z' })
  readonly finished_at!: string | null;

  @ApiProperty({ description: 'Why its job ended before its work was done.', ...NAME, example: null })
  readonly error!: string | null;

  @ApiProperty({ description: 'Of a step: which one.', ...COUNT_OR_NULL, example: null })
  readonly step_index!: number | null;

  @ApiProperty({ description: 'Of an optimize job: its steps that have ended.', ...COUNT_OR_NULL, example: null })
  readonly steps!: number | null;

  @ApiProperty({ description: 'Of an optimize job: the run of its best step so far.', ...NAME, example: null })
  readonly best_step_run_id!: string | null;

  @ApiPropertyOptional({
    description: 'Present, and `true`, while its log is still being read: then counts and means are those of what was read.',
    enum: [true],
    example: true,
  })
  readonly indexing?: true;
}

export class ResultsDto {
  @ApiProperty({ description: 'The results of this page.', type: [ResultDto] })
  readonly results!: readonly ResultDto[];

  @ApiProperty({ description: 'All results that match.', ...COUNT, example: 1 })
  readonly total!: number;

  @ApiProperty({ description: 'The `cursor` of the next page; `null` on the last.', ...NAME, example: null })
  readonly next_cursor!: string | null;
}

export function resultQueryOf({ experiment_id: experimentId, sort, steps, limit, ...rest }: ListResultsDto): ResultQuery {
  const order = sort === undefined ? undefined : sortOf(sort, RESULT_SORTS);
  return {
    ...rest,
    limit: limit ?? DEFAULT_LIMIT,
    steps: steps ?? 'none',
    ...(experimentId === undefined ? {} : { experimentId }),
    ...(order === undefined ? {} : { sort: order }),
  };
}

export function wireResult(result: Result): ResultDto {
  return {
    id: result.id,
    run_id: result.runId,
    job_id: result.jobId,
    kind: result.kind,
    name: result.name,
    label: result.label,
    status: result.status,
    experiment_id: result.experimentId,
    project: result.project,
    program: result.program,
    prompt: result.prompt,
    model: result.model,
    dataset: result.dataset,
    metrics: result.metrics,
    total_samples: result.totalSamples,
    failed_samples: result.failedSamples,
    completed: result.completed,
    planned: result.planned,
    cost_usd: result.costUsd,
    started_at: result.startedAt,
    finished_at: result.finishedAt,
    error: result.error,
    step_index: result.stepIndex,
    steps: result.steps,
    best_step_run_id: result.bestStepRunId,
    ...(result.isBeingRead === true ? { indexing: true } : {}),
  };
}
