import { Controller, Get, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { NeedsScope } from '../http/access/needs-scope.ts';
import { ProblemResponses } from '../http/problem-responses.ts';
import { BenchmarkDto, BenchmarkListDto } from './benchmark.dto.ts';
import { BenchmarksService } from './benchmarks.service.ts';

@ApiTags('catalog')
@Controller('api/benchmarks')
export class BenchmarksController {
  constructor(private readonly service: BenchmarksService) {}

  @Get()
  @NeedsScope('read')
  @ApiOperation({
    operationId: 'listBenchmarks',
    summary: 'List the benchmarks that come with Assay',
    description:
      'Each is a project of the catalog that runs through the same POSTs. Data that is not here is fetched by the first job that needs it.',
  })
  @ApiOkResponse({ description: 'The benchmarks.', type: BenchmarkListDto })
  @ProblemResponses()
  benchmarks(): Promise<BenchmarkListDto> {
    return this.service.list();
  }

  @Post(':name/fetch')
  @NeedsScope('run')
  @HttpCode(202)
  @ApiOperation({
    operationId: 'fetchBenchmark',
    summary: 'Fetch the data of a benchmark',
    description:
      'The answer comes at once. `data` in `GET /api/benchmarks` says how far it is, and in `error` why it could not be fetched. A fetch that is under way is ' +
      'joined, and what one that broke off has brought is kept.',
  })
  @ApiParam({ name: 'name', description: 'The benchmark’s name.', example: 'gsm8k' })
  @ApiAcceptedResponse({ description: 'It is being fetched.', type: BenchmarkDto })
  @ApiOkResponse({ description: 'The data is here already.', type: BenchmarkDto })
  @ProblemResponses(404)
  async fetch(@Param('name') name: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<BenchmarkDto> {
    const benchmark = await this.service.fetch(name);
    if (benchmark.data.state === 'present') reply.status(200);
    return benchmark;
  }
}
