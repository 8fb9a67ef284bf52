import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

export class IgnoredFileDto {
  @ApiProperty({ description: "Its path below the project's folder.", example: 'data/Full.jsonl' })
  readonly file!: string;

  @ApiProperty({
    description: 'Why it is not used.',
    example: '"Full" is no name: use lower-case letters, digits and _, and begin with a letter',
  })
  readonly reason!: string;
}

export class ProjectDto {
  @ApiProperty({ description: "The project's folder name.", pattern: '^[a-z][a-z0-9_]*$', example: 'classify_sentiment' })
  readonly name!: string;

  @ApiProperty({ description: 'Programs that its `programs` module exports, sorted.', type: [String], example: ['v1', 'v2'] })
  readonly programs!: readonly string[];

  @ApiProperty({
    description: 'Metrics that its `metrics` module exports, sorted.',
    type: [String],
    example: ['label_correctness', 'reason_quality'],
  })
  readonly metrics!: readonly string[];

  @ApiProperty({ description: 'Templates in its `prompts` folder, sorted.', type: [String], example: ['english'] })
  readonly prompts!: readonly string[];

  @ApiProperty({
    description: 'Datasets in its `data` folder, sorted; of a benchmark also what is yet to be fetched.',
    type: [String],
    example: ['full'],
  })
  readonly datasets!: readonly string[];

  @ApiPropertyOptional({
    description:
      'What is in its `data` and `prompts` folders and can’t be used, sorted; absent where there is nothing. Hidden files are left out.',
    type: [IgnoredFileDto],
  })
  readonly ignored?: readonly IgnoredFileDto[];

  @ApiPropertyOptional({
    description: 'True for a benchmark that comes with Assay; absent for a project of the projects root.',
    example: true,
  })
  readonly built_in?: boolean;

  @ApiPropertyOptional({
    description: 'Why some of it could not be read; the names above are those that could.',
    example: 'programs.ts: Unexpected token (line 3)',
  })
  readonly error?: string;
}

export class CatalogDto {
  @ApiProperty({ description: 'The folder that holds the projects, absolute.', example: '/srv/projects' })
  readonly projects_root!: string;

  @ApiProperty({
    description: 'The projects of that folder, and the benchmarks that come with Assay; sorted by name.',
    type: [ProjectDto],
  })
  readonly projects!: readonly ProjectDto[];
}
