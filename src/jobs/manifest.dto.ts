import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { JOB_KINDS, JOB_STATUSES, type JobKind, type JobStatus } from '../domain/job.ts';

/** Why a job ended before its work was done. */
export class StoppedDto {
  @ApiProperty({ description: 'Who or what ended it: `user` is a cancel, `shutdown` the end of Assay.', example: 'user' })
  readonly reason!: string;
}

/** `manifest.json`: fields that do not apply to the kind of job are absent. */
export class ManifestDto {
  @ApiProperty({ description: "The job's id.", format: 'uuid', example: '21993d2b-d99c-4854-b42e-946004379d91' })
  readonly job_id!: string;

  @ApiProperty({ description: 'The version of this format.', type: 'integer', enum: [1], example: 1 })
  readonly schema_version!: 1;

  @ApiProperty({ description: 'What kind of job it is.', enum: JOB_KINDS, example: 'evaluate' })
  readonly kind!: JobKind;

  @ApiProperty({ description: 'Where it stands.', enum: JOB_STATUSES, example: 'done' })
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

  @ApiProperty({ description: 'The folder of the projects.', example: '/srv/projects' })
  readonly projects_root!: string;

  @ApiProperty({ description: 'The project.', example: 'classify_sentiment' })
  readonly project!: string;

  @ApiProperty({ description: 'The program.', example: 'v1' })
  readonly program!: string;

  @ApiProperty({ description: 'The prompt template.', example: 'english' })
  readonly prompt!: string;

  @ApiProperty({ description: "The dataset's name.", example: 'full' })
  readonly examples!: string;

  @ApiProperty({ description: "The dataset's file.", example: '/srv/projects/classify_sentiment/data/full.jsonl' })
  readonly dataset_path!: string;

  @ApiProperty({
    description: 'The SHA-256 of that file, in hex.',
    pattern: '^[0-9a-f]{64}$',
    example: 'c003cdec516bcc77dc5f6634b06841c79ce7a10025cd7e34772a498a3e5ab5b5',
  })
  readonly dataset_sha256!: string;

  @ApiProperty({ description: 'The model, `provider:model-id`.', example: 'local:lexicon' })
  readonly model!: string;

  @ApiProperty({ description: 'Trials in flight at once.', type: 'integer', minimum: 1, example: 8 })
  readonly workers!: number;

  @ApiProperty({ description: 'Why it failed; else `null`.', type: String, nullable: true, example: null })
  readonly error!: string | null;

  @ApiPropertyOptional({ description: 'Why it ended before its work was done, where it did.', type: StoppedDto })
  readonly stopped?: StoppedDto;

  @ApiPropertyOptional({ description: 'Evaluate and optimize: the metrics.', type: [String], example: ['label_correctness'] })
  readonly metrics?: string[];

  @ApiPropertyOptional({ description: 'Optimize: candidates beyond the baseline.', type: 'integer', minimum: 0, example: 4 })
  readonly steps?: number;

  @ApiPropertyOptional({ description: 'Optimize: the model that proposes.', example: 'local:proposer' })
  readonly proposer_model?: string;

  @ApiPropertyOptional({ description: 'Trials an example, where more than one.', type: 'integer', minimum: 2, example: 3 })
  readonly repeats?: number;

  @ApiPropertyOptional({ description: 'Only the first so many examples.', type: 'integer', minimum: 1, example: 20 })
  readonly limit?: number;

  @ApiPropertyOptional({ description: 'What the examples were shuffled with.', type: 'integer', minimum: 0, example: 7 })
  readonly seed?: number;

  @ApiPropertyOptional({
    description: 'What every completion was asked with.',
    type: 'object',
    additionalProperties: true,
    example: { temperature: 0 },
  })
  readonly generation_kwargs?: Record<string, unknown>;

  @ApiPropertyOptional({ description: 'The experiment, where it is not the project.', example: 'prompts' })
  readonly experiment_id?: string;

  @ApiPropertyOptional({ description: 'A name for people.', example: 'english prompt, lexicon' })
  readonly label?: string;

  @ApiPropertyOptional({ description: 'Trials that it takes, a step.', type: 'integer', minimum: 0, example: 100 })
  readonly planned_trials?: number;

  @ApiPropertyOptional({
    description: 'Scorings that it takes in all, a step: every look of every metric at every trial.',
    type: 'integer',
    minimum: 0,
    example: 200,
  })
  readonly planned_scorings?: number;

  @ApiPropertyOptional({ description: 'The version of Assay that wrote it.', example: '0.1.0' })
  readonly assay_version?: string;
}
