import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { NeedsScope } from '../http/access/needs-scope.ts';
import { ProblemResponses } from '../http/problem-responses.ts';
import { ModelDto } from './model.dto.ts';
import { ModelsService } from './models.service.ts';

@ApiTags('catalog')
@Controller('api/models')
export class ModelsController {
  constructor(private readonly service: ModelsService) {}

  @Get()
  @NeedsScope('read')
  @ApiOperation({
    operationId: 'listModels',
    summary: 'List the models that jobs have used, and those that need no network',
    description:
      'The one that was used last comes first, and what no job has used last. It is no list of all models that could be used: ' +
      '`model` of a job is free text. No provider is asked, and no key is shown.',
  })
  @ApiOkResponse({ description: 'The models.', type: [ModelDto] })
  @ProblemResponses()
  models(): Promise<ModelDto[]> {
    return this.service.list();
  }
}
