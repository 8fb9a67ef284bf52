import { ApiProperty } from '@nestjs/swagger';

/** A run by its id, and what a person calls it. */
export class NamedRunDto {
  @ApiProperty({ description: 'The run.', example: '21993d2b-d99c-4854-b42e-946004379d91' })
  readonly run_id!: string;

  @ApiProperty({
    description: 'What a person calls it: its label, else program, prompt and model, else its id.',
    example: 'v1 · english · local:lexicon',
  })
  readonly name!: string;
}
