import { IsIn } from 'class-validator';
import { documented } from './query-fields.ts';
import { REPORT_FORMS, type ReportForm } from './report-form.ts';

/** How a report is handed out. */
export class ReportQueryDto {
  @documented({
    description: 'Its form; without it as `Accept` says.',
    enum: REPORT_FORMS,
    example: 'html',
  })
  @IsIn(REPORT_FORMS)
  readonly format?: ReportForm;

  @documented({
    description: 'Whether to save it as a file of its own: a page then has no links to the server.',
    enum: ['true', 'false'],
    default: 'false',
    example: 'false',
  })
  @IsIn(['true', 'false'])
  readonly download?: 'true' | 'false';
}
