import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';

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
