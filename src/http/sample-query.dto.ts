import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional } from 'class-validator';
import {
  type AggregateQuery,
  PAIRED_OUTCOMES,
  type PairedOutcome,
  SAMPLE_SORTS,
  type SampleFilter,
  type SampleQuery,
} from '../domain/sample-query.ts';
import { isReasonKey } from '../evaluation/failure-reason.ts';
import { Check, DecimalParameter, documented, NotBelow, TextParameter, WholeNumberParameter } from './query-fields.ts';
import { sortOf, SortParameter } from './sort-parameter.ts';
import { RefusesUnknownParameters } from './unknown-parameters.ts';

const DEFAULT_LIMIT = 50;
const TEXT_LENGTHS = ['whole', 'short'] as const;
const STATUSES = ['success', 'failed'] as const;

/** Which samples of a run; a sample has to match all that is given. */
@RefusesUnknownParameters()
export class SampleFilterDto {
  @ApiPropertyOptional({ description: 'Only samples that succeeded, or that failed.', enum: STATUSES, example: 'failed' })
  @IsOptional()
  @IsIn(STATUSES)
  readonly status?: (typeof STATUSES)[number];

  @TextParameter('Only failed samples with this kind of error, or class of error.', 'TimeoutError')
  readonly error_kind?: string;

  @documented({
    type: 'string',
    pattern: '^[0-9a-f]{12}$',
    description: 'Only samples that failed for this reason, or of which a scoring did: `reason` of an aggregate’s failures.',
    example: '53bc11ac1b7c',
  })
  @Check('isReason', 'must be the reason of a failure, as the aggregate has it: 12 hexadecimal digits', isReasonKey)
  readonly reason?: string;

  @TextParameter(
    'The metric that `min`, `max` and differences are of; it can be left out where the run has only one.',
    'label_correctness',
  )
  readonly metric?: string;

  @DecimalParameter('The least score.', 0)
  readonly min?: number;

  @DecimalParameter('The highest score; not below `min`.', 0.5)
  @NotBelow('min')
  readonly max?: number;

  @TextParameter(
    'The run that differences are to: the score here minus the score there. Samples without a difference match no bound of it.',
    '21993d2b-d99c-4854-b42e-946004379d91',
  )
  readonly against?: string;

  @DecimalParameter('The least difference.', 0.5)
  readonly delta_min?: number;

  @DecimalParameter('The largest difference; not below `delta_min`.', 0.75)
  @NotBelow('delta_min')
  readonly delta_max?: number;

  @ApiPropertyOptional({
    description:
      'Only samples of which this became against the other run: a better score, a worse one, the same, or no difference because one of ' +
      'them lacks the score.',
    enum: PAIRED_OUTCOMES,
    example: 'regressed',
  })
  @IsOptional()
  @IsIn(PAIRED_OUTCOMES)
  readonly paired?: PairedOutcome;

  @ApiPropertyOptional({
    description: '`true` where a lower score of the metric is the better one, for `paired`.',
    enum: ['true', 'false'],
    default: 'false',
    example: 'false',
  })
  @IsOptional()
  @IsIn(['true', 'false'])
  readonly lower_is_better?: 'true' | 'false';

  @TextParameter('Only samples whose example has this tag.', 'negation')
  readonly tag?: string;

  @TextParameter(
    'Only samples whose inputs, reference, output or error have all of these words, or words that begin so; `"…"` for words in this order.',
    '"never again" refund',
  )
  readonly q?: string;
}

export class SampleQueryDto extends SampleFilterDto {
  @SortParameter({
    description:
      'The order; that in which they came without it. `delta` and `abs_delta`, its size, need `against`. Samples without the value come last.',
    fields: SAMPLE_SORTS,
    hasMetrics: true,
    example: '-metric.label_correctness',
  })
  readonly sort?: string;

  @WholeNumberParameter({
    description: 'The most samples to return.',
    minimum: 1,
    maximum: 1000,
    default: DEFAULT_LIMIT,
    example: DEFAULT_LIMIT,
  })
  readonly limit?: number;

  @TextParameter('Where to continue: `next_cursor` of the page before. It holds while samples come.', 'WyI0ZjJlIiwwLjUsMTJd')
  readonly cursor?: string;

  @WholeNumberParameter({
    description:
      'Samples to leave out before the first, to jump into a long list; not with `cursor`. `total` then says how many match.',
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
    example: 0,
  })
  readonly offset?: number;

  @ApiPropertyOptional({
    description:
      '`short` gives the first 300 characters of inputs, prompt, response, reference and error in `texts`, and of a trial no more of its event.',
    enum: TEXT_LENGTHS,
    default: 'whole',
    example: 'short',
  })
  @IsOptional()
  @IsIn(TEXT_LENGTHS)
  readonly texts?: (typeof TEXT_LENGTHS)[number];
}

export class SampleAggregateQueryDto extends SampleFilterDto {
  @TextParameter(
    'Also the same means by tag (`tags`), or by what lies at a path of the example, such as `inputs.topic`.',
    'inputs.topic',
  )
  readonly slice_by?: string;
}

/** Which replicate of a row. */
@RefusesUnknownParameters()
export class ReplicateQueryDto {
  @WholeNumberParameter({
    description: 'Which replicate; the first that there is without it.',
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
    example: 0,
  })
  readonly replicate?: number;
}

export function sampleQueryOf({ sort, limit = DEFAULT_LIMIT, cursor, offset, texts, ...filter }: SampleQueryDto): SampleQuery {
  const order = sort === undefined ? undefined : sortOf(sort, SAMPLE_SORTS);
  return { ...filterOf(filter), limit, ...present({ sort: order, cursor, offset }), isShort: texts === 'short' };
}

export function aggregateQueryOf({ slice_by: sliceBy, ...filter }: SampleAggregateQueryDto): AggregateQuery {
  return { ...filterOf(filter), ...present({ sliceBy }) };
}

function filterOf({
  error_kind: errorKind,
  delta_min: deltaMin,
  delta_max: deltaMax,
  lower_is_better: lowerIsBetter,
  ...filter
}: SampleFilterDto): SampleFilter {
  const { status, reason, metric, min, max, against, paired, tag, q } = filter;
  return present({
    status,
    errorKind,
    reason,
    metric,
    min,
    max,
    against,
    deltaMin,
    deltaMax,
    paired,
    ...(lowerIsBetter === 'true' ? { lowerIsBetter: true } : {}),
    tag,
    q,
  });
}

type Present<Fields> = { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };

function present<Fields extends object>(fields: Fields): Present<Fields> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Present<Fields>;
}
