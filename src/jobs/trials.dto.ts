import { ApiProperty, ApiPropertyOptional, IntersectionType, OmitType } from '@nestjs/swagger';
import type { PlacedSample } from '../domain/sample-query.ts';
import { WholeNumberParameter } from '../http/query-fields.ts';
import { NeighboursDto, PlacedFieldsDto, placedFields, SamplePageDto, ShortTextsDto } from '../http/sample.dto.ts';
import { ReplicateQueryDto, SampleAggregateQueryDto, SampleQueryDto } from '../http/sample-query.dto.ts';
import { ScoringPayloadDto } from './job-event.dto.ts';
import { ExampleDto, TrialPayloadDto } from './trial-payload.dto.ts';

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

/** A trial as its event has it, with its scores and what all its calls took. */
export class TrialDto extends IntersectionType(OmitType(TrialPayloadDto, ['example']), PlacedFieldsDto) {
  @ApiProperty({
    description: 'The number of its event; `null` where its line is no longer in the log.',
    type: 'integer',
    nullable: true,
    minimum: 0,
    example: 6,
  })
  readonly seq!: number | null;

  @ApiProperty({
    description: 'The row of the dataset; `null` where its line is no longer in the log.',
    type: ExampleDto,
    nullable: true,
  })
  readonly example!: ExampleDto | null;

  @ApiProperty({ description: 'The step that it is of; 0 in a job without steps.', type: 'integer', minimum: 0, example: 0 })
  readonly step_index!: number;

  @ApiProperty({
    description: 'For each metric that scored it the score; the mean of a judge’s looks.',
    type: 'object',
    additionalProperties: { type: 'number' },
    example: { label_correctness: 1 },
  })
  readonly scores!: Readonly<Record<string, number>>;

  @ApiPropertyOptional({
    description:
      'With `texts=short`, which gives of its event no more than this: `example` is `null`, `output`, `telemetry` and the scorings are left out.',
    type: ShortTextsDto,
  })
  readonly texts?: ShortTextsDto;

  @ApiProperty({
    description: 'Its scorings, as their events have them; those whose lines are still in the log.',
    type: [ScoringPayloadDto],
  })
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

/**
 * A trial as the wire has it, and the step that it is of. One whose line is no longer in the log has what the index knows of it, and
 * `null` for what only the line has.
 */
export function wireTrial(sample: PlacedSample, stepIndex: number): TrialDto {
  const { events, scores, texts } = sample;
  const { payload } = (events?.trial ?? {}) as Partial<TrialEnvelope>;
  return {
    ...(payload ?? knownOf(sample)),
    row: sample.row,
    seq: sample.seq,
    step_index: stepIndex,
    scores,
    ...placedFields(sample),
    ...(texts === undefined ? {} : { texts }),
    scorings: events?.scorings.map(({ payload: scoring }) => scoring as unknown as ScoringPayloadDto) ?? [],
  };
}

interface TrialEnvelope {
  readonly payload: Pick<TrialPayloadDto, keyof TrialPayloadDto>;
}

type KnownFields = Pick<TrialDto, 'status' | 'trial_id' | 'example' | 'replicate' | 'error'>;

function knownOf({ status, id, replicate, error }: PlacedSample): KnownFields {
  return { status, trial_id: id, example: null, replicate, ...(error === undefined ? {} : { error }) };
}
