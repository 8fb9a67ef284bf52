import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { type HumanLabel, type LabelSet, type LabelSummary, MOST_LABELS } from '../domain/label-store.ts';
import { judgeBody } from '../http/judge-body.ts';
import { JudgeDto } from '../http/judge.dto.ts';
import { DecimalParameter, TextParameter, WholeNumberParameter } from '../http/query-fields.ts';
import { RefusesUnknownParameters } from '../http/unknown-parameters.ts';
import type { JudgedMetric } from '../statistics/judged-run.ts';
import { PlacedSampleDto } from './run-samples.dto.ts';

const DESCRIPTION = { description: 'What was judged, and by whom.', example: 'Is the answer helpful? Two annotators, agreed.' };

/** What to keep in mind about a number. */
export class LabelWarningDto {
  @ApiProperty({ description: 'For programs.', example: 'few-labels' })
  readonly code!: string;

  @ApiProperty({
    description: 'For people.',
    example: 'The means by human labels are rough: there are fewer than 50 labels in "a".',
  })
  readonly message!: string;
}

/** A label to store. */
export class NewLabelDto {
  @ApiPropertyOptional({
    description: 'The id of the sample. Without it the row is needed; with both, both must fit.',
    type: String,
    nullable: true,
    minLength: 1,
    maxLength: 1000,
    example: '36a4c434f798fcce',
  })
  readonly sample_id?: string | null;

  @ApiPropertyOptional({ description: 'The row of the sample.', type: 'integer', nullable: true, minimum: 0, example: 3 })
  readonly row?: number | null;

  @ApiPropertyOptional({
    description: 'Which of the repeats with this id or row; the first without it.',
    type: 'integer',
    nullable: true,
    minimum: 0,
    example: 0,
  })
  readonly replicate?: number | null;

  @ApiProperty({
    description: 'What the person says, on the scale of the metric that it is to be held against. Booleans count as 0 and 1.',
    oneOf: [{ type: 'number' }, { type: 'boolean' }],
    example: 1,
  })
  readonly value!: number | boolean;

  @ApiPropertyOptional({ description: 'Why.', type: String, nullable: true, maxLength: 1000, example: 'Polite and right.' })
  readonly note?: string | null;
}

/** The body of `PUT /api/runs/{run_id}/labels/{name}`. */
export class PutLabelsDto {
  @ApiPropertyOptional({ ...DESCRIPTION, type: String, nullable: true, minLength: 1, maxLength: 1000 })
  readonly description?: string | null;

  @ApiProperty({
    description: 'One label for each of some samples, which should be a random part of the run.',
    type: [NewLabelDto],
    minItems: 1,
    maxItems: MOST_LABELS,
    example: [{ row: 0, value: 1, note: 'Polite and right.' }],
  })
  readonly labels!: NewLabelDto[];
}

/** A set of labels without the labels. */
export class LabelSummaryDto {
  @ApiProperty({ description: 'What it is called.', example: 'helpful' })
  readonly name!: string;

  @ApiProperty({ ...DESCRIPTION, type: String, nullable: true })
  readonly description!: string | null;

  @ApiProperty({ description: 'When it was stored.', format: 'date-time', example: '2026-11-22T09:00:00.000Z' })
  readonly created_at!: string;

  @ApiProperty({ description: 'Labels in it.', type: 'integer', minimum: 1, example: 50 })
  readonly count!: number;

  @ApiProperty({ description: 'Their mean.', type: 'number', example: 0.74 })
  readonly mean!: number;
}

export class LabelListDto {
  @ApiProperty({ description: 'The sets of labels of the run, by name.', type: [LabelSummaryDto] })
  readonly labels!: LabelSummaryDto[];
}

/** What a person says of one sample. */
export class LabelDto {
  @ApiProperty({ description: 'The id of the sample.', example: '36a4c434f798fcce' })
  readonly sample_id!: string;

  @ApiProperty({ description: 'Its row.', type: 'integer', minimum: 0, example: 3 })
  readonly row!: number;

  @ApiProperty({ description: 'Which of the repeats of its example.', type: 'integer', minimum: 0, example: 0 })
  readonly replicate!: number;

  @ApiProperty({ description: 'What the person says.', type: 'number', example: 1 })
  readonly value!: number;

  @ApiProperty({ description: 'Why.', type: String, nullable: true, example: null })
  readonly note!: string | null;
}

export class LabelSetDto extends LabelSummaryDto {
  @ApiProperty({ description: 'The labels, as they were given.', type: [LabelDto] })
  readonly labels!: LabelDto[];
}

/** What is held against labels. */
@RefusesUnknownParameters()
export class JudgeQueryDto {
  @TextParameter('Only this metric; all that the run has without it.', 'helpfulness')
  readonly metric?: string;

  @DecimalParameter('The level of the intervals is 1 − alpha: a number between 0 and 1, by default 0.05.', 0.05)
  readonly alpha?: number;
}

/** One metric held against labels. */
export class JudgedMetricDto {
  @ApiProperty({ description: 'The metric.', example: 'helpfulness' })
  readonly metric!: string;

  @ApiProperty({ description: 'Samples that have a score.', type: 'integer', minimum: 0, example: 2000 })
  readonly n!: number;

  @ApiProperty({ description: 'Their mean score; `null` without any.', type: 'number', nullable: true, example: 0.81 })
  readonly mean!: number | null;

  @ApiProperty({
    description: 'The mean by people’s labels; `null` where none of them is of a sample with a score.',
    type: JudgeDto,
    nullable: true,
  })
  readonly judge!: JudgeDto | null;

  @ApiProperty({ description: 'What to keep in mind.', type: [LabelWarningDto] })
  readonly warnings!: LabelWarningDto[];
}

export class JudgedRunDto {
  @ApiProperty({ description: 'The run.', example: 'gsm8k-175b-verification' })
  readonly run_id!: string;

  @ApiProperty({ description: 'The labels.', example: 'helpful' })
  readonly human_labels!: string;

  @ApiProperty({ description: 'Of the intervals.', type: 'number', example: 0.95 })
  readonly level!: number;

  @ApiProperty({ description: 'By metric.', type: [JudgedMetricDto] })
  readonly results!: JudgedMetricDto[];
}

/** What is drawn of a run. */
@RefusesUnknownParameters()
export class RandomSamplesQueryDto {
  @WholeNumberParameter({ description: 'How many samples.', minimum: 1, maximum: 1000, default: 50, example: 50 })
  readonly n?: number;

  @WholeNumberParameter({
    description: 'The seed: the same one draws the same samples.',
    minimum: 0,
    maximum: Number.MAX_SAFE_INTEGER,
    default: 0,
    example: 1,
  })
  readonly seed?: number;
}

export class RandomSamplesDto {
  @ApiProperty({ description: 'The samples, in the order in which they were drawn.', type: [PlacedSampleDto] })
  readonly samples!: readonly PlacedSampleDto[];
}

export function wireLabelSummary(summary: LabelSummary): Pick<LabelSummaryDto, keyof LabelSummaryDto> {
  const { name, description, createdAt, count, mean } = summary;
  return { name, description, created_at: createdAt, count, mean };
}

export function wireLabelSet(set: LabelSet): LabelSetDto {
  return { ...wireLabelSummary(set), labels: set.labels.map(wireLabel) };
}

function wireLabel({ sampleId, row, replicate, value, note }: HumanLabel): LabelDto {
  return { sample_id: sampleId, row, replicate, value, note };
}

export function wireJudgedMetric({ metric, n, mean, judge, warnings }: JudgedMetric): JudgedMetricDto {
  return { metric, n, mean, judge: judgeBody(judge), warnings: [...warnings] };
}
