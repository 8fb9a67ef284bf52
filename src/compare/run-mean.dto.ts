import { ApiProperty } from '@nestjs/swagger';
import { JudgeDto } from '../http/judge.dto.ts';
import type { MeanIntervalMethod } from '../statistics/mean-interval.ts';
import { maybeInterval, maybeNumber } from '../http/number-fields.ts';
import { RepeatsDto } from './pair-details.dto.ts';
import { PassKDto } from './pass-k.dto.ts';

/** One run’s mean over the samples that all runs share. */
export class RunMeanDto {
  @ApiProperty({ description: 'The run.', example: 'candidate' })
  readonly run_id!: string;

  @ApiProperty({ description: 'What a person calls it.', example: 'candidate' })
  readonly name!: string;

  @ApiProperty(maybeNumber('Its mean; `null` where the runs share no sample.', 0.825))
  readonly mean!: number | null;

  @ApiProperty(maybeNumber('Standard error of the mean; the clustered one with `cluster_by`.', 0.027))
  readonly standard_error!: number | null;

  @ApiProperty(maybeInterval('At the level 1 − alpha; within the range of the metric, where that is known.', [0.766, 0.871]))
  readonly interval!: [number, number] | null;

  @ApiProperty({
    description:
      '`wilson`: of right-or-wrong scores, one for each sample; `wilson-effective`: Wilson’s with the effective size that repeats, clusters and ' +
      'partial scores leave; `t`: Student’s, where the range of the metric is unknown.',
    enum: ['wilson', 'wilson-effective', 't'] satisfies MeanIntervalMethod[],
    nullable: true,
    example: 'wilson',
  })
  readonly interval_method!: MeanIntervalMethod | null;

  @ApiProperty({
    description: 'What more repeats would gain; `null` where no sample has several scores.',
    type: RepeatsDto,
    nullable: true,
  })
  readonly repeats!: RepeatsDto | null;

  @ApiProperty({
    description:
      'In the order of `pass_k` of the request; `null` without it, and where a run has scores other than 0 and 1, of which a warning says so.',
    type: [PassKDto],
    nullable: true,
  })
  readonly pass_k!: PassKDto[] | null;

  @ApiProperty({
    description: 'The mean by people’s labels; `null` without `human_labels`, and where none is of a sample that counts.',
    type: JudgeDto,
    nullable: true,
  })
  readonly judge!: JudgeDto | null;
}
