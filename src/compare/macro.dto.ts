import { ApiProperty } from '@nestjs/swagger';
import type { Verdict } from '../statistics/verdict.ts';
import { count, maybeInterval, maybeNumber } from '../http/number-fields.ts';
import { VERDICTS } from './pair-details.dto.ts';

/** Two runs on one of several tasks. */
export class MacroTaskDto {
  @ApiProperty({ description: 'The task.', example: 'gsm8k' })
  readonly name!: string;

  @ApiProperty({ description: 'The first run on this task.', example: 'candidate-gsm8k' })
  readonly run_a!: string;

  @ApiProperty({ description: 'What a person calls it.', example: 'candidate-gsm8k' })
  readonly run_a_name!: string;

  @ApiProperty({ description: 'The second run on this task.', example: 'baseline-gsm8k' })
  readonly run_b!: string;

  @ApiProperty({ description: 'What a person calls it.', example: 'baseline-gsm8k' })
  readonly run_b_name!: string;

  @ApiProperty(count('Samples that both have.', 200))
  readonly n!: number;

  @ApiProperty(maybeNumber('Mean of the first run.', 0.825))
  readonly run_a_mean!: number | null;

  @ApiProperty(maybeNumber('Mean of the second run.', 0.75))
  readonly run_b_mean!: number | null;

  @ApiProperty(maybeNumber('Mean of the differences, first minus second.', 0.075))
  readonly delta!: number | null;

  @ApiProperty(maybeNumber('Its standard error; with `cluster_by` the clustered one.', 0.029))
  readonly standard_error!: number | null;

  @ApiProperty(maybeNumber('Degrees of freedom of the standard error.', 199))
  readonly df!: number | null;

  @ApiProperty(maybeInterval('Student’s, at the level 1 − alpha; it is not corrected, and is no verdict.', [0.017, 0.133]))
  readonly interval!: [number, number] | null;
}

/** Two that are compared over several tasks, each of which counts the same. The pair’s own fields have the same numbers. */
export class MacroDto {
  @ApiProperty({ description: 'What is averaged, in the order of the request.', type: [MacroTaskDto] })
  readonly tasks!: MacroTaskDto[];

  @ApiProperty(maybeNumber('The mean of the tasks’ differences; `null` where a task has no sample that both have.', 0.041))
  readonly delta!: number | null;

  @ApiProperty(maybeNumber('Of one sign flip over the samples of all tasks, before correction.', 0.013))
  readonly p_value!: number | null;

  @ApiProperty(maybeNumber('Of delta.', 0.016))
  readonly standard_error!: number | null;

  @ApiProperty(maybeNumber('Satterthwaite’s degrees of freedom.', 225.7))
  readonly df!: number | null;

  @ApiProperty(maybeInterval('Student’s, at the level 1 − alpha.', [0.009, 0.073]))
  readonly interval!: [number, number] | null;

  @ApiProperty({ description: 'The one verdict over all tasks.', enum: VERDICTS, example: 'a_better' })
  readonly verdict!: Verdict;
}
