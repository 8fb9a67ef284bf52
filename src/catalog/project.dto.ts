import { ApiProperty, ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import type { Scale } from '../evaluation/scale.ts';

const SHA256 = 'c1d5a2e4b7f8091a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192';

const METRIC_KINDS = ['programmatic', 'llm_judge'] as const;

const LEVEL = { oneOf: [{ type: 'boolean' }, { type: 'number' }, { type: 'string' }] };

const SCALE: ApiPropertyOptions = {
  description: 'The values that it may give: the numbers from `floor` to `ceiling`, or `levels`, the worst first.',
  oneOf: [
    {
      type: 'object',
      required: ['kind', 'floor', 'ceiling'],
      properties: { kind: { type: 'string', enum: ['range'] }, floor: { type: 'number' }, ceiling: { type: 'number' } },
    },
    {
      type: 'object',
      required: ['kind', 'levels'],
      properties: { kind: { type: 'string', enum: ['ordinal'] }, levels: { type: 'array', items: LEVEL } },
    },
  ],
  example: { kind: 'ordinal', levels: [false, true] },
};

export class ProgramDetailDto {
  @ApiProperty({ description: 'Its name.', example: 'v1' })
  readonly name!: string;

  @ApiProperty({
    description: 'The first paragraph of its doc comment, in Python of its docstring; `null` where it has none.',
    type: String,
    nullable: true,
    example: 'Asks for label and explanation in a fixed form.',
  })
  readonly description!: string | null;

  @FileProperty('programs.ts')
  readonly file!: string;

  @LineProperty()
  readonly line!: number | null;
}

export class MetricDetailDto {
  @ApiProperty({ description: 'Its name.', example: 'label_correctness' })
  readonly name!: string;

  @ApiProperty({ description: 'Whether code computes it or a model judges.', enum: METRIC_KINDS, example: 'programmatic' })
  readonly kind!: (typeof METRIC_KINDS)[number];

  @ApiProperty({ description: 'What it measures; of a judge its rubric.', example: 'The label is the reference.' })
  readonly description!: string;

  @ApiProperty(SCALE)
  readonly scale!: Scale;

  @ApiProperty({
    description: 'The model that a judge asks; `null` for a metric that asks none.',
    type: String,
    nullable: true,
    example: null,
  })
  readonly model!: string | null;

  @FileProperty('metrics.ts')
  readonly file!: string;

  @LineProperty()
  readonly line!: number | null;
}

export class PromptDetailDto {
  @ApiProperty({ description: 'Its name.', example: 'english' })
  readonly name!: string;

  @FileProperty('prompts/english.jinja')
  readonly file!: string;

  @ApiProperty({
    description:
      'The Jinja2 template. `null` where it can’t be read, and in a list of prompts where it has more than 65,536 characters.',
    type: String,
    nullable: true,
    example: 'Is this review positive or negative? {{ review }}',
  })
  readonly template!: string | null;

  @ApiProperty({
    description: 'Of the template as UTF-8, hex; `null` where it can’t be read.',
    type: String,
    nullable: true,
    example: SHA256,
  })
  readonly sha256!: string | null;

  @ApiProperty({
    description: 'What the template looks up in what it is given, sorted; `null` where it does not parse.',
    type: [String],
    nullable: true,
    example: ['review'],
  })
  readonly variables!: readonly string[] | null;
}

export class DatasetDetailDto {
  @ApiProperty({ description: 'Its name.', example: 'full' })
  readonly name!: string;

  @FileProperty('data/full.jsonl', 'Its path below the project’s folder; of a benchmark the file’s name.')
  readonly file!: string;

  @ApiProperty({ description: 'The ending of its file.', enum: ['csv', 'json', 'jsonl', 'parquet'], example: 'jsonl' })
  readonly format!: string;

  @ApiProperty({
    description: 'How large it is; `null` for a benchmark whose data was not fetched yet.',
    type: 'integer',
    minimum: 0,
    nullable: true,
    example: 52_431,
  })
  readonly bytes!: number | null;

  @ApiProperty({
    description: 'How many rows it has; `null` where it has a fault, or is so large that they were not counted yet.',
    type: 'integer',
    minimum: 0,
    nullable: true,
    example: 400,
  })
  readonly rows!: number | null;
}

export class ProjectProblemDto {
  @ApiProperty({
    description: 'The file below the project’s folder; `null` where it is about no file.',
    type: String,
    nullable: true,
    example: 'prompts/english.jinja',
  })
  readonly file!: string | null;

  @LineProperty()
  readonly line!: number | null;

  @ApiProperty({
    description: 'What is wrong, and what to do.',
    example: 'classify_sentiment/prompts/english.jinja: line 3: {% if %} is never closed by {% endif %}',
  })
  readonly message!: string;
}

export class ProjectDetailDto {
  @ApiProperty({ description: 'Its name.', example: 'classify_sentiment' })
  readonly name!: string;

  @ApiProperty({ description: 'Whether it comes with Assay: a benchmark.', example: false })
  readonly built_in!: boolean;

  @ApiProperty({ description: 'Its programs, sorted by name.', type: [ProgramDetailDto] })
  readonly programs!: readonly ProgramDetailDto[];

  @ApiProperty({ description: 'Its metrics, sorted by name.', type: [MetricDetailDto] })
  readonly metrics!: readonly MetricDetailDto[];

  @ApiProperty({ description: 'Its prompts, sorted by name.', type: [PromptDetailDto] })
  readonly prompts!: readonly PromptDetailDto[];

  @ApiProperty({ description: 'Its datasets, sorted by name.', type: [DatasetDetailDto] })
  readonly datasets!: readonly DatasetDetailDto[];

  @ApiProperty({
    description:
      'What stands in the way of jobs: modules that can’t be loaded, templates that don’t parse, datasets up to 16 MB with a row that can’t be used, files ' +
      'that are ignored.',
    type: [ProjectProblemDto],
  })
  readonly problems!: readonly ProjectProblemDto[];
}

export class DatasetRowDto {
  @ApiProperty({ description: 'Its number in the file, from 0.', type: 'integer', minimum: 0, example: 0 })
  readonly row!: number;

  @ApiPropertyOptional({ description: 'What the dataset calls it; absent where it has no id.', example: 'review-17' })
  readonly id?: string;

  @ApiPropertyOptional({ description: 'What it depends on together with others; absent without one.', example: 'film-3' })
  readonly cluster?: string;

  @ApiProperty({
    description: 'What the program gets.',
    type: 'object',
    additionalProperties: true,
    example: { review: 'A joy from start to end.' },
  })
  readonly inputs!: object;

  @ApiProperty({
    description: 'What a metric may compare the output with; any JSON value, `null` where the row has none.',
    nullable: true,
    oneOf: [{ type: 'object' }, { type: 'array', items: {} }, { type: 'string' }, { type: 'number' }, { type: 'boolean' }],
    example: 'positive',
  })
  readonly reference!: unknown;

  @ApiProperty({ description: 'Its tags.', type: [String], example: ['film'] })
  readonly tags!: readonly string[];
}

export class DatasetRowsDto {
  @ApiProperty({
    description: 'The rows. They are fewer than `limit` where they are large: go on after as many as came.',
    type: [DatasetRowDto],
  })
  readonly rows!: readonly DatasetRowDto[];

  @ApiProperty({
    description: 'How many rows there are that match; `null` where the file is so large that counting took too long.',
    type: 'integer',
    minimum: 0,
    nullable: true,
    example: 400,
  })
  readonly total!: number | null;

  @ApiProperty({ description: 'Why rows of this page are missing.', type: [ProjectProblemDto] })
  readonly problems!: readonly ProjectProblemDto[];
}

function FileProperty(example: string, description = 'Its path below the project’s folder.'): PropertyDecorator {
  return ApiProperty({ description, type: String, example });
}

function LineProperty(): PropertyDecorator {
  return ApiProperty({
    description: 'The line where it stands, from 1; `null` where that is not known.',
    type: 'integer',
    minimum: 1,
    nullable: true,
    example: 12,
  });
}
