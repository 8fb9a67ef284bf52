import { ApiExtraModels, ApiProperty, ApiPropertyOptional, PickType } from '@nestjs/swagger';
import { JOB_STATUSES, type JobStatus } from '../domain/job.ts';
import type { JobEvent } from '../domain/job-event.ts';
import type { JobProgress } from '../domain/job-progress.ts';
import { JOB_KINDS, type JobKind } from '../domain/job-fields.ts';
import { JOB_EVENT_DTOS } from './job-event.dto.ts';
import { withListedFields, withRecordedFields } from './job-fields.dto.ts';
import { JobPlanDto } from './plan.dto.ts';
import { SummaryDto } from './summary.dto.ts';
import { StoppedDto } from './stopped.dto.ts';

export class StartedJobDto {
  @ApiProperty({ description: 'The id of the new job.', format: 'uuid', example: '21993d2b-d99c-4854-b42e-946004379d91' })
  readonly job_id!: string;

  @ApiPropertyOptional({
    description: 'Models of which nobody knows the price, if there are any: what the job costs will not be known.',
    type: [String],
    example: ['compatible:llama3.2'],
  })
  readonly price_unknown?: string[];

  @ApiPropertyOptional({ description: 'What a search is to take, at most.', type: JobPlanDto })
  readonly plan?: JobPlanDto;

  @ApiPropertyOptional({
    description: 'The comparison with the run that `against` names, if it was given.',
    format: 'uuid',
    example: '6f1d0e2b-8f0f-4c39-9a34-0b6a4c5f7d21',
  })
  readonly comparison_id?: string;
}

/** How a job was made to go on after it had ended. */
export class ResumedDto {
  @ApiProperty({ description: 'When that was.', format: 'date-time', example: '2026-11-22T05:00:00.000Z' })
  readonly at!: string;

  @ApiProperty({ description: 'Whether failed trials and scorings were made again.', example: false })
  readonly retry_failed!: boolean;

  @ApiPropertyOptional({
    description: 'How long it had been at work before, in seconds; absent where that was not recorded.',
    type: Number,
    minimum: 0,
    example: 41.5,
  })
  readonly worked_seconds?: number;
}

/** How the rows of a search are divided. */
export class SearchPartsDto {
  @ApiProperty({ description: 'Rows that the proposer may see.', type: 'integer', minimum: 0, example: 42 })
  readonly training!: number;

  @ApiPropertyOptional({ description: 'Rows that candidates are chosen by.', type: 'integer', minimum: 0, example: 30 })
  readonly selection?: number;

  @ApiPropertyOptional({ description: 'Rows that the search does not see.', type: 'integer', minimum: 0, example: 30 })
  readonly holdout?: number;

  @ApiProperty({
    description: 'SHA-256 of what the rows of each part hold, in hex.',
    pattern: '^[0-9a-f]{64}$',
    example: 'b1f8a3d2c4e5967880a1b2c3d4e5f60718293a4b5c6d7e8f9012345678901234',
  })
  readonly sha256!: string;

  @ApiPropertyOptional({
    description: 'SHA-256 of the dataset that is held out, where it is another one.',
    pattern: '^[0-9a-f]{64}$',
    example: '5f0c3b1a29d8e7f6a5b4c3d2e1f00918273645546372819a0b1c2d3e4f506172',
  })
  readonly holdout_dataset_sha256?: string;
}

/** What both the list and the manifest say about a job. */
class JobStateDto {
  @ApiProperty({ description: "The job's id.", format: 'uuid', example: '21993d2b-d99c-4854-b42e-946004379d91' })
  readonly job_id!: string;

  @ApiProperty({ description: 'What kind of job it is.', enum: JOB_KINDS, example: 'evaluate' })
  readonly kind!: JobKind;

  @ApiProperty({ description: 'The status of the job.', enum: JOB_STATUSES, example: 'done' })
  readonly status!: JobStatus;

  @ApiProperty({ description: 'When it was started.', format: 'date-time', example: '2026-11-22T04:27:03.968Z' })
  readonly started_at!: string;

  @ApiProperty({
    description: 'When it ended; `null` until then.',
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2026-11-22T04:27:04.018Z',
  })
  readonly finished_at!: string | null;

  @ApiProperty({ description: 'Why it failed; otherwise `null`.', type: String, nullable: true, example: null })
  readonly error!: string | null;
}

/** A job after a request to cancel it. */
export class CancelledJobDto extends PickType(JobStateDto, ['job_id', 'status']) {}

/** A job after a request to resume it. */
export class JobStatusDto extends PickType(JobStateDto, ['job_id', 'status']) {
  @ApiPropertyOptional({
    description:
      'What to know about it, in a sentence: present where nothing was left to run, so that other limits change nothing.',
    example: 'nothing was left to run: every event of the job is there, so it is done, and the new limits change nothing',
  })
  readonly note?: string;
}

/** A job as the list shows it: what does not apply is `null`. */
export class JobListItemDto extends withListedFields(JobStateDto) {
  @ApiProperty({
    description: 'What a person calls it: its label, else program, prompt and model.',
    example: 'v1 · english · local:lexicon',
  })
  readonly name!: string;

  @ApiProperty({
    description: 'What its calls of models cost, in US dollars, once it has ended; `null` where that is not known.',
    type: Number,
    nullable: true,
    example: 0.42,
  })
  readonly cost_usd!: number | null;
}

/** `manifest.json`: fields that do not apply to the kind of job are absent. */
export class ManifestDto extends withRecordedFields(JobStateDto) {
  @ApiProperty({ description: 'The version of this format.', type: 'integer', enum: [1], example: 1 })
  readonly schema_version!: 1;

  @ApiProperty({ description: 'The folder of the projects.', example: '/srv/projects' })
  readonly projects_root!: string;

  @ApiProperty({ description: "The dataset's file.", example: '/srv/projects/classify_sentiment/data/full.jsonl' })
  readonly dataset_path!: string;

  @ApiProperty({
    description: 'The SHA-256 of that file, in hex.',
    pattern: '^[0-9a-f]{64}$',
    example: 'c003cdec516bcc77dc5f6634b06841c79ce7a10025cd7e34772a498a3e5ab5b5',
  })
  readonly dataset_sha256!: string;

  @ApiPropertyOptional({ description: 'The rows of that file.', type: 'integer', minimum: 0, example: 100 })
  readonly dataset_rows?: number;

  @ApiPropertyOptional({
    description: "The SHA-256 of the program's module, with what it imports from its project.",
    pattern: '^[0-9a-f]{64}$',
    example: '3b2b1e0f4d4a6c1c9a0b7d35f2f7a4f0f7be3d9a9a2f6b57c5b5ad0e6d1c2a11',
  })
  readonly program_sha256?: string;

  @ApiPropertyOptional({
    description: "The same of the metrics' module.",
    pattern: '^[0-9a-f]{64}$',
    example: '9f1c7a5e1d2b4c3f8e6a7b9c0d1e2f3a4b5c6d7e8f90a1b2c3d4e5f60718293a',
  })
  readonly metrics_sha256?: string;

  @ApiPropertyOptional({
    description: 'The SHA-256 of the prompt template.',
    pattern: '^[0-9a-f]{64}$',
    example: '5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8',
  })
  readonly prompt_sha256?: string;

  @ApiPropertyOptional({
    description: 'The job whose stored outputs it scores, where it makes no trials of its own.',
    type: String,
    example: 'b0ba8e36-d075-40d7-931b-6f81b0ecf5ea',
  })
  readonly scored_from?: string;

  @ApiPropertyOptional({ description: 'The last time that it was resumed.', type: ResumedDto })
  readonly resumed?: ResumedDto;

  @ApiPropertyOptional({
    description:
      'Of a job of a server: what that was set to do with jobs that it interrupts (`ASSAY_ON_RESTART`) when it was started or resumed. With ' +
      '`resume` it goes on at any later start with that setting, with `interrupt` at the next one.',
    enum: ['interrupt', 'resume'],
    example: 'resume',
  })
  readonly on_restart?: 'interrupt' | 'resume';

  @ApiPropertyOptional({ description: 'Why it ended early, if it did.', type: StoppedDto })
  readonly stopped?: StoppedDto;

  @ApiPropertyOptional({
    description:
      'What the calls of programs, judges and the proposer cost, in US dollars, once it has ended; `null` where that is not known.',
    type: Number,
    nullable: true,
    example: 0.42,
  })
  readonly cost_usd?: number | null;

  @ApiPropertyOptional({
    description: 'Models of which nobody knows the price, if there are any.',
    type: [String],
    example: ['compatible:llama3.2'],
  })
  readonly price_unknown?: string[];

  @ApiPropertyOptional({ description: 'Planned trials of each step.', type: 'integer', minimum: 0, example: 100 })
  readonly planned_trials?: number;

  @ApiPropertyOptional({
    description: 'Planned scorings of each step: every scoring of every trial by every metric.',
    type: 'integer',
    minimum: 0,
    example: 200,
  })
  readonly planned_scorings?: number;

  @ApiPropertyOptional({
    description: 'Those of them that ask a model, if any do.',
    type: 'integer',
    minimum: 1,
    example: 100,
  })
  readonly planned_judgings?: number;

  @ApiPropertyOptional({ description: 'How the rows of a search are divided, where they are.', type: SearchPartsDto })
  readonly parts?: SearchPartsDto;

  @ApiPropertyOptional({ description: 'The version of Assay that wrote it.', example: '0.1.0' })
  readonly assay_version?: string;
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

/** How far a running job is. */
export class JobProgressDto implements JobProgress {
  @ApiProperty({ description: 'Trials and scorings that are done.', type: 'integer', minimum: 0, example: 120 })
  readonly completed!: number;

  @ApiProperty({
    description: 'Trials and scorings in all, of an optimize job the most that it may take; `null` if that was not recorded.',
    type: 'integer',
    minimum: 0,
    nullable: true,
    example: 200,
  })
  readonly total!: number | null;

  @ApiProperty({
    description: 'Calls of models that are under way, those included that wait for their turn, as of a moment ago.',
    type: 'integer',
    minimum: 0,
    example: 8,
  })
  readonly in_flight!: number;

  @ApiProperty({
    description: 'Trials and scorings a second since it began or was resumed; `null` before the first.',
    type: Number,
    nullable: true,
    example: 12.5,
  })
  readonly rate!: number | null;

  @ApiProperty({
    description: 'Seconds that are left at this rate; `null` where that can’t be said.',
    type: Number,
    nullable: true,
    example: 6.4,
  })
  readonly eta_seconds!: number | null;

  @ApiProperty({
    description: 'Why no call of a model goes on now; otherwise `null`.',
    type: String,
    nullable: true,
    example: null,
  })
  readonly waiting!: string | null;

  @ApiProperty({
    description: 'What all calls of models have cost so far, in US dollars; `null` where that is not known.',
    type: Number,
    nullable: true,
    example: 0.12,
  })
  readonly cost_usd!: number | null;

  @ApiProperty({ description: 'Tokens of all calls so far, in and out.', type: 'integer', minimum: 0, example: 52_000 })
  readonly tokens!: number;
}

@ApiExtraModels(...JOB_EVENT_DTOS)
export class JobDetailDto {
  @ApiProperty({ description: 'What the job was asked to do, and its status.', type: ManifestDto })
  readonly manifest!: ManifestDto;

  @ApiPropertyOptional({
    description: 'Everything that happened so far, in order; absent with `events=false`.',
    type: 'array',
    items: { $ref: '#/components/schemas/JobEvent' },
  })
  readonly events?: JobEvent[];

  @ApiProperty({ description: 'The results; `null` while it waits or runs.', type: SummaryDto, nullable: true })
  readonly summary!: SummaryDto | null;

  @ApiProperty({
    description: 'How far it is, while it runs in this server; otherwise `null`.',
    type: JobProgressDto,
    nullable: true,
  })
  readonly progress!: JobProgressDto | null;
}
