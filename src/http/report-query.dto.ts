import { IsIn } from 'class-validator';
import { documented } from './query-fields.ts';

/** How a report is handed out. */
export class ReportQueryDto {
  @documented({
    description: 'Whether to save it as a file of its own: a page then has no links to the server.',
    enum: ['true', 'false'],
    default: 'false',
    example: 'false',
  })
  @IsIn(['true', 'false'])
  readonly download?: 'true' | 'false';
}
