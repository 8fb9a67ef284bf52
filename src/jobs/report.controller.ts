import { Controller, Get, Headers, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { NeedsScope } from '../http/access/needs-scope.ts';
import { HTML, MARKDOWN, reportForm, setReportHeaders } from '../http/report-form.ts';
import { NAMED_JOB, NamedJob } from '../http/named-parameters.ts';
import { ProblemResponses } from '../http/problem-responses.ts';
import { REPORT_SOURCES } from '../reports/html-page.ts';
import { ReportService } from './report.service.ts';

@ApiTags('jobs')
@Controller('api/jobs')
export class ReportController {
  constructor(private readonly reports: ReportService) {}

  @Get(':job_id/report')
  @NeedsScope('read')
  @ApiOperation({
    operationId: 'getJobReport',
    summary: 'Report on a job, for people',
    description:
      'Quality by metric with replicate noise, reliability, telemetry, the weakest examples with prompts and reasons; for an ' +
      'optimize job the trajectory, the best template and what each step changed. Markdown, or a page of HTML where `Accept` ' +
      'asks for it, as a browser does. The report of a job that waits or runs covers it so far.',
  })
  @ApiParam(NAMED_JOB)
  @ApiOkResponse({
    description: 'The report.',
    content: {
      [MARKDOWN]: {
        schema: { type: 'string' },
        example:
          '# Evaluate of classify\\_sentiment.v1 with prompt english\n\n| What | Value |\n| --- | --- |\n| Status | **done** |\n',
      },
      [HTML]: { schema: { type: 'string' }, example: '<!doctype html>…' },
    },
  })
  @ProblemResponses(404)
  async report(
    @NamedJob() jobId: string,
    @Headers('accept') accept: string | undefined,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<string> {
    const form = reportForm(accept, 'markdown');
    const report = await this.reports.report(jobId, form);
    setReportHeaders(reply, form, REPORT_SOURCES);
    return report;
  }
}
