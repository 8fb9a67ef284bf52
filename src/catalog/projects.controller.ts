import { Controller, Get, Header, Param, Query } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { NeedsScope } from '../http/access/needs-scope.ts';
import { ProblemResponses } from '../http/problem-responses.ts';
import { PARAMETER_FAULTS } from '../http/unknown-parameters.ts';
import { DatasetRowsDto, ProjectDetailDto, PromptDetailDto } from './project.dto.ts';
import { ProjectsService } from './projects.service.ts';
import { RowQueryDto } from './row-query.dto.ts';

const PROJECT = { name: 'project', description: 'The project’s name.', example: 'classify_sentiment' };

@ApiTags('catalog')
@Controller('api/projects/:project')
export class ProjectsController {
  constructor(private readonly service: ProjectsService) {}

  @Get()
  @NeedsScope('read')
  @ApiOperation({
    operationId: 'getProject',
    summary: 'Show what a project has, as it is read',
    description:
      'Programs and metrics come from its modules, which are loaded where they have changed. A project with faults is shown too: `problems` names each ' +
      'with its file and line.',
  })
  @ApiParam(PROJECT)
  @ApiOkResponse({ description: 'The project.', type: ProjectDetailDto })
  @ProblemResponses(404, 503)
  project(@Param('project') project: string): Promise<ProjectDetailDto> {
    return this.service.project(project);
  }

  @Get('prompts/:name')
  @NeedsScope('read')
  @ApiOperation({ operationId: 'getPrompt', summary: 'Show a prompt of a project with its whole template' })
  @ApiParam(PROJECT)
  @ApiParam({ name: 'name', description: 'The prompt’s name.', example: 'english' })
  @ApiOkResponse({ description: 'The prompt.', type: PromptDetailDto })
  @ProblemResponses(400, 404)
  prompt(@Param('project') project: string, @Param('name') name: string): Promise<PromptDetailDto> {
    return this.service.prompt(project, name);
  }

  @Get('datasets/:dataset/rows')
  @NeedsScope('read')
  @Header('content-type', 'application/json; charset=utf-8')
  @ApiOperation({
    operationId: 'listDatasetRows',
    summary: 'Page through the rows of a dataset, as jobs read them',
    description: 'Any format, and any size: a row at a time is held in memory. Numbers have all their digits.',
  })
  @ApiParam(PROJECT)
  @ApiParam({ name: 'dataset', description: 'The dataset’s name.', example: 'full' })
  @ApiOkResponse({ description: 'The rows.', type: DatasetRowsDto })
  @ProblemResponses(400, 404, PARAMETER_FAULTS, 503)
  rows(
    @Param('project') project: string,
    @Param('dataset') dataset: string,
    @Query() { limit = 50, offset = 0, q }: RowQueryDto,
  ): Promise<string> {
    return this.service.rowsJson(project, dataset, { limit, offset, ...(q === undefined ? {} : { q }) });
  }
}
