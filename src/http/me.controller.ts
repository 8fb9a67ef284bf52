import { Controller, Get, Req } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { NeedsScope } from './access/needs-scope.ts';
import { MeDto } from './me.dto.ts';
import { ProblemResponses } from './problem-responses.ts';

@ApiTags('service')
@Controller('api/me')
export class MeController {
  @Get()
  @NeedsScope('read')
  @ApiOperation({
    operationId: 'getMe',
    summary: 'Say who the caller is, and what they may do',
    description: 'Where a key is needed and none is shown, this is a 401 like everything else.',
  })
  @ApiOkResponse({ description: 'The caller.', type: MeDto })
  @ProblemResponses()
  me(@Req() { principal }: FastifyRequest): MeDto {
    // The route has a scope, so nobody comes here unknown.
    if (principal === null) throw new Error('a caller without a principal');
    const { name, scope, kind } = principal;
    return { name, scope, kind, auth: kind !== 'local', can_sign_out: kind === 'session' };
  }
}
