import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { NeedsScope } from '../http/access/needs-scope.ts';
import { ProblemResponses } from '../http/problem-responses.ts';
import { CatalogDto } from './catalog.dto.ts';
import { CatalogService } from './catalog.service.ts';

@ApiTags('catalog')
@Controller('api/catalog')
export class CatalogController {
  constructor(private readonly service: CatalogService) {}

  @Get()
  @NeedsScope('read')
  @ApiOperation({
    operationId: 'getCatalog',
    summary: 'List the projects and what each of them offers',
    description: 'A project whose modules cannot be loaded is listed with an `error` and the names that could be read.',
  })
  @ApiOkResponse({ description: 'The catalog.', type: CatalogDto })
  @ProblemResponses(503)
  catalog(): Promise<CatalogDto> {
    return this.service.catalog();
  }
}
