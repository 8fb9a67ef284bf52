import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsStringSet, IsText, MayBeAbsent } from '../http/field-checks.ts';
import { RefusesUnknownParameters } from '../http/unknown-parameters.ts';

/** How the stored outputs of a job are scored. */
@RefusesUnknownParameters()
export class ScoreJobDto {
  @ApiProperty({
    description: 'The metrics to score by, each once.',
    type: [String],
    minItems: 1,
    uniqueItems: true,
    example: ['label_correctness'],
  })
  @IsStringSet()
  readonly metrics!: string[];

  @ApiPropertyOptional({
    description: 'A name for people, of the new job.',
    minLength: 1,
    maxLength: 1000,
    example: 'scored by label',
  })
  @IsText()
  @MayBeAbsent()
  readonly label?: string;
}
