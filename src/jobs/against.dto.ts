import { ApiProperty } from '@nestjs/swagger';
import type { Against } from '../domain/comparison-starter.ts';
import { ComparisonOptionsDto, comparisonOptions } from '../http/comparison-options.dto.ts';
import { IsText } from '../http/field-checks.ts';
import { RefusesUnknownParameters } from '../http/unknown-parameters.ts';

/** The run that a new job is compared with while it runs, and how. */
@RefusesUnknownParameters()
export class AgainstDto extends ComparisonOptionsDto {
  @ApiProperty({
    description: 'The baseline, by its id or otherwise named: a run that has ended, or an evaluate job that runs with a seed.',
    minLength: 1,
    maxLength: 1000,
    example: 'latest',
  })
  @IsText()
  readonly run_id!: string;
}

export function againstOf({ run_id: runId, ...options }: AgainstDto): Against {
  return { runId, ...comparisonOptions(options) };
}
