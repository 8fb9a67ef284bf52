import { ApiProperty } from '@nestjs/swagger';

const NAME = { type: String, nullable: true } as const;

/** What jobs, runs and results are called, and what they were made of. */
export class WorkNamesDto {
  @ApiProperty({
    description: 'What a person calls it: its label, else program, prompt and model, else its id.',
    example: 'v1 · english · local:lexicon',
  })
  readonly name!: string;

  @ApiProperty({ description: 'The label that it was given.', ...NAME, example: null })
  readonly label!: string | null;

  @ApiProperty({ description: 'The project.', ...NAME, example: 'classify_sentiment' })
  readonly project!: string | null;

  @ApiProperty({ description: 'The program.', ...NAME, example: 'v1' })
  readonly program!: string | null;

  @ApiProperty({ description: 'The prompt template.', ...NAME, example: 'english' })
  readonly prompt!: string | null;

  @ApiProperty({ description: 'The model.', ...NAME, example: 'local:lexicon' })
  readonly model!: string | null;

  @ApiProperty({ description: 'The dataset.', ...NAME, example: 'full' })
  readonly dataset!: string | null;
}
