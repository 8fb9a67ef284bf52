import { ApiProperty, getSchemaPath } from '@nestjs/swagger';
import type { ErrorPayload } from '../evaluation/event.ts';
import type { JobEvent } from '../domain/job-event.ts';
import type { NamedSchemas } from '../http/openapi-shapes.ts';
import { ProposalPayloadDto, StepPayloadDto } from './proposal-payload.dto.ts';
import { ScoringPayloadDto } from './scoring-payload.dto.ts';
import { TrialPayloadDto } from './trial-payload.dto.ts';

class EnvelopeDto {
  @ApiProperty({ description: 'Counts from 0 without gaps.', type: 'integer', minimum: 0, example: 0 })
  readonly seq!: number;

  @ApiProperty({ description: "The job's id.", format: 'uuid', example: '21993d2b-d99c-4854-b42e-946004379d91' })
  readonly job_id!: string;

  @ApiProperty({
    description: '0, but in optimize it grows by one after each `step`.',
    type: 'integer',
    minimum: 0,
    example: 0,
  })
  readonly step_index!: number;
}

export class TrialEventDto extends EnvelopeDto implements JobEvent {
  @ApiProperty({ description: 'A program ran on an example.', enum: ['trial'], example: 'trial' })
  readonly type!: 'trial';

  @ApiProperty({ description: 'The trial.', type: TrialPayloadDto })
  readonly payload!: TrialPayloadDto;
}

export class ScoringEventDto extends EnvelopeDto implements JobEvent {
  @ApiProperty({ description: 'A metric scored a trial, which comes before.', enum: ['scoring'], example: 'scoring' })
  readonly type!: 'scoring';

  @ApiProperty({ description: 'The scoring.', type: ScoringPayloadDto })
  readonly payload!: ScoringPayloadDto;
}

export class ProposalEventDto extends EnvelopeDto implements JobEvent {
  @ApiProperty({ description: 'Optimize: a step begins with this template.', enum: ['proposal'], example: 'proposal' })
  readonly type!: 'proposal';

  @ApiProperty({ description: 'The proposal.', type: ProposalPayloadDto })
  readonly payload!: ProposalPayloadDto;
}

export class StepEventDto extends EnvelopeDto implements JobEvent {
  @ApiProperty({ description: 'Optimize: a step is finished.', enum: ['step'], example: 'step' })
  readonly type!: 'step';

  @ApiProperty({ description: 'How it came out.', type: StepPayloadDto })
  readonly payload!: StepPayloadDto;
}

export class ErrorPayloadDto implements ErrorPayload {
  @ApiProperty({ description: 'Why the job failed.', example: 'the program stopped its process (exit code 1)' })
  readonly message!: string;
}

export class ErrorEventDto extends EnvelopeDto implements JobEvent {
  @ApiProperty({ description: 'The job failed; nothing comes after.', enum: ['error'], example: 'error' })
  readonly type!: 'error';

  @ApiProperty({ description: 'Why.', type: ErrorPayloadDto })
  readonly payload!: ErrorPayloadDto;
}

/** Every kind of event. */
export const JOB_EVENT_DTOS = [TrialEventDto, ScoringEventDto, ProposalEventDto, StepEventDto, ErrorEventDto] as const;

/** The schema `JobEvent`: any of them, told apart by `type`. */
export const JOB_EVENT_SCHEMA: NamedSchemas[string] = {
  description: 'An event of a job, the same in the archive, in the stream and in every replay.',
  oneOf: JOB_EVENT_DTOS.map((dto) => ({ $ref: getSchemaPath(dto) })),
  discriminator: {
    propertyName: 'type',
    mapping: {
      trial: getSchemaPath(TrialEventDto),
      scoring: getSchemaPath(ScoringEventDto),
      proposal: getSchemaPath(ProposalEventDto),
      step: getSchemaPath(StepEventDto),
      error: getSchemaPath(ErrorEventDto),
    },
  },
};
