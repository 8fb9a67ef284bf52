import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { documented } from '../http/query-fields.ts';
import type { Plan } from './plans.service.ts';

const COST_BASES = ['last_job', 'none'] as const;
const DISCORDANCE_BASES = ['last_job', 'assumed'] as const;

export class DryRunDto {
  @documented({
    description: '`true` checks everything as if the job were to start, says what it would take, and starts nothing.',
    enum: ['true', 'false'],
    default: 'false',
    example: 'false',
  })
  @IsIn(['true', 'false'])
  readonly dry_run?: 'true' | 'false';
}

export class JobPlanDto {
  @ApiProperty({
    description: 'Calls of the program. A search makes fewer where it ends early.',
    type: 'integer',
    minimum: 0,
    example: 400,
  })
  readonly trials!: number;

  @ApiProperty({ description: 'Scores that its metrics give.', type: 'integer', minimum: 0, example: 400 })
  readonly scorings!: number;

  @ApiProperty({
    description:
      'Calls of models: one for each trial, each look of a judge and each proposal. What is tried again is not counted.',
    type: 'integer',
    minimum: 0,
    example: 400,
  })
  readonly calls!: number;

  @ApiProperty({
    description: 'What they cost in US dollars, as far as `cost_basis` tells; `null` where nothing tells it.',
    type: Number,
    nullable: true,
    example: 0.42,
  })
  readonly cost_usd!: number | null;

  @ApiProperty({
    description:
      '`last_job`: cost, tokens and seconds are those of a trial of an earlier job, times the trials: the last one of the same program, prompt and model, ' +
      'else of the same model and dataset. `none`: there is no such job.',
    enum: COST_BASES,
    example: 'last_job',
  })
  readonly cost_basis!: (typeof COST_BASES)[number];

  @ApiProperty({
    description: 'That earlier job; `null` where there is none.',
    type: String,
    format: 'uuid',
    nullable: true,
    example: '21993d2b-d99c-4854-b42e-946004379d91',
  })
  readonly basis_job_id!: string | null;

  @ApiProperty({
    description: 'Tokens of all calls, in and out; `null` where nothing tells it.',
    type: 'integer',
    minimum: 0,
    nullable: true,
    example: 120_000,
  })
  readonly tokens!: number | null;

  @ApiProperty({
    description: 'How long it takes with its workers; `null` where nothing tells it.',
    type: Number,
    nullable: true,
    example: 95,
  })
  readonly seconds!: number | null;

  @ApiProperty({
    description: 'Of a search: rows that are held out for the test of what it selects, 0 for none; `null` for other jobs.',
    type: 'integer',
    minimum: 0,
    nullable: true,
    example: null,
  })
  readonly holdout_rows!: number | null;

  @ApiProperty({
    description: 'Of a search: how many held-out rows would find a true improvement by 5 points with 80 %.',
    type: 'integer',
    minimum: 1,
    nullable: true,
    example: null,
  })
  readonly rows_for_5_points!: number | null;

  @ApiProperty({
    description: 'How likely the rows that are held out find one; `null` where none are.',
    type: Number,
    minimum: 0,
    maximum: 1,
    nullable: true,
    example: null,
  })
  readonly chance_of_5_points!: number | null;

  @ApiProperty({
    description:
      'What both figures assume: the mean square of the differences between two templates on a row, which of right-or-wrong scores is the share of rows on which they differ.',
    type: Number,
    minimum: 0,
    maximum: 1,
    nullable: true,
    example: null,
  })
  readonly discordance!: number | null;

  @ApiProperty({
    description: 'Where that is from: the test of the earlier job (`last_job`), or what is usual (`assumed`).',
    enum: [...DISCORDANCE_BASES, null],
    nullable: true,
    example: null,
  })
  readonly discordance_basis!: (typeof DISCORDANCE_BASES)[number] | null;
}

/** The answer to a dry run. */
export class PlannedJobDto {
  @ApiProperty({ description: 'No job was started.', type: String, nullable: true, example: null })
  readonly job_id!: string | null;

  @ApiProperty({ description: 'What the job would take.', type: JobPlanDto })
  readonly plan!: JobPlanDto;

  @ApiPropertyOptional({
    description: 'Models of which nobody knows the price, if there are any: what the job costs will not be known.',
    type: [String],
    example: ['compatible:llama3.2'],
  })
  readonly price_unknown?: string[];
}

/** A plan as the wire has it. */
export function plannedJob({ plan, unpricedModels }: Plan): PlannedJobDto {
  return { job_id: null, plan, ...(unpricedModels.length === 0 ? {} : { price_unknown: [...unpricedModels] }) };
}
