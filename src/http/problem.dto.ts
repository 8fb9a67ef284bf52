import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ReadyChecksDto } from './ready-checks.dto.ts';

export class FieldFaultDto {
  @ApiProperty({ description: 'The field, such as `metrics[0]`; empty for the body as a whole.', example: 'workers' })
  readonly path!: string;

  @ApiProperty({ description: 'What is wrong with it.', example: 'must be an integer of 1 or more' })
  readonly message!: string;
}

/** A job or a run that a name may stand for. */
export class NameCandidateDto {
  @ApiProperty({ description: 'Its id.', example: 'b0ba8e36-d075-40d7-931b-6f81b0ecf5ea' })
  readonly id!: string;

  @ApiProperty({ description: 'What a person calls it.', example: 'careful-v2' })
  readonly name!: string;
}

/** How far a job is that has the place of one that is refused. */
export class RunningJobDto {
  @ApiProperty({ description: 'Its id.', example: 'b0ba8e36-d075-40d7-931b-6f81b0ecf5ea' })
  readonly job_id!: string;

  @ApiProperty({ description: 'Trials and scorings that it has done.', type: 'integer', minimum: 0, example: 120 })
  readonly completed!: number;

  @ApiProperty({
    description: 'All that it may take; `null` where that is not known.',
    type: 'integer',
    minimum: 0,
    nullable: true,
    example: 250,
  })
  readonly total!: number | null;
}

export class ProblemDto {
  @ApiProperty({
    description: 'A stable name of the problem, or `about:blank` where the status says everything.',
    example: 'urn:assay:problem:unusable_request',
  })
  readonly type!: string;

  @ApiProperty({ description: 'The name of the status.', example: 'Bad Request' })
  readonly title!: string;

  @ApiProperty({ description: 'The HTTP status.', type: 'integer', minimum: 400, maximum: 599, example: 400 })
  readonly status!: number;

  @ApiProperty({
    description: 'What is wrong and what to do about it, for people.',
    example: 'there is no program "v9" in project classify_sentiment; it has v1, v2',
  })
  readonly detail!: string;

  @ApiProperty({ description: 'The path of the request.', example: '/api/evaluate' })
  readonly instance!: string;

  @ApiProperty({
    description: 'The same as the `x-request-id` header, and as `request_id` in the server log.',
    example: '0b1e1b8e-6f4e-4f0e-9f39-1d6f0f7c5a52',
  })
  readonly request_id!: string;

  @ApiPropertyOptional({ description: 'For a 422: one entry for each fault.', type: [FieldFaultDto] })
  readonly errors?: readonly FieldFaultDto[];

  @ApiPropertyOptional({
    description:
      'What to do, for people. Of a job or a run that is not there: what was looked for. Of a job that is refused because others run: how far they are, and how to end one.',
    example: 'No job has "3f2a1" as its id, as the beginning of it (which takes 6 characters or more), or as its label.',
  })
  readonly hint?: string;

  @ApiPropertyOptional({
    description: 'What an ambiguous name may mean, and of one that nothing has what may have been meant; five at most.',
    type: [NameCandidateDto],
  })
  readonly candidates?: readonly NameCandidateDto[];

  @ApiPropertyOptional({
    description: 'For a job that is refused because others run: their ids.',
    type: [String],
    example: ['b0ba8e36-d075-40d7-931b-6f81b0ecf5ea'],
  })
  readonly running?: readonly string[];

  @ApiPropertyOptional({
    description: 'With `running`: how many jobs may run at once, or wait where some may.',
    type: 'integer',
    example: 1,
  })
  readonly limit?: number;

  @ApiPropertyOptional({ description: 'With `running`: the setting that has this limit.', example: 'ASSAY_MAX_RUNNING_JOBS' })
  readonly setting?: string;

  @ApiPropertyOptional({
    description: 'With `running`: how far those of them are that the server which answers runs itself.',
    type: [RunningJobDto],
  })
  readonly progress?: readonly RunningJobDto[];

  @ApiPropertyOptional({ description: 'For a server that is not ready: what it has looked at.', type: ReadyChecksDto })
  readonly checks?: ReadyChecksDto;
}
