import { ApiProperty } from '@nestjs/swagger';
import { RUN_STATUSES, type RunStatus } from '../domain/run.ts';

/** The fields of a run that every list, stream and page shows. */
export class RunFieldsDto {
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

  @ApiProperty({ description: 'How many samples it has so far.', type: 'integer', minimum: 0, example: 100 })
  readonly num_samples!: number;

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
    description: 'When it was made; `null` if that was not recorded.',
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2026-11-22T04:27:03.968Z',
  })
  readonly created_at!: string | null;
}
