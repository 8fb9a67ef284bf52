import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { RUN_STORE, type RunStore } from '../domain/run-store.ts';
import { NeedsScope } from '../http/access/needs-scope.ts';
import { ProblemResponses } from '../http/problem-responses.ts';
import { ReadyDto } from './ready.dto.ts';

@ApiTags('service')
@Controller('api/ready')
export class ReadyController {
  constructor(@Inject(RUN_STORE) private readonly runs: RunStore) {}

  @Get()
  @NeedsScope('public')
  @ApiOperation({
    operationId: 'getReady',
    summary: 'Say how far the server is',
    description: 'It answers requests while its index is built; lists then show what is known so far.',
  })
  @ApiOkResponse({ description: 'It takes requests.', type: ReadyDto })
  @ProblemResponses(503)
  ready(): ReadyDto {
    const { state, done, isTemporary } = this.runs.state();
    return { status: 'ok', index: { state, done, temporary: isTemporary } };
  }
}
