import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { NeedsScope } from '../http/access/needs-scope.ts';
import { ProblemResponses } from '../http/problem-responses.ts';
import { BenchmarkListDto } from './benchmark.dto.ts';
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
}
