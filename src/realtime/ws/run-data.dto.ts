import { ApiProperty } from '@nestjs/swagger';
import { RunFieldsDto } from '../../http/run-fields.dto.ts';

const JOB_ID = 'b0ba8e36-d075-40d7-931b-6f81b0ecf5ea';

/** The schema `RunData`: a run, with the fields of the list of runs and some of its job. */
export class RunDataDto extends RunFieldsDto {
  @ApiProperty({
    description: 'When it ended; `null` until then, and where it is not recorded, as for a step.',
    type: String,
    format: 'date-time',
    nullable: true,
    example: '2026-11-22T04:27:04.018Z',
  })
  readonly finished_at!: string | null;

  @ApiProperty({ description: 'Its job; `null` for an import.', type: String, nullable: true, example: JOB_ID })
  readonly job_id!: string | null;

  @ApiProperty({
    description: 'An optimize job that has ended: the run of its best step.',
    type: String,
    nullable: true,
    example: null,
  })
  readonly best_run_id!: string | null;

  @ApiProperty({ description: 'Why its job failed.', type: String, nullable: true, example: null })
  readonly error!: string | null;
}
