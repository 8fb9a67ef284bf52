import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, Matches, MaxLength } from 'class-validator';
import { NAME_PATTERN } from '../domain/project.ts';
import { IsIntegerFrom, MayBeAbsent } from '../http/field-checks.ts';
import { RefusesUnknownParameters } from '../http/unknown-parameters.ts';
import type { SavedStep } from './prompts.service.ts';

/** A file's name has at most 255 bytes, and some more are needed while it is written. */
const MAX_NAME = 100;

/** Which template becomes a prompt, and what it is called. */
@RefusesUnknownParameters()
export class SavePromptDto {
  @ApiProperty({
    description: 'What the prompt is called, which is also the name of its file.',
    pattern: NAME_PATTERN.source,
    maxLength: MAX_NAME,
    example: 'english_better',
  })
  @Matches(NAME_PATTERN, { message: 'must be lower-case letters, digits and _, and begin with a letter' })
  @MaxLength(MAX_NAME, { message: `must have at most ${MAX_NAME} characters` })
  readonly name!: string;

  @ApiPropertyOptional({
    description: 'The step whose template it is; the best one without it.',
    type: 'integer',
    minimum: 0,
    example: 2,
  })
  @IsIntegerFrom(0)
  @MayBeAbsent()
  readonly step_index?: number;

  @ApiPropertyOptional({
    description: 'Whether it may replace a prompt of that name.',
    default: false,
    example: false,
  })
  @IsBoolean({ message: 'must be true or false' })
  @MayBeAbsent()
  readonly overwrite?: boolean;
}

export class SavedPromptDto {
  @ApiProperty({ description: 'The project of the job.', example: 'classify_sentiment' })
  readonly project!: string;

  @ApiProperty({ description: 'The prompt, as new jobs name it.', example: 'english_better' })
  readonly prompt!: string;

  @ApiProperty({ description: 'Its file, below the project’s folder.', example: 'prompts/english_better.jinja' })
  readonly file!: string;

  @ApiProperty({ description: 'The step whose template it is.', type: 'integer', minimum: 0, example: 2 })
  readonly step_index!: number;

  @ApiProperty({
    description: 'What became of the file; `unchanged` where it had the same text before.',
    enum: ['created', 'replaced', 'unchanged'],
    example: 'created',
  })
  readonly outcome!: SavedStep['outcome'];

  @ApiProperty({
    description:
      'Why it may be no better than the baseline, as far as rows that the search held out tell; `null` where they say that it is, or there are none.',
    type: String,
    nullable: true,
    example: null,
  })
  readonly warning!: string | null;
}

export function wireSavedPrompt({ project, name, file, stepIndex, outcome, warning }: SavedStep): SavedPromptDto {
  return { project, prompt: name, file, step_index: stepIndex, outcome, warning };
}
