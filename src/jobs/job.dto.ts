import { ApiExtraModels, ApiProperty, PickType } from '@nestjs/swagger';
import type { JobEvent } from '../domain/job-event.ts';
import { JOB_EVENT_DTOS } from './job-event.dto.ts';
import { ManifestDto } from './manifest.dto.ts';
import { SummaryDto } from './summary.dto.ts';

export class StartedJobDto {
  @ApiProperty({ description: 'The id of the new job.', format: 'uuid', example: '21993d2b-d99c-4854-b42e-946004379d91' })
  readonly job_id!: string;
}

/** A job after a request to cancel it. */
export class CancelledJobDto extends PickType(ManifestDto, ['job_id', 'status']) {}

/** A job as the list has it: what does not apply is `null`. */
export class JobListItemDto extends PickType(ManifestDto, [
  'job_id',
  'kind',
  'status',
  'started_at',
  'finished_at',
  'project',
  'program',
  'prompt',
  'examples',
  'model',
  'workers',
  'error',
]) {
  @ApiProperty({
    description: 'Evaluate and optimize: the metrics.',
    type: [String],
    nullable: true,
    example: ['label_correctness'],
  })
  readonly metrics!: string[] | null;

  @ApiProperty({
    description: 'Optimize: candidates beyond the baseline.',
    type: 'integer',
    minimum: 0,
    nullable: true,
    example: null,
  })
  readonly steps!: number | null;

  @ApiProperty({ description: 'Optimize: the model that proposes.', type: String, nullable: true, example: null })
  readonly proposer_model!: string | null;
}

export class JobListDto {
  @ApiProperty({ description: 'Newest first.', type: [JobListItemDto] })
  readonly jobs!: JobListItemDto[];

  @ApiProperty({
    description: 'The `cursor` of the next page; `null` on the last.',
    type: String,
    nullable: true,
    example: null,
  })
  readonly next_cursor!: string | null;
}

@ApiExtraModels(...JOB_EVENT_DTOS)
export class JobDetailDto {
  @ApiProperty({ description: 'What it was asked to do, and where it stands.', type: ManifestDto })
  readonly manifest!: ManifestDto;

  @ApiProperty({
    description: 'Everything that happened so far, in order.',
    type: 'array',
    items: { $ref: '#/components/schemas/JobEvent' },
  })
  readonly events!: JobEvent[];

  @ApiProperty({ description: 'How it came out; `null` while it waits or runs.', type: SummaryDto, nullable: true })
  readonly summary!: SummaryDto | null;
}
