import { Controller, Get, Param } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { NeedsScope } from '../http/access/needs-scope.ts';
import { ProblemResponses } from '../http/problem-responses.ts';
import { TrajectoryDto, wireTrajectory } from './steps.dto.ts';
import { StepsService } from './steps.service.ts';

@ApiTags('jobs')
@Controller('api/jobs')
export class StepsController {
  constructor(private readonly service: StepsService) {}

  @Get(':job_id/steps')
  @NeedsScope('read')
  @ApiOperation({
    operationId: 'listSteps',
    summary: 'Show the steps of an optimize job, with their templates, scores and the proposer’s reasoning',
    description: 'Also while it runs: the last step is then the one under way.',
  })
  @ApiParam({ name: 'job_id', description: 'The job’s id.', example: 'b0ba8e36-d075-40d7-931b-6f81b0ecf5ea' })
  @ApiOkResponse({ description: 'The steps.', type: TrajectoryDto })
  @ProblemResponses(400, 404)
  async list(@Param('job_id') jobId: string): Promise<TrajectoryDto> {
    return wireTrajectory(jobId, await this.service.steps(jobId));
  }
}
