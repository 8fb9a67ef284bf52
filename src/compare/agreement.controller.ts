import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { NeedsScope } from '../http/access/needs-scope.ts';
import { ProblemResponses } from '../http/problem-responses.ts';
import { AgreementDto, AgreementRequestDto } from './agreement.dto.ts';
import { AgreementService } from './agreement.service.ts';
import { whileConnected } from './while-connected.ts';

@ApiTags('labels')
@Controller('api')
export class AgreementController {
  constructor(private readonly agreements: AgreementService) {}

  @Post('agreement')
  @NeedsScope('read')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'measureAgreement',
    summary: 'How far judges and people agree on the same samples',
    description:
      'Raters are metrics, single looks of a judge, or human labels, of one run or of several: Cohen’s κ of two raters, Krippendorff’s α of any ' +
      'number, and the table of counts. At most 2,000,000 ratings.',
  })
  @ApiOkResponse({ type: AgreementDto, description: 'The agreement.' })
  @ProblemResponses(400, [404, 'One of the runs is not known.'], 413, 415, 422, 503)
  async agreement(@Body() body: AgreementRequestDto, @Res() reply: FastifyReply): Promise<void> {
    await whileConnected(reply, async (signal) => {
      reply.send(await this.agreements.agreement(body, signal));
    });
  }
}
