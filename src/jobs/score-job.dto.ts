import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsStringSet, IsText, MayBeAbsent } from '../http/field-checks.ts';
import { RefusesUnknownParameters } from '../http/unknown-parameters.ts';
import { requestLimits } from './job-fields.dto.ts';

/** How the stored outputs of a job are scored; the limits are those of the new job. */
@RefusesUnknownParameters()
export class ScoreJobDto extends requestLimits('of the new job') {
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
