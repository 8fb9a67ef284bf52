import { ApiProperty } from '@nestjs/swagger';
import type { ProposalPayload, StepPayload, Thinking } from '../evaluation/event.ts';
import { StepSummaryDto } from './summary.dto.ts';

export class ThinkingDto implements Thinking {
  @ApiProperty({ description: 'What is to be reached.', example: 'Label every review as its writer would.' })
  readonly reinstate_goal!: string;

  @ApiProperty({
    description: 'How the steps so far went.',
    example: 'The baseline scores 0.71; marking off the input gave 0.78.',
  })
  readonly trajectory_summary!: string;

  @ApiProperty({ description: 'Where the weakest examples fail.', example: 'Irony is taken at its word.' })
  readonly failure_analysis!: string;

  @ApiProperty({ description: 'What helped.', example: 'Quoting the review.' })
  readonly what_works!: string;

  @ApiProperty({ description: 'What hurt.', example: 'Instructions after the review.' })
  readonly what_hurts!: string;

  @ApiProperty({ description: 'What should help next.', example: 'A definition of each label.' })
  readonly improvement_hypothesis!: string;

  @ApiProperty({ description: 'What is changed for it.', example: 'Put one sentence a label before the review.' })
  readonly edit_plan!: string;
}

export class ProposalPayloadDto implements ProposalPayload {
  @ApiProperty({ description: 'The template to try.', example: 'Classify this review: {{ REVIEW }}' })
  readonly prompt_template!: string;

  @ApiProperty({ description: 'Why; `null` for the baseline.', type: ThinkingDto, nullable: true })
  readonly thinking!: ThinkingDto | null;

  @ApiProperty({ description: 'What the proposer says to people.', type: String, nullable: true, example: null })
  readonly advice!: string | null;
}

export class StepPayloadDto extends ProposalPayloadDto implements StepPayload {
  @ApiProperty({ description: '`summary.overall.mean`.', type: 'number', nullable: true, example: 0.78 })
  readonly score!: number | null;

  @ApiProperty({ description: 'How the step came out.', type: StepSummaryDto })
  readonly summary!: StepSummaryDto;
}
