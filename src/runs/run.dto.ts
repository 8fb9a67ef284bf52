import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { RUN_SOURCES, type RunSource } from '../domain/run.ts';
import { RunFieldsDto } from '../http/run-fields.dto.ts';
import { SampleErrorDto } from '../http/sample.dto.ts';

/** A run as the list has it. */
export class RunSummaryDto extends RunFieldsDto {
  @ApiProperty({
    description: 'A job of this server, an import, or a folder that Themis wrote.',
    enum: RUN_SOURCES,
    example: 'job',
  })
  readonly source!: RunSource;
}

/** A run without its samples. */
export class RunDto extends RunSummaryDto {
  @ApiProperty({
    description:
      'What it was made with: of a job its settings, the hash of its dataset and the definitions of its metrics; of an import ' +
      'what it said. `faults` names what could not be read.',
    type: 'object',
    additionalProperties: true,
    example: { model: 'local:lexicon', prompt: 'english', failed_trials: 0 },
  })
  readonly metadata!: Record<string, unknown>;
}

export class SampleDto {
  @ApiProperty({
    description: 'The trial’s id: the same in every run for one example and replicate.',
    example: '36a4c434f798fcce',
  })
  readonly id!: string;

  @ApiProperty({ description: 'What the model was asked; empty where it was not.', example: 'Answer briefly: 4+28+4?' })
  readonly prompt!: string;

  @ApiProperty({
    description: 'What came out: text, or the JSON text of a structured output; empty where the sample failed.',
    example: '{"sentiment":true}',
  })
  readonly response!: string;

  @ApiPropertyOptional({
    description: 'What was expected: text, or the JSON text of anything else; absent where that is not known.',
    example: '{"sentiment":true}',
  })
  readonly reference?: string;

  @ApiProperty({
    description: 'For each metric that scored it the score; the mean of a judge’s looks.',
    type: 'object',
    additionalProperties: { type: 'number' },
    example: { label_correctness: 1 },
  })
  readonly scores!: Record<string, number>;

  @ApiPropertyOptional({ description: 'What samples that are not independent of each other share.', example: 'document-7' })
  readonly cluster?: string;

  @ApiPropertyOptional({ description: 'What slices of the results are made by.', type: [String], example: ['algebra'] })
  readonly tags?: readonly string[];

  @ApiPropertyOptional({ description: 'Of a sample that failed: why.', type: SampleErrorDto })
  readonly error?: SampleErrorDto;

  @ApiPropertyOptional({ description: 'Of a sample that failed: what the model answered, if it did.', example: 'I can’t say.' })
  readonly raw_response?: string;
}

export class RunDetailDto extends RunDto {
  @ApiPropertyOptional({
    description: 'The samples, in the order in which they came; absent with `samples=false`.',
    type: [SampleDto],
  })
  readonly samples?: SampleDto[];
}
