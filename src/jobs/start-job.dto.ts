import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsObject, ValidateNested } from 'class-validator';
import { MayBeAbsent } from '../http/field-checks.ts';
import { AgainstDto } from './against.dto.ts';
import { requestFields } from './job-fields.dto.ts';

/** The body of `POST /api/run`. */
export class RunRequestDto extends requestFields('run') {}

/** The body of `POST /api/evaluate`. */
export class EvaluateRequestDto extends requestFields('evaluate') {
  @ApiPropertyOptional({
    description:
      'Compares the job, while it runs, with a run over the same dataset, and answers the id of the comparison beside that of the job. The job takes its ' +
      'rows in a random order then: with the seed of a baseline that runs, else with `seed`, or one of the server’s choice.',
    type: AgainstDto,
    example: { run_id: 'latest', stop: true },
  })
  @MayBeAbsent()
  @IsObject({ message: 'must be a JSON object with run_id' })
  @ValidateNested()
  @Type(() => AgainstDto)
  readonly against?: AgainstDto;
}

/** The body of `POST /api/optimize`. */
export class OptimizeRequestDto extends requestFields('optimize') {}
