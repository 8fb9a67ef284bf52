import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { WorkNamesDto } from './work-names.dto.ts';
import { RUN_STATUSES, type RunStatus, type RunSummary } from '../domain/run.ts';

const NAME = { type: String, nullable: true } as const;

/** The fields of a run that every list, stream and page shows. */
export class RunFieldsDto extends WorkNamesDto {
  @ApiProperty({
    description: 'The id: that of the job, `<job_id>.<step_index>` for a step of an optimize job, or what an import said.',
    example: '21993d2b-d99c-4854-b42e-946004379d91',
  })
  readonly run_id!: string;

  @ApiProperty({
    description: 'What it belongs to: the project, unless the request or the import named something else.',
    example: 'classify_sentiment',
  })
  readonly experiment_id!: string;

  @ApiProperty({ description: 'Where it stands.', enum: RUN_STATUSES, example: 'completed' })
  readonly status!: RunStatus;

  @ApiProperty({
    description: 'How many samples have a score, however often each was tried: the n of the means beside it.',
    type: 'integer',
    minimum: 0,
    example: 100,
  })
  readonly num_samples!: number;

  @ApiProperty({
    description: 'All samples, each trial of one with repeats counted.',
    type: 'integer',
    minimum: 0,
    example: 100,
  })
  readonly total_samples!: number;

  @ApiProperty({ description: 'Samples that failed, counted as in `total_samples`.', type: 'integer', minimum: 0, example: 0 })
  readonly failed_samples!: number;

  @ApiProperty({ description: 'The kind of its job.', ...NAME, example: 'evaluate' })
  readonly kind!: string | null;

  @ApiProperty({
    description: 'Which step of an optimize job it is; `null` for anything else.',
    type: 'integer',
    minimum: 0,
    nullable: true,
    example: null,
  })
  readonly step_index!: number | null;

  @ApiPropertyOptional({
    description: 'Present, and `true`, while its log is still being read: then counts and means are those of what was read.',
    enum: [true],
    example: true,
  })
  readonly indexing?: true;

  @ApiProperty({
    description:
      'The mean of each metric over the samples that have a score; a failed trial counts as 0. Over WebSocket, empty until the run ' +
      'has ended.',
    type: 'object',
    additionalProperties: { type: 'number' },
    example: { label_correctness: 0.86 },
  })
  readonly metrics!: Record<string, number>;

  @ApiProperty({
    description: 'What its models cost, in US dollars; `null` where that is not known, as of an import.',
    type: Number,
    minimum: 0,
    nullable: true,
    example: 0.0042,
  })
  readonly cost_usd!: number | null;

  @ApiProperty({
    description: 'When it was made; `null` if that was not recorded.',
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2026-11-22T04:27:03.968Z',
  })
  readonly created_at!: string | null;
}

/** The fields of the class, which is never made. */
export type RunFields = Pick<RunFieldsDto, keyof RunFieldsDto>;

/** A run as every list, stream and page shows it. */
export function runFields(run: RunSummary): RunFields {
  return {
    run_id: run.runId,
    experiment_id: run.experimentId,
    status: run.status,
    num_samples: run.sampleCount,
    total_samples: run.totalSamples,
    failed_samples: run.failedSamples,
    metrics: run.metrics,
    cost_usd: run.costUsd,
    created_at: run.createdAt,
    name: run.name,
    label: run.label,
    kind: run.kind,
    project: run.project,
    program: run.program,
    prompt: run.prompt,
    model: run.model,
    dataset: run.dataset,
    step_index: run.stepIndex,
    ...(run.isBeingRead === true ? { indexing: true } : {}),
  };
}
