import { Body, Controller, HttpCode, Param, Post, Res } from '@nestjs/common';
import { ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { NeedsScope } from '../http/access/needs-scope.ts';
import { Audited } from '../http/audit/audited.ts';
import { ProblemResponses } from '../http/problem-responses.ts';
import { PromptsService } from './prompts.service.ts';
import { SavedPromptDto, SavePromptDto, wireSavedPrompt } from './save-prompt.dto.ts';

@ApiTags('jobs')
@Controller('api/jobs')
export class PromptsController {
  constructor(private readonly prompts: PromptsService) {}

  @Post(':job_id/prompt')
  @NeedsScope('run')
  @Audited('prompt.save', 'job_id')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'savePrompt',
    summary: 'Save a template of an optimize job as a prompt of its project',
    description:
      'Writes `prompts/<name>.jinja` into the folder of the job’s project, from where the catalog and new jobs read it. While a job runs, the ' +
      'steps that have a score can be saved. The same text under the same name is saved once: sending the request again changes nothing.',
  })
  @ApiParam({ name: 'job_id', description: 'The job’s id.', example: 'b0ba8e36-d075-40d7-931b-6f81b0ecf5ea' })
  @ApiOkResponse({ type: SavedPromptDto, description: 'The prompt has been replaced, or was there with this text.' })
  @ApiCreatedResponse({ type: SavedPromptDto, description: 'There is a new prompt.' })
  @ProblemResponses(
    [400, 'The job is no optimize job, or has no such step.'],
    [404, 'There is no such job, or its project is gone.'],
    [
      409,
      'A prompt with another text has the name, and `overwrite` is not set; the step has no score; or the project comes with Assay and ' +
        'can’t be added to.',
    ],
    413,
    415,
    422,
  )
  async save(
    @Param('job_id') jobId: string,
    @Body() { name, step_index: stepIndex, overwrite: overwrites = false }: SavePromptDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<SavedPromptDto> {
    const saved = await this.prompts.save(jobId, { name, stepIndex, overwrites });
    reply.status(saved.outcome === 'created' ? 201 : 200);
    return wireSavedPrompt(saved);
  }
}
