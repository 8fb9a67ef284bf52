import { Controller, Get, Headers, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { IsPage, NeedsScope } from '../http/access/needs-scope.ts';
import { NAMED_JOB, NamedJob } from '../http/named-parameters.ts';
import { ProblemResponses } from '../http/problem-responses.ts';
import { HTML, MARKDOWN, reportForm, setReportHeaders } from '../http/report-form.ts';
import { ReportQueryDto } from '../http/report-query.dto.ts';
import { REPORT_SOURCES } from '../reports/html-page.ts';
import { ROOT_OF_JOB_REPORT } from '../reports/report-links.ts';
import { ReportService } from './report.service.ts';

@ApiTags('jobs')
@Controller('api/jobs')
export class ReportController {
  constructor(private readonly reports: ReportService) {}

  @Get(':job_id/report')
  @NeedsScope('read')
  @IsPage()
  @ApiOperation({
    operationId: 'getJobReport',
    summary: 'Report on a job, for people',
    description:
      'The result in one line; quality by metric with the spread of the scores, what failed, the weakest examples with inputs, output, ' +
      'reference and reasons (up to 200 on a page, 10 in Markdown), telemetry; for an optimize job the trajectory, the best template and what ' +
      'each step changed. Markdown, or a page of HTML where `format` or `Accept` asks for it, as a browser does; there a problem is a page, too. The ' +
      'report of a job that waits or runs covers it so far.',
  })
  @ApiParam(NAMED_JOB)
  @ApiOkResponse({
    description: 'The report.',
    content: {
      [MARKDOWN]: {
        schema: { type: 'string' },
        example:
          '# v1 · english · local:lexicon\n\nStatus **done** · Score **0.681** (95 % interval 0.596 to 0.766) · Failed **0 of 119 trials**\n',
      },
      [HTML]: { schema: { type: 'string' }, example: '<!doctype html>…' },
    },
  })
  @ProblemResponses(404, 422)
  async report(
    @NamedJob() jobId: string,
    @Query() { download, format }: ReportQueryDto,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const form = format ?? reportForm(accept, 'markdown');
    const isFile = download === 'true';
    const report = await this.reports.report(jobId, form, isFile ? null : ROOT_OF_JOB_REPORT);
    setReportHeaders(reply, form, REPORT_SOURCES);
    if (isFile) void reply.header('content-disposition', `attachment; filename="report.${form === 'html' ? 'html' : 'md'}"`);
    return report;
  }
}
