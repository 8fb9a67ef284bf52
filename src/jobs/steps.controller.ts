import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { NeedsScope } from '../http/access/needs-scope.ts';
import { NAMED_JOB, NamedJob } from '../http/named-parameters.ts';
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
  @ApiParam(NAMED_JOB)
  @ApiOkResponse({ description: 'The steps.', type: TrajectoryDto })
  @ProblemResponses(400, 404)
  async list(@NamedJob() jobId: string): Promise<TrajectoryDto> {
    return wireTrajectory(jobId, await this.service.steps(jobId));
  }
}
