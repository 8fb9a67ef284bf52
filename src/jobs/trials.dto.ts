import { ApiProperty } from '@nestjs/swagger';
import type { PlacedSample } from '../domain/sample-query.ts';
import { WholeNumberParameter } from '../http/query-fields.ts';
import { NeighboursDto, SamplePageDto } from '../http/sample.dto.ts';
import { ReplicateQueryDto, SampleAggregateQueryDto, SampleQueryDto } from '../http/sample-query.dto.ts';
import { ScoringPayloadDto } from './job-event.dto.ts';
import { TrialPayloadDto } from './trial-payload.dto.ts';

const STEP = {
  description: 'Of an optimize job: which step; the one that began last without it.',
  minimum: 0,
  maximum: 1_000_000,
  example: 0,
};

export class TrialQueryDto extends SampleQueryDto {
  @WholeNumberParameter(STEP)
  readonly step_index?: number;
}

export class TrialAggregateQueryDto extends SampleAggregateQueryDto {
  @WholeNumberParameter(STEP)
  readonly step_index?: number;
}

export class OneTrialQueryDto extends ReplicateQueryDto {
  @WholeNumberParameter(STEP)
  readonly step_index?: number;
}

/** A trial as its event has it, with its scores. */
export class TrialDto extends TrialPayloadDto {
  @ApiProperty({ description: 'The number of its event.', type: 'integer', minimum: 0, example: 6 })
  readonly seq!: number;

  @ApiProperty({ description: 'The step that it is of; 0 in a job without steps.', type: 'integer', minimum: 0, example: 0 })
  readonly step_index!: number;

  @ApiProperty({
    description: 'For each metric that scored it the score; the mean of a judge’s looks.',
    type: 'object',
    additionalProperties: { type: 'number' },
    example: { label_correctness: 1 },
  })
  readonly scores!: Readonly<Record<string, number>>;

  @ApiProperty({
    description: 'With `against`: the score here minus the score there; `null` where one of them is missing.',
    type: Number,
    nullable: true,
    example: null,
  })
  readonly delta!: number | null;

  @ApiProperty({ description: 'Its scorings, as their events have them.', type: [ScoringPayloadDto] })
  readonly scorings!: readonly ScoringPayloadDto[];
}

export class TrialsDto extends SamplePageDto {
  @ApiProperty({ description: 'The trials.', type: [TrialDto] })
  readonly trials!: readonly TrialDto[];
}

export class OneTrialDto extends NeighboursDto {
  @ApiProperty({ description: 'The trial.', type: TrialDto })
  readonly trial!: TrialDto;
}

/** A trial as the wire has it. One whose line is no longer in the log has what the index knows of it. */
export function wireTrial({ events, scores, delta, ...sample }: PlacedSample): TrialDto {
  const { seq, step_index: stepIndex, payload } = (events?.trial ?? {}) as Partial<TrialEnvelope>;
  return {
    ...(payload ?? knownOf(sample)),
    row: sample.row,
    seq: seq ?? 0,
    step_index: stepIndex ?? 0,
    scores,
    delta,
    scorings: events?.scorings.map(({ payload: scoring }) => scoring as unknown as ScoringPayloadDto) ?? [],
  };
}

type TrialFields = Pick<TrialPayloadDto, keyof TrialPayloadDto>;

interface TrialEnvelope {
  readonly seq: number;
  readonly step_index: number;
  readonly payload: TrialFields;
}

function knownOf({ status, id, replicate, error }: Omit<PlacedSample, 'events' | 'scores' | 'delta'>): TrialFields {
  const example = { inputs: {}, reference: null };
  return { status, trial_id: id, example, replicate, ...(error === undefined ? {} : { error }) };
}
