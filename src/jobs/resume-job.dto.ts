import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsOptional } from 'class-validator';
import { MayBeEmptyBody } from '../http/empty-body.ts';
import { RefusesUnknownParameters } from '../http/unknown-parameters.ts';
import { requestLimits } from './job-fields.dto.ts';

/** How a job is made to go on; everything may be left out, the body too. */
@MayBeEmptyBody()
@RefusesUnknownParameters()
export class ResumeJobDto extends requestLimits('replacing') {
  @ApiPropertyOptional({
    description: 'Whether failed trials and failed scorings are made again.',
    default: false,
    example: true,
  })
  @IsOptional()
  @IsBoolean()
  readonly retry_failed?: boolean;

  @ApiPropertyOptional({
    description:
      'Whether the job goes on even where its dataset, program, metrics or prompt have changed, or where it can’t be checked that they have not.',
    default: false,
    example: false,
  })
  @IsOptional()
  @IsBoolean()
  readonly force?: boolean;
}
