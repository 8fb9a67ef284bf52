import { ApiProperty } from '@nestjs/swagger';
import { BENCHMARK_TASKS, type BenchmarkTask } from '../domain/benchmark.ts';

const SHA256 = 'c1d5a2e4b7f8091a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d5e6f708192';

const BENCHMARK_DATA_STATES = ['absent', 'fetching', 'present'] as const;
const BENCHMARK_DATA_ORIGINS = ['bundled', 'fetched', 'imported'] as const;

export class BenchmarkSourceDto {
  @ApiProperty({ description: 'Owner and name on the Hugging Face Hub.', example: 'openai/gsm8k' })
  readonly dataset!: string;

  @ApiProperty({ description: 'The configuration (subset).', example: 'main' })
  readonly config!: string;

  @ApiProperty({ description: 'The split.', example: 'test' })
  readonly split!: string;

  @ApiProperty({ description: 'Its page.', format: 'uri', example: 'https://huggingface.co/datasets/openai/gsm8k' })
  readonly url!: string;
}

/** The body of `POST /api/evaluate`, without the model. */
export class BenchmarkRequestDto {
  @ApiProperty({ description: 'The benchmark’s project.', example: 'gsm8k' })
  readonly project!: string;

  @ApiProperty({ description: 'Its program.', example: 'solve' })
  readonly program!: string;

  @ApiProperty({ description: 'Its usual prompt template.', example: 'step_by_step' })
  readonly prompt!: string;

  @ApiProperty({ description: 'Its dataset.', example: 'test' })
  readonly examples!: string;

  @ApiProperty({ description: 'Its metric.', type: [String], example: ['numeric_match'] })
  readonly metrics!: readonly string[];
}

export class BenchmarkDataDto {
  @ApiProperty({
    description: '`absent`: the first job that needs the data fetches it. `fetching`: that is under way.',
    enum: BENCHMARK_DATA_STATES,
    example: 'present',
  })
  readonly state!: (typeof BENCHMARK_DATA_STATES)[number];

  @ApiProperty({
    description: 'Where it came from; `null` while it is not here.',
    enum: [...BENCHMARK_DATA_ORIGINS, null],
    nullable: true,
    type: String,
    example: 'fetched',
  })
  readonly origin!: (typeof BENCHMARK_DATA_ORIGINS)[number] | null;

  @ApiProperty({ description: 'Examples that are here, or were fetched so far.', type: 'integer', minimum: 0, example: 1319 })
  readonly rows!: number;

  @ApiProperty({
    description: 'Examples that there will be, while they are fetched; `null` where the source has not told it yet.',
    type: 'integer',
    nullable: true,
    example: 1319,
  })
  readonly total!: number | null;

  @ApiProperty({ description: 'The file, on the server.', type: String, nullable: true, example: '/data/gsm8k/test.jsonl' })
  readonly path!: string | null;

  @ApiProperty({ description: 'Of that file, hex.', type: String, nullable: true, example: SHA256 })
  readonly sha256!: string | null;

  @ApiProperty({
    description: 'The revision of the dataset that was fetched, where the source told it.',
    type: String,
    nullable: true,
    example: '740312add88f781978c0658806c59bc2815b9866',
  })
  readonly revision!: string | null;

  @ApiProperty({
    description: 'When it was fetched or imported.',
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2026-03-01T12:00:00.000Z',
  })
  readonly obtained_at!: string | null;

  @ApiProperty({
    description:
      'Why the data is not here: what became of the last fetch that `POST /api/benchmarks/{name}/fetch` began; else `null`.',
    type: String,
    nullable: true,
    example: null,
  })
  readonly error!: string | null;
}

export class BenchmarkDto {
  @ApiProperty({ description: 'Its name, and that of its project in the catalog.', example: 'gsm8k' })
  readonly name!: string;

  @ApiProperty({ description: 'Its name for people.', example: 'GSM8K' })
  readonly title!: string;

  @ApiProperty({ description: 'What it measures.', example: 'Grade-school word problems that take two to eight steps.' })
  readonly description!: string;

  @ApiProperty({ description: 'What kind of answer it asks for.', enum: BENCHMARK_TASKS, example: 'math' })
  readonly task!: BenchmarkTask;

  @ApiProperty({ description: 'Examples that it is known to have.', type: 'integer', minimum: 1, example: 1319 })
  readonly size!: number;

  @ApiProperty({ description: 'Of the data, as an SPDX identifier.', example: 'MIT' })
  readonly licence!: string;

  @ApiProperty({
    description: 'Where the data is fetched from; `null` where it comes with Assay.',
    type: () => BenchmarkSourceDto,
    nullable: true,
  })
  readonly source!: BenchmarkSourceDto | null;

  @ApiProperty({ description: 'The metric that it is known for.', example: 'numeric_match' })
  readonly metric!: string;

  @ApiProperty({
    description: 'Starts it: send this to `POST /api/evaluate` with a `model`, and whatever else that takes.',
    type: BenchmarkRequestDto,
  })
  readonly request!: BenchmarkRequestDto;

  @ApiProperty({ description: 'Whether its data is on the server.', type: BenchmarkDataDto })
  readonly data!: BenchmarkDataDto;

  @ApiProperty({
    description: 'The project of the same name in the projects root that stands in its place; `null` where there is none.',
    type: String,
    nullable: true,
    example: null,
  })
  readonly replaced_by!: string | null;
}

export class BenchmarkListDto {
  @ApiProperty({
    description: 'Their names.',
    type: [String],
    example: ['demo', 'math500', 'gsm8k', 'aime24', 'mmlu_pro', 'supergpqa'],
  })
  readonly benchmarks!: readonly string[];

  @ApiProperty({ description: 'What they are, in the same order.', type: [BenchmarkDto] })
  readonly presets!: readonly BenchmarkDto[];
}
