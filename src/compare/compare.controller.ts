import { Body, Controller, Headers, HttpCode, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { preferredType } from '../http/preferred-type.ts';
import { ProblemResponses } from '../http/problem-responses.ts';
import { comparisonHtml, comparisonMarkdown } from '../reports/comparison-report-blocks.ts';
import { CompareRequestDto } from './compare-request.dto.ts';
import { CompareService } from './compare.service.ts';
import { comparisonSpec } from './comparison-spec.ts';
import { ComparisonDto } from './comparison.dto.ts';
import { PowerRequestDto } from './power-request.dto.ts';
import { PowerDto } from './power.dto.ts';
import { PowerService } from './power.service.ts';
import { whileConnected } from './while-connected.ts';

const MARKDOWN = 'text/markdown';

@ApiTags('comparison')
@Controller('api')
export class CompareController {
  constructor(
    private readonly comparisons: CompareService,
    private readonly powers: PowerService,
  ) {}

  @Post('compare')
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
      const bytes = await this.comparisons.compare(comparisonSpec(body), signal);
      reply
        .header('content-type', 'application/json; charset=utf-8')
        .send(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    });
  }

  @Post('compare/report')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'reportComparison',
    summary: 'Compare runs and get the result as a page, or as Markdown',
    description:
      'One HTML file that loads nothing and runs no script: verdict, differences with intervals, score distributions, wins and ' +
      'losses, and the samples on which the runs disagree most. With `Accept: text/markdown` a few lines for a pull request.',
  })
  @ApiProduces('text/html', MARKDOWN)
  @ApiOkResponse({ description: 'The report.', schema: { type: 'string' } })
  @ProblemResponses(400, [404, 'One of the runs is not known.'], 413, 415, 422, 503)
  async report(
    @Body() body: CompareRequestDto,
    @Headers('accept') accept: string | undefined,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const isMarkdown = preferredType(accept, [MARKDOWN, 'text/html']) === MARKDOWN;
    await whileConnected(reply, async (signal) => {
      const data = await this.comparisons.report(comparisonSpec(body), signal);
      reply.header('vary', 'accept').header('content-type', `${isMarkdown ? MARKDOWN : 'text/html'}; charset=utf-8`);
      reply.send(isMarkdown ? comparisonMarkdown(data.body) : comparisonHtml(data));
    });
  }

  @Post('power')
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
}
