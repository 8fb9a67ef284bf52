import { Controller, Get, Inject, Req, Res } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { RUN_STORE, type RunStore } from '../../domain/run-store.ts';
import { NeedsScope } from '../../http/access/needs-scope.ts';
import { sendProblem } from '../../http/problem.ts';
import { ProblemResponses } from '../../http/problem-responses.ts';
import { ReadyDto } from './ready.dto.ts';
import { ReadinessService, whatIsDown } from './readiness.ts';

@ApiTags('service')
@Controller('api/ready')
export class ReadyController {
  constructor(
    @Inject(RUN_STORE) private readonly runs: RunStore,
    private readonly readiness: ReadinessService,
  ) {}

  @Get()
  @NeedsScope('public')
  @ApiOperation({
    operationId: 'getReady',
    summary: 'Say whether the server can do its work',
    description:
      'Needs no key. It tries out what jobs need, and says how far the index is: requests are answered while it is built, and lists then ' +
      'show what is known so far.',
  })
  @ApiOkResponse({ description: 'It takes requests.', type: ReadyDto })
  @ProblemResponses([503, 'Something that jobs need is down, or the server shuts down: `checks` says what, and since when.'])
  async ready(@Req() request: FastifyRequest, @Res() reply: FastifyReply): Promise<void> {
    const readiness = await this.readiness.look();
    const { isReady, checks } = readiness;
    if (!isReady) {
      const headers = { 'retry-after': '5' };
      sendProblem(request, reply, { status: 503, code: 'not_ready', detail: whatIsDown(readiness), checks, headers });
      return;
    }
    const { state, done, isTemporary } = this.runs.state();
    const body: ReadyDto = { status: 'ok', index: { state, done, temporary: isTemporary }, checks };
    reply.header('cache-control', 'no-store').send(body);
  }
}
