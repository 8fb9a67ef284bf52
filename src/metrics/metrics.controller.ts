import { Controller, Get, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { NeedsScope } from '../http/access/needs-scope.ts';
import { ProblemResponses } from '../http/problem-responses.ts';
import { METRICS_TYPE, MetricsService } from './metrics.service.ts';

const EXAMPLE = `# HELP assay_trials_total Trials, by whose fault they failed.
# TYPE assay_trials_total counter
assay_trials_total{outcome="success"} 200
assay_trials_total{outcome="provider_failure"} 3
`;

@ApiTags('service')
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: MetricsService) {}

  @Get()
  @NeedsScope('read')
  @ApiOperation({
    operationId: 'getMetrics',
    summary: 'Show what the server counts, for Prometheus',
    description:
      'Jobs, trials, scorings, calls of models, tokens, cost, waits, streams, buffers, requests and the process itself, counted since the ' +
      'process started, in Prometheus’s text format. docs/observability.md says what each means.',
  })
  @ApiOkResponse({
    description: 'The metrics.',
    content: {
      'text/plain': { schema: { type: 'string', description: 'Prometheus’s text format, version 0.0.4.' }, example: EXAMPLE },
    },
  })
  @ProblemResponses(503)
  async show(@Res() reply: FastifyReply): Promise<void> {
    const text = await this.metrics.text();
    reply.header('content-type', METRICS_TYPE).header('cache-control', 'no-store').send(text);
  }
}
