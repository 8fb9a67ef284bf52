import { ApiProperty } from '@nestjs/swagger';
import type { Aggregate } from '../evaluation/event.ts';
import type {
  FailureGroup,
  PairedOutcome,
  ReasonCount,
  SampleAggregate,
  SampleSlice,
  ValueAggregate,
} from '../domain/sample-query.ts';
import { SearchProgressDto } from './sample.dto.ts';

const COUNT = { type: 'integer', minimum: 0 } as const;
const NUMBER_OR_NULL = { type: Number, nullable: true } as const;

/** Bins of equal width; a value on a border counts above it, the highest in the last bin. */
export class DistributionDto {
  @ApiProperty({ description: 'Where the first bin begins.', example: 0 })
  readonly from!: number;

  @ApiProperty({ description: 'Where the last bin ends.', example: 1 })
  readonly to!: number;

  @ApiProperty({ description: 'How many values each bin has.', type: [Number], example: [14, 0, 0, 86] })
  readonly counts!: readonly number[];
}

class MeanDto {
  @ApiProperty({
    description: 'The mean over examples, each by the mean of its samples that match; `null` of nothing.',
    ...NUMBER_OR_NULL,
    example: 0.86,
  })
  readonly mean!: number | null;

  @ApiProperty({ description: 'The standard deviation, with n−1; 0 for one value.', ...NUMBER_OR_NULL, example: 0.35 })
  readonly sd!: number | null;

  @ApiProperty({ description: 'Examples that have a value; repeats of one count once.', ...COUNT, example: 100 })
  readonly n!: number;
}

/** Over examples, each by the mean of its samples, and these by the mean of their looks. */
export class ValueAggregateDto extends MeanDto {
  @ApiProperty({
    description:
      'The 95 % interval of the mean over examples: Wilson’s where the range of the scores is known, else Student’s; `null` below two.',
    type: [Number],
    nullable: true,
    example: [0.79, 0.93],
  })
  readonly interval!: readonly [number, number] | null;

  @ApiProperty({
    description: 'How the values of the samples are spread; `null` of nothing.',
    type: DistributionDto,
    nullable: true,
  })
  readonly distribution!: DistributionDto | null;
}

export class MetricAggregateDto extends ValueAggregateDto {
  @ApiProperty({ description: 'The metric.', example: 'label_correctness' })
  readonly metric!: string;
}

export class SliceMetricDto extends MeanDto {
  @ApiProperty({ description: 'The metric.', example: 'label_correctness' })
  readonly metric!: string;
}

export class SampleSliceDto {
  @ApiProperty({
    description: 'What its samples have in common; `null` for those that have none.',
    type: String,
    nullable: true,
    example: 'refunds',
  })
  readonly value!: string | null;

  @ApiProperty({ description: 'Its samples.', ...COUNT, example: 12 })
  readonly samples!: number;

  @ApiProperty({ description: 'Those that failed.', ...COUNT, example: 0 })
  readonly failed!: number;

  @ApiProperty({ description: 'Means by metric.', type: [SliceMetricDto] })
  readonly metrics!: readonly SliceMetricDto[];
}

/** What became of samples against the other run, whichever `paired` asks for. */
export class PairedCountsDto implements Record<PairedOutcome, number> {
  @ApiProperty({ description: 'Samples with a better score here.', ...COUNT, example: 12 })
  readonly improved!: number;

  @ApiProperty({ description: 'Samples with a worse score here.', ...COUNT, example: 4 })
  readonly regressed!: number;

  @ApiProperty({ description: 'Samples with the same score.', ...COUNT, example: 80 })
  readonly equal!: number;

  @ApiProperty({ description: 'Samples without a score here or there.', ...COUNT, example: 4 })
  readonly missing!: number;
}

/** How often something failed for a reason. */
export class ReasonCountDto {
  @ApiProperty({
    description: 'What the filter `reason` takes; the same wherever the same thing went wrong.',
    example: '53bc11ac1b7c',
  })
  readonly reason!: string;

  @ApiProperty({ description: 'The class of the error.', example: 'AnswerError' })
  readonly type!: string;

  @ApiProperty({
    description: 'What the messages have in common: numbers, quoted texts, JSON, URLs, paths and ids of them are masked.',
    example: 'the answer is no JSON: "…"',
  })
  readonly shape!: string;

  @ApiProperty({ description: 'How often.', ...COUNT, example: 3 })
  readonly count!: number;

  @ApiProperty({
    description: 'The message of the first of them, at most 500 characters of it.',
    example: 'the answer is no JSON: "Sure! It is positive."',
  })
  readonly example!: string;

  @ApiProperty({ description: 'The id of the first sample.', example: '4f2e' })
  readonly first_id!: string;

  @ApiProperty({ description: 'Its example’s number in the dataset.', ...COUNT, example: 12 })
  readonly first_row!: number;

  @ApiProperty({ description: 'Which replicate it is.', ...COUNT, example: 0 })
  readonly first_replicate!: number;
}

class FailureGroupDto {
  @ApiProperty({ description: 'How many.', ...COUNT, example: 3 })
  readonly count!: number;

  @ApiProperty({ description: 'Why: the 20 most frequent reasons, the most frequent first.', type: [ReasonCountDto] })
  readonly reasons!: readonly ReasonCountDto[];
}

export class FailureCountDto extends FailureGroupDto {
  @ApiProperty({ description: 'The kind of the error, or its class.', example: 'answer' })
  readonly error_kind!: string;
}

export class ScoringFailureCountDto extends FailureGroupDto {
  @ApiProperty({ description: 'The metric.', example: 'label_correctness' })
  readonly metric!: string;
}

/** Seconds. */
export class SampleLatencyDto {
  @ApiProperty({ description: 'Samples whose latency is known.', ...COUNT, example: 100 })
  readonly n!: number;

  @ApiProperty({ description: 'The mean.', example: 0.8 })
  readonly mean!: number;

  @ApiProperty({ description: 'The median.', example: 0.7 })
  readonly p50!: number;

  @ApiProperty({ description: 'What 95 % stay below.', example: 1.9 })
  readonly p95!: number;

  @ApiProperty({ description: 'The longest.', example: 4.2 })
  readonly max!: number;
}

/** Counts and means of the samples that match. */
export class SampleAggregateDto {
  @ApiProperty({ description: 'How many match.', ...COUNT, example: 100 })
  readonly samples!: number;

  @ApiProperty({ description: 'Those that failed.', ...COUNT, example: 3 })
  readonly failed!: number;

  @ApiProperty({ description: 'For each metric.', type: [MetricAggregateDto] })
  readonly metrics!: readonly MetricAggregateDto[];

  @ApiProperty({ description: 'Of the difference to the run `against`; else `null`.', type: ValueAggregateDto, nullable: true })
  readonly delta!: ValueAggregateDto | null;

  @ApiProperty({
    description: 'With `against`: what became of the samples that match all but `paired`; else `null`.',
    type: PairedCountsDto,
    nullable: true,
  })
  readonly paired!: PairedCountsDto | null;

  @ApiProperty({ description: 'Failed samples by kind of error, the most frequent first.', type: [FailureCountDto] })
  readonly failures!: readonly FailureCountDto[];

  @ApiProperty({
    description:
      'Failed scorings of the samples by metric, the most frequent first. Those are left out that had no answer to score, for which their trial failed.',
    type: [ScoringFailureCountDto],
  })
  readonly scoring_failures!: readonly ScoringFailureCountDto[];

  @ApiProperty({ description: 'Tokens in.', ...COUNT, example: 3100 })
  readonly input_tokens!: number;

  @ApiProperty({ description: 'Tokens out.', ...COUNT, example: 600 })
  readonly output_tokens!: number;

  @ApiProperty({ description: 'What they cost; `null` where that is not known.', ...NUMBER_OR_NULL, example: null })
  readonly cost!: number | null;

  @ApiProperty({
    description: 'Of model calls, in seconds; `null` where none is known.',
    type: SampleLatencyDto,
    nullable: true,
  })
  readonly latency!: SampleLatencyDto | null;

  @ApiProperty({
    description: 'With `slice_by`: the largest slices first; else `null`.',
    type: [SampleSliceDto],
    nullable: true,
  })
  readonly slices!: readonly SampleSliceDto[] | null;

  @ApiProperty({ description: 'Slices beside those that are shown.', ...COUNT, example: 0 })
  readonly more_slices!: number;

  @ApiProperty({
    description: 'Where text was searched for: how much of it the index has by now; else `null`.',
    type: SearchProgressDto,
    nullable: true,
    example: null,
  })
  readonly search!: SearchProgressDto | null;
}

/** An aggregate as the wire has it. */
export function wireAggregate(found: SampleAggregate): SampleAggregateDto {
  return {
    samples: found.samples,
    failed: found.failed,
    metrics: found.metrics.map((metric) => ({ metric: metric.metric, ...wireValues(metric) })),
    delta: found.delta && wireValues(found.delta),
    paired: found.paired,
    failures: found.failures.map(({ errorKind, ...group }) => ({ error_kind: errorKind, ...wireGroup(group) })),
    scoring_failures: found.scoringFailures.map(({ metric, ...group }) => ({ metric, ...wireGroup(group) })),
    input_tokens: found.inputTokens,
    output_tokens: found.outputTokens,
    cost: found.cost,
    latency: found.latency,
    slices: found.slices?.map(wireSlice) ?? null,
    more_slices: found.moreSlices,
    search: found.search,
  };
}

function wireGroup({ count, reasons }: FailureGroup): Pick<FailureGroupDto, keyof FailureGroupDto> {
  return { count, reasons: reasons.map(wireReason) };
}

function wireReason({ key, type, shape, count, example, first }: ReasonCount): ReasonCountDto {
  const { id, row, replicate } = first;
  return { reason: key, type, shape, count, example, first_id: id, first_row: row, first_replicate: replicate };
}

function wireValues({ mean, sd, n, interval, distribution }: ValueAggregate): Pick<ValueAggregateDto, keyof ValueAggregateDto> {
  return { mean, sd, n, interval, distribution };
}

function wireSlice({ value, samples, failed, metrics }: SampleSlice): SampleSliceDto {
  return { value, samples, failed, metrics: metrics.map((slice) => ({ metric: slice.metric, ...wireMean(slice) })) };
}

function wireMean({ mean, sd, n }: Aggregate): Pick<MeanDto, keyof MeanDto> {
  return { mean, sd, n };
}
