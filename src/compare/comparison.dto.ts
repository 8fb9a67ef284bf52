import { ApiExtraModels, ApiProperty, getSchemaPath } from '@nestjs/swagger';
import {
  CORRECTIONS,
  FAMILIES,
  STATISTICAL_TESTS,
  type Family,
  type StatisticalTest,
} from '../statistics/comparison-request.ts';
import { MISSING_POLICIES, type MissingPolicy } from '../statistics/missing-policy.ts';
import { maybeNumber } from '../http/number-fields.ts';
import { ComparisonWarningDto, PairwiseResultDto } from './pairwise-result.dto.ts';
import { NamedRunDto } from './named-run.dto.ts';
import { RunMeanDto } from './run-mean.dto.ts';

export class RankingDto {
  @ApiProperty({ description: 'The run.', example: 'candidate' })
  readonly run_id!: string;

  @ApiProperty({ description: 'What a person calls it.', example: 'candidate' })
  readonly name!: string;

  @ApiProperty({ description: 'Pairs that it won significantly.', type: 'integer', minimum: 0, example: 1 })
  readonly wins!: number;

  @ApiProperty({ description: 'Pairs that it lost significantly.', type: 'integer', minimum: 0, example: 0 })
  readonly losses!: number;

  @ApiProperty({ description: 'Pairs without a winner, which need not be equal.', type: 'integer', minimum: 0, example: 0 })
  readonly ties!: number;
}

export class WinLossDto {
  @ApiProperty({ description: 'Most wins first, then fewest losses.', type: [RankingDto] })
  readonly rankings!: RankingDto[];
}

/** Friedman’s test of three runs or more: whether any differs, by ranks. */
export class OmnibusDto {
  @ApiProperty({ description: 'Friedman’s statistic, corrected for ties.', type: 'number', example: 8.2 })
  readonly chi_square!: number;

  @ApiProperty({ description: 'Degrees of freedom.', type: 'integer', example: 2 })
  readonly df!: number;

  @ApiProperty({ description: 'Its p-value.', type: 'number', example: 0.017 })
  readonly p_value!: number;

  @ApiProperty(maybeNumber('Iman and Davenport’s F; `null` where every sample ranks the runs alike.', 4.4))
  readonly f!: number | null;

  @ApiProperty({ description: 'The p-value of F.', type: 'number', example: 0.014 })
  readonly f_p_value!: number;

  @ApiProperty({
    description: 'In the order of `run_ids`; 1 is the best score, the lowest where lower is better.',
    type: [Number],
    example: [1.7, 2.1, 2.2],
  })
  readonly average_ranks!: number[];

  @ApiProperty(maybeNumber('Nemenyi’s critical difference of average ranks; for alpha 0.05 and 0.1.', 0.33))
  readonly nemenyi_difference!: number | null;

  @ApiProperty({
    description: 'Why there is no such difference; `null` where there is one.',
    type: String,
    nullable: true,
    example: null,
  })
  readonly nemenyi_note!: string | null;
}

/** One metric over all runs. */
export class MetricSummaryDto {
  @ApiProperty({
    description: 'Which of two runs is better, or which of many may be the best, for people; empty where there is no pair.',
    example: 'In “accuracy”, candidate is better than baseline: 0.825 against 0.75 (candidate − baseline = +0.075, …).',
  })
  readonly sentence!: string;

  @ApiProperty({ description: 'The metric.', example: 'accuracy' })
  readonly metric!: string;

  @ApiProperty({ description: 'Whether a lower score is better.', type: Boolean, example: false })
  readonly lower_is_better!: boolean;

  @ApiProperty({
    description: 'Samples with a valid score in every run: means and best are about these.',
    type: 'integer',
    minimum: 0,
    example: 200,
  })
  readonly n!: number;

  @ApiProperty({ description: 'In the order of `run_ids`.', type: [RunMeanDto] })
  readonly means!: RunMeanDto[];

  @ApiProperty({
    description: 'The run with the best mean, which says nothing of chance.',
    type: String,
    nullable: true,
    example: 'candidate',
  })
  readonly best_run!: string | null;

  @ApiProperty({ description: 'What a person calls it.', type: String, nullable: true, example: 'candidate' })
  readonly best_run_name!: string | null;

  @ApiProperty({
    description:
      'The runs that no other run beats in `pairwise_results`: any of them may be the best. A truly best run is missing with a ' +
      'probability of at most alpha. `null` without a test.',
    type: [String],
    nullable: true,
    example: ['candidate'],
  })
  readonly may_be_best!: string[] | null;

  @ApiProperty({
    description: 'For each run, the runs that beat it in `pairwise_results`; `null` without a test.',
    type: 'object',
    additionalProperties: { type: 'array', items: { type: 'string' } },
    nullable: true,
    example: { candidate: [], baseline: ['candidate'] },
  })
  readonly beaten_by!: Record<string, string[]> | null;

  @ApiProperty({
    description: 'The same as `may_be_best`, under its former name.',
    type: [String],
    nullable: true,
    example: ['candidate'],
  })
  readonly not_worse_than_best!: string[] | null;

  @ApiProperty({ description: 'Only for three runs or more, without clusters.', type: OmnibusDto, nullable: true })
  readonly omnibus!: OmnibusDto | null;

  @ApiProperty({
    description: 'Why there is no `omnibus` for three runs or more: it knows neither clusters nor tasks.',
    enum: ['clustered', 'tasks'],
    nullable: true,
    example: null,
  })
  readonly omnibus_reason!: 'clustered' | 'tasks' | null;

  @ApiProperty({ description: 'What to keep in mind about this metric.', type: [ComparisonWarningDto] })
  readonly warnings!: ComparisonWarningDto[];
}

/** The pairs within one level of the field that slices. */
export class ComparedSliceDto {
  @ApiProperty({ description: 'The level.', example: 'algebra' })
  readonly level!: string;

  @ApiProperty({ description: 'Samples in it that any of the runs has.', type: 'integer', minimum: 0, example: 57 })
  readonly n!: number;

  @ApiProperty({
    description: 'As those of the whole, with whose p-values theirs are corrected.',
    type: [PairwiseResultDto],
  })
  readonly pairwise_results!: PairwiseResultDto[];

  @ApiProperty({ description: 'What to keep in mind about this slice.', type: [ComparisonWarningDto] })
  readonly warnings!: ComparisonWarningDto[];
}

/** How the numbers were computed, so that they can be repeated. */
export class ComparisonMetadataDto {
  @ApiProperty({ description: 'Changes when a number changes its meaning.', example: '2' })
  readonly statistics_version!: string;

  @ApiProperty({ description: 'The server that computed it.', example: '0.1.0' })
  readonly assay_version!: string;

  @ApiProperty({ description: 'The test that was asked for.', enum: STATISTICAL_TESTS, example: 'auto' })
  readonly statistical_test!: StatisticalTest;

  @ApiProperty({ description: 'The tests that were used.', type: [String], example: ['sign-flip'] })
  readonly methods!: string[];

  @ApiProperty({ description: 'The bound of significance.', type: 'number', example: 0.05 })
  readonly alpha!: number;

  @ApiProperty({ description: 'Of the intervals: 1 − alpha.', type: 'number', example: 0.95 })
  readonly level!: number;

  @ApiProperty({ description: 'How p-values were corrected.', enum: CORRECTIONS, example: 'holm' })
  readonly correction!: (typeof CORRECTIONS)[number];

  @ApiProperty({ description: 'Which were corrected together.', enum: FAMILIES, example: 'all' })
  readonly family!: Family;

  @ApiProperty({ description: 'How many hypotheses each family has.', type: [Number], example: [1] })
  readonly family_sizes!: number[];

  @ApiProperty({ description: 'As asked for.', type: 'integer', nullable: true, example: null })
  readonly resamples!: number | null;

  @ApiProperty({
    description: 'The seed that was asked for (0 without one), or `exact` where no result needed random draws.',
    oneOf: [{ type: 'integer' }, { type: 'string', enum: ['exact'] }],
    example: 'exact',
  })
  readonly seed!: number | 'exact';

  @ApiProperty(maybeNumber('The equivalence margin, in units of the metric.', null))
  readonly margin!: number | null;

  @ApiProperty({ description: 'How missing scores were treated.', enum: MISSING_POLICIES, example: 'exclude' })
  readonly missing!: MissingPolicy;

  @ApiProperty({ description: 'What the samples were grouped by.', type: String, nullable: true, example: null })
  readonly cluster_by!: string | null;

  @ApiProperty({
    description: 'Runs that were still being made: their pairs get no verdict, unless all samples of the other run are scored.',
    type: [String],
    example: [],
  })
  readonly runs_in_progress!: string[];

  @ApiProperty({ description: 'What the samples were sliced by.', type: String, nullable: true, example: null })
  readonly slice_by!: string | null;

  @ApiProperty({ description: 'The human labels that were used.', type: String, nullable: true, example: null })
  readonly human_labels!: string | null;

  @ApiProperty({ description: 'Metrics in which a lower score is better.', type: [String], example: [] })
  readonly lower_is_better!: string[];

  @ApiProperty({ description: 'Samples that any of the runs has.', type: 'integer', minimum: 0, example: 201 })
  readonly samples!: number;

  @ApiProperty({
    description: 'Samples that all runs share, for each metric.',
    type: 'object',
    additionalProperties: { type: 'integer' },
    example: { accuracy: 200 },
  })
  readonly common_samples!: Record<string, number>;
}

/** The answer of `POST /api/compare`. */
@ApiExtraModels(WinLossDto)
export class ComparisonDto {
  @ApiProperty({
    description: 'The ids of the runs, in the order in which they were named.',
    type: [String],
    example: ['candidate', 'baseline'],
  })
  readonly run_ids!: string[];

  @ApiProperty({
    description:
      'The same with their names. Sentences and reports call a run so, with the beginning of its id where two share a name.',
    type: [NamedRunDto],
  })
  readonly runs!: NamedRunDto[];

  @ApiProperty({
    description: 'The result for people, a sentence or a few for each metric: the same as in the report and in the terminal.',
    example: 'In “accuracy”, candidate is better than baseline: 0.825 against 0.75 (candidate − baseline = +0.075, …).',
  })
  readonly headline!: string;

  @ApiProperty({ description: 'The metrics that were compared.', type: [String], example: ['accuracy'] })
  readonly metrics!: string[];

  @ApiProperty({
    description: 'For each metric the run with the best mean over the samples that all runs share. See `may_be_best`.',
    type: 'object',
    additionalProperties: { type: 'string', nullable: true },
    example: { accuracy: 'candidate' },
  })
  readonly best_run_per_metric!: Record<string, string | null>;

  @ApiProperty({
    description: 'The run that alone may be the best in every metric; `null` where there is none.',
    type: String,
    nullable: true,
    example: 'candidate',
  })
  readonly overall_best_run!: string | null;

  @ApiProperty({ description: 'What a person calls it.', type: String, nullable: true, example: 'candidate' })
  readonly overall_best_run_name!: string | null;

  @ApiProperty({
    description: 'Every pair of runs in every metric: by metric, then as the runs were named.',
    type: [PairwiseResultDto],
  })
  readonly pairwise_results!: PairwiseResultDto[];

  @ApiProperty({
    description: 'The pairs within each level of `slice_by`, ascending by level; empty without it.',
    type: [ComparedSliceDto],
  })
  readonly slices!: ComparedSliceDto[];

  @ApiProperty({
    description: 'For each metric how many pairs each run won, lost, or left open.',
    type: 'object',
    additionalProperties: { $ref: getSchemaPath(WinLossDto) },
    example: {
      accuracy: {
        rankings: [
          { run_id: 'candidate', name: 'candidate', wins: 1, losses: 0, ties: 0 },
          { run_id: 'baseline', name: 'baseline', wins: 0, losses: 1, ties: 0 },
        ],
      },
    },
  })
  readonly win_loss_summary!: Record<string, WinLossDto>;

  @ApiProperty({ description: 'Each metric over all runs.', type: [MetricSummaryDto] })
  readonly metric_summaries!: MetricSummaryDto[];

  @ApiProperty({
    description: 'Why the comparison of these runs may not be fair; the pairs have warnings of their own.',
    type: [ComparisonWarningDto],
  })
  readonly warnings!: ComparisonWarningDto[];

  @ApiProperty({ description: 'How the numbers were computed.', type: ComparisonMetadataDto })
  readonly metadata!: ComparisonMetadataDto;
}
