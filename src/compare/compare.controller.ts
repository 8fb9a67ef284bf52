import { Body, Controller, Get, Headers, HttpCode, Post, Query, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { IsPage, NeedsScope } from '../http/access/needs-scope.ts';
import { HTML, MARKDOWN, reportForm, setReportHeaders } from '../http/report-form.ts';
import { ProblemResponses } from '../http/problem-responses.ts';
import { comparisonHtml, comparisonMarkdown } from '../reports/comparison-report-blocks.ts';
import { REPORT_SOURCES } from '../reports/html-page.ts';
import { CompareRequestDto, runsToCompare } from './compare-request.dto.ts';
import { CompareService } from './compare.service.ts';
import { ComparisonQuery, ComparisonQueryPipe } from './comparison-query.ts';
import { ComparisonDto } from './comparison.dto.ts';
import { PowerDto, PowerRequestDto } from './power.dto.ts';
import { PowerService } from './power.service.ts';
import { whileConnected } from './while-connected.ts';

@ApiTags('comparison')
@Controller('api')
export class CompareController {
  constructor(
    private readonly comparisons: CompareService,
    private readonly powers: PowerService,
  ) {}

  @Post('compare')
  @NeedsScope('read')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'compareRuns',
    summary: 'Compare runs, sample by sample',
    description:
      'Every two of the runs in every metric, over the samples that both have, with a verdict and its uncertainty. The same ' +
      'request about the same runs has the same answer, byte for byte.',
  })
  @ApiOkResponse({ type: ComparisonDto, description: 'The comparison.' })
  @ProblemResponses(400, [404, 'One of the runs is not known.'], 413, 415, 422, 503)
  async compare(@Body() body: CompareRequestDto, @Res() reply: FastifyReply): Promise<void> {
    await whileConnected(reply, async (signal) => {
      const bytes = await this.comparisons.compare(runsToCompare(body), signal);
      reply
        .header('content-type', 'application/json; charset=utf-8')
        .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    });
  }

  @Post('compare/report')
  @NeedsScope('read')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'reportComparison',
    summary: 'Compare runs and get the result as a page, or as Markdown',
    description:
      'One HTML file that loads nothing and runs no script: verdict, differences with intervals, score distributions, wins and ' +
      'losses, and the samples on which the runs disagree most. With `Accept: text/markdown` a few lines for a pull request.',
  })
  @ApiProduces(HTML, MARKDOWN)
  @ApiOkResponse({ description: 'The report.', schema: { type: 'string' } })
  @ProblemResponses(400, [404, 'One of the runs is not known.'], 413, 415, 422, 503)
  async report(
    @Body() body: CompareRequestDto,
    @Headers('accept') accept: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.#report(body, accept, reply);
  }

  @Get('compare/report')
  @NeedsScope('read')
  @IsPage()
  @ApiOperation({
    operationId: 'showComparisonReport',
    summary: 'The report of a comparison, at an address of its own',
    description:
      'What `POST /api/compare/report` gives, with the same options as parameters, so that it can be opened and linked to.',
  })
  @ComparisonQuery()
  @ApiProduces(HTML, MARKDOWN)
  @ApiOkResponse({ description: 'The report.', schema: { type: 'string' } })
  @ProblemResponses(400, [404, 'One of the runs is not known.'], 422, 503)
  async showReport(
    @Query(ComparisonQueryPipe) query: object,
    @Headers('accept') accept: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    await this.#report(query, accept, reply);
  }

  @Post('power')
  @NeedsScope('read')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'planSamples',
    summary: 'How many samples it takes to see a difference',
    description:
      'From the variance that a run or a pair of runs has shown: the samples that find a true difference of `delta`, the ' +
      'smallest difference that `n` samples find, or the chance to find `delta` with `n`.',
  })
  @ApiOkResponse({ type: PowerDto, description: 'The plan.' })
  @ProblemResponses(400, [404, 'One of the runs is not known.'], 413, 415, 422, 503)
  async power(@Body() body: PowerRequestDto, @Res() reply: FastifyReply): Promise<void> {
    await whileConnected(reply, async (signal) => {
      reply.send(await this.powers.plan(body, signal));
    });
  }

  async #report(request: CompareRequestDto, accept: string | undefined, reply: FastifyReply): Promise<void> {
    const form = reportForm(accept, 'html');
    await whileConnected(reply, async (signal) => {
      const report = await this.comparisons.report(runsToCompare(request), signal);
      setReportHeaders(reply, form, REPORT_SOURCES);
      reply.send(form === 'html' ? comparisonHtml(report) : comparisonMarkdown(report.body));
    });
  }
}
