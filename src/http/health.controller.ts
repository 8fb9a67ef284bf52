import { Controller, Get, Headers, Res } from '@nestjs/common';
import { ApiExtraModels, ApiFoundResponse, ApiOkResponse, ApiOperation, ApiTags, getSchemaPath } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { assayVersion } from '../config/version.ts';
import { NeedsScope } from './access/needs-scope.ts';
import { HealthDto, ServiceDto } from './health.dto.ts';
import { prefersHtml } from './preferred-type.ts';
import { ProblemResponses } from './problem-responses.ts';

@ApiTags('service')
@Controller()
export class HealthController {
  @Get('api/health')
  @NeedsScope('public')
  @ApiOperation({ operationId: 'getHealth', summary: 'Say whether the server is up' })
  @ApiOkResponse({ description: 'It is.', type: HealthDto })
  @ProblemResponses(503)
  health(): HealthDto {
    return { status: 'ok' };
  }

  @Get()
  @NeedsScope('public')
  @ApiOperation({
    operationId: 'getService',
    summary: 'Say what answers here',
    description:
      'A browser gets the application, or the single-page app in `ASSAY_STATIC_DIR` if that is set; without either it is redirected to `/docs`. `/api` and the ' +
      'documentation stay as they are.',
  })
  @ApiExtraModels(ServiceDto)
  @ApiOkResponse({
    description: 'Service and version; the page of an application for `Accept: text/html`.',
    content: {
      'application/json': { schema: { $ref: getSchemaPath(ServiceDto) } },
      'text/html': { schema: { type: 'string' } },
    },
  })
  @ApiFoundResponse({ description: 'To the documentation, for `Accept: text/html` where there is no application.' })
  @ProblemResponses(503)
  service(@Headers('accept') accept: string | undefined, @Res() reply: FastifyReply): void {
    reply.header('vary', 'accept');
    if (prefersHtml(accept)) reply.redirect('/docs', 302);
    else reply.send({ status: 'ok', service: 'assay-api', version: assayVersion } satisfies ServiceDto);
  }
}
