import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  ArrayMaxSize,
  IsArray,
  IsIn,
  IsInt,
  IsOptional,
  Max,
  Min,
  ValidateBy,
  ValidateIf,
  ValidateNested,
} from 'class-validator';
import { IsStringSet, IsText, MayBeAbsent } from '../http/field-checks.ts';
import { KeyedByUsers } from '../http/keyed-by-users.ts';
import { RefusesUnknownParameters } from '../http/unknown-parameters.ts';
import {
  CORRECTIONS,
  FAMILIES,
  type Family,
  MOST_RESAMPLES,
  STATISTICAL_TESTS,
  type StatisticalTest,
} from '../statistics/comparison-request.ts';
import { MISSING_POLICIES, type MissingPolicy } from '../statistics/missing-policy.ts';
import { isPassKList, LARGEST_PASS_K, MOST_PASS_K, PASS_K_RULE } from '../statistics/pass-k-list.ts';
import { MOST_TASKS } from '../statistics/task-plan.ts';
import type { RunsToCompare } from './compared-runs.ts';
import { AlphaField, IsNumberWithin, numberWithin, SeedField } from '../http/number-fields.ts';
import { AreRanges, rangesSchema } from '../http/ranges-field.ts';

const RESAMPLES_MESSAGE = `must be an integer from 1 to ${MOST_RESAMPLES}`;

/** Names of runs or metrics: how many there must be is for the service to say. */
export const NAMES = { mayBeEmpty: true, longest: 1000 };

/** The choice of metrics, clusters and significance, in every question about runs. */
@RefusesUnknownParameters()
export class ChosenMetricsDto {
  @ApiPropertyOptional({
    description: 'Metrics that all of the runs have; without it, or when empty, all that they have in common.',
    type: [String],
    uniqueItems: true,
    nullable: true,
    example: ['accuracy'],
  })
  @IsOptional()
  @IsStringSet(NAMES)
  readonly metrics?: string[] | null;

  @AlphaField(
    'What counts as significant: a (corrected) two-sided p-value of at most this. Intervals have the level 1 − alpha.',
  )
  @MayBeAbsent()
  readonly alpha?: number;

  @ApiPropertyOptional({
    description:
      'Samples that belong together (questions about one document) and carry less information than independent ones: `cluster`, the ' +
      'samples’ own field, or a dot path into the samples of jobs, such as `inputs.document_id`.',
    example: 'cluster',
    minLength: 1,
    maxLength: 1000,
  })
  @MayBeAbsent()
  @IsText()
  readonly cluster_by?: string;

  @ApiPropertyOptional({
    description:
      'The lowest and highest score that a metric can give, of those that are compared. Known without it: 0 and 1 for the scores of jobs, and ' +
      'where all scores are 0 or 1. Without a range a mean can neither be shown equivalent nor be bounded where scores are missing.',
    ...rangesSchema(),
    example: { stars: [1, 5] },
  })
  @MayBeAbsent()
  @KeyedByUsers()
  @AreRanges()
  readonly ranges?: Record<string, [number, number]>;
}

/** A task that runs are compared on. */
export class TaskDto {
  @ApiProperty({ description: 'What the task is called, without a slash.', minLength: 1, maxLength: 1000, example: 'gsm8k' })
  @IsText()
  readonly name!: string;

  @ApiProperty({
    description: 'A run for each of what is compared, in the same order in every task.',
    type: [String],
    minItems: 2,
    uniqueItems: true,
    example: ['candidate-gsm8k', 'baseline-gsm8k'],
  })
  @IsStringSet(NAMES)
  readonly run_ids!: string[];
}

/** The body of `POST /api/compare` and `POST /api/compare/report`. */
export class CompareRequestDto extends ChosenMetricsDto {
  @ApiPropertyOptional({
    description:
      'Two runs or more, each once. Every difference is the earlier minus the later: name the baseline last. With `tasks`, names of your ' +
      'choice for what is compared over them; without, those of the first task’s runs.',
    type: [String],
    minItems: 2,
    uniqueItems: true,
    example: ['candidate', 'baseline'],
  })
  @ValidateIf(({ run_ids: runIds, tasks }: CompareRequestDto) => runIds !== undefined || tasks === undefined)
  @IsStringSet(NAMES)
  readonly run_ids?: string[];

  @ApiPropertyOptional({
    description:
      'Several tasks, in place of runs over one: each is compared sample by sample, and their mean differences are averaged with every task ' +
      'counting the same.',
    type: [TaskDto],
    minItems: 1,
    maxItems: MOST_TASKS,
    example: [
      { name: 'gsm8k', run_ids: ['candidate-gsm8k', 'baseline-gsm8k'] },
      { name: 'mmlu', run_ids: ['candidate-mmlu', 'baseline-mmlu'] },
    ],
  })
  @MayBeAbsent()
  @IsArray({ message: 'must be an array of tasks' })
  @ArrayMaxSize(MOST_TASKS, { message: `must have at most ${MOST_TASKS} tasks` })
  @ValidateNested({ each: true, message: 'must be objects with a name and run_ids' })
  @Type(() => TaskDto)
  readonly tasks?: TaskDto[];

  @ApiPropertyOptional({
    description:
      'Compares the runs also within each level of a field of the samples: `tags`, of which a sample may have several and then is in as many ' +
      'slices, or named as in `cluster_by`: `cluster`, or a dot path such as `inputs.topic`. The p-values of all levels and of the whole are ' +
      'corrected together. At most 100 levels.',
    example: 'inputs.topic',
    minLength: 1,
    maxLength: 1000,
  })
  @MayBeAbsent()
  @IsText()
  readonly slice_by?: string;

  @ApiPropertyOptional({
    description:
      '`auto` is the exact sign flip of the paired differences, with `cluster_by` of whole clusters; `permutation` is the ' +
      'sign flip always; `bootstrap_t` allows for skewed differences; `none` gives means and intervals without a test.',
    enum: STATISTICAL_TESTS,
    default: 'auto',
    example: 'auto',
  })
  @MayBeAbsent()
  @IsText()
  readonly statistical_test?: string;

  @ApiPropertyOptional({
    description:
      'How the p-values of a family are corrected: Holm (chance of any false alarm) or Benjamini–Hochberg (share of them).',
    enum: CORRECTIONS,
    default: 'holm',
    example: 'holm',
  })
  @MayBeAbsent()
  @IsIn(CORRECTIONS, oneOf(CORRECTIONS))
  readonly correction?: (typeof CORRECTIONS)[number];

  @ApiPropertyOptional({
    description: 'Which p-values are corrected together.',
    enum: FAMILIES,
    default: 'all',
    example: 'all',
  })
  @MayBeAbsent()
  @IsIn(FAMILIES, oneOf(FAMILIES))
  readonly family?: Family;

  @ApiPropertyOptional({
    description:
      'Random draws where a method needs them. Without it, 10,000 for the bootstrap, and for the sign flip 1,000 to 9,999 that are aimed at the ' +
      'tail, ten times as many where they do not decide.',
    type: 'integer',
    minimum: 1,
    maximum: MOST_RESAMPLES,
    example: 10_000,
  })
  @MayBeAbsent()
  @IsInt({ message: RESAMPLES_MESSAGE })
  @Min(1, { message: RESAMPLES_MESSAGE })
  @Max(MOST_RESAMPLES, { message: RESAMPLES_MESSAGE })
  readonly resamples?: number;

  @SeedField('The seed of those draws: the same request with the same seed has the same answer.')
  @MayBeAbsent()
  readonly seed?: number;

  @ApiPropertyOptional({
    description:
      'Differences smaller than this, in units of the metric, do not matter. Without it nothing is called equivalent.',
    ...numberWithin({ above: 0 }),
    example: 0.02,
  })
  @MayBeAbsent()
  @IsNumberWithin({ above: 0 })
  readonly margin?: number;

  @ApiPropertyOptional({
    description:
      'How a sample is treated that a run has without a valid score: left out with a warning, or counted as the worst that the metric can ' +
      'give, or as 0, where that is not better than the worst.',
    enum: MISSING_POLICIES,
    default: 'exclude',
    example: 'exclude',
  })
  @MayBeAbsent()
  @IsIn(MISSING_POLICIES, oneOf(MISSING_POLICIES))
  readonly missing?: MissingPolicy;

  @ApiPropertyOptional({
    description: 'Those of the compared metrics in which a lower score is better, such as a count of errors.',
    type: [String],
    uniqueItems: true,
    example: [],
  })
  @MayBeAbsent()
  @IsStringSet(NAMES)
  readonly lower_is_better?: string[];

  @ApiPropertyOptional({
    description:
      'Numbers of tries k for which each run’s mean has pass@k, the chance that one of k tries solves a sample, and pass^k, the chance that ' +
      'all do. A sample’s tries are its repeats. For metrics that score every try 0 or 1; not with `tasks`.',
    type: 'array',
    items: { type: 'integer', minimum: 1, maximum: LARGEST_PASS_K },
    minItems: 1,
    maxItems: MOST_PASS_K,
    uniqueItems: true,
    example: [1, 3],
  })
  @MayBeAbsent()
  @ValidateBy({ name: 'isPassKList', validator: { validate: isPassKList, defaultMessage: () => PASS_K_RULE } })
  readonly pass_k?: number[];

  @ApiPropertyOptional({
    description:
      'The name of human labels that each of the runs has: every mean then has `judge`, the mean by people’s standards with its ' +
      'interval. The labelled samples must be a random part of the run; not with `tasks`.',
    minLength: 1,
    maxLength: 1000,
    example: 'helpful',
  })
  @MayBeAbsent()
  @IsText()
  readonly human_labels?: string;
}

function oneOf(values: readonly string[]): { readonly message: string } {
  return { message: `must be one of ${values.join(', ')}` };
}

/** A request body as the service takes it. Whether the test is a known one is for the statistics to say. */
export function runsToCompare(body: CompareRequestDto): RunsToCompare {
  return {
    runIds: body.tasks?.flatMap(({ run_ids: runIds }) => runIds) ?? body.run_ids ?? [],
    clusterBy: body.cluster_by ?? null,
    sliceBy: body.slice_by ?? null,
    options: {
      tasks: body.tasks?.map(({ name, run_ids: runIds }) => ({ name, runIds })),
      names: body.tasks && body.run_ids,
      metrics: body.metrics ?? undefined,
      test: body.statistical_test as StatisticalTest | undefined,
      alpha: body.alpha,
      correction: body.correction,
      family: body.family,
      resamples: body.resamples,
      seed: body.seed,
      margin: body.margin,
      ranges: body.ranges && new Map(Object.entries(body.ranges)),
      missing: body.missing,
      lowerIsBetter: body.lower_is_better,
      passK: body.pass_k,
      humanLabels: body.human_labels,
    },
  };
}
