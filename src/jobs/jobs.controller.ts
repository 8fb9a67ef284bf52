import { Readable } from 'node:stream';
import {
  applyDecorators,
  Body,
  Controller,
  Delete,
  Get,
  Header,
  HttpCode,
  Param,
  Post,
  Query,
  Req,
  Res,
  StreamableFile,
} from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBody,
  ApiExtraModels,
  ApiHeader,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type JobKind, type JobRequestFields, jobSpec } from '../domain/job-fields.ts';
import { NeedsScope } from '../http/access/needs-scope.ts';
import { Audited, AuditedStart } from '../http/audit/audited.ts';
import { askedBy, idempotencyKey } from '../http/idempotency-key.ts';
import { NAMED_JOB, NamedJob } from '../http/named-parameters.ts';
import { ProblemResponses } from '../http/problem-responses.ts';
import { jobDetailJson, jobListJson } from './job-wire.ts';
import { type AgainstDto, againstOf } from './against.dto.ts';
import { CancelledJobDto, JobDetailDto, JobListDto, JobStatusDto, StartedJobDto } from './job.dto.ts';
import { JobsService } from './jobs.service.ts';
import { KeyedStarts } from './keyed-starts.ts';
import { jobQueryOf, ListJobsDto, ShowJobDto } from './list-jobs.dto.ts';
import { DryRunDto, plannedJob, PlannedJobDto } from './plan.dto.ts';
import { PlansService } from './plans.service.ts';
import { ResumeJobDto } from './resume-job.dto.ts';
import { ScoreJobDto } from './score-job.dto.ts';
import { EvaluateRequestDto, OptimizeRequestDto, RunRequestDto } from './start-job.dto.ts';

const BUSY =
  'No further job can run or wait now: `running` says which jobs run, `limit` how many may, or may wait, and `setting` which ' +
  'setting has that limit. `Retry-After` says when to try again.';
const JSON_TYPE = 'application/json; charset=utf-8';
const NO_BASELINE = [404, 'The run that `against` names is not known.'] as const;
const IDEMPOTENCY_KEY = idempotencyKey('the job that was started first or goes on already');
const JOB_ID = { name: 'job_id', description: 'The job’s id.', example: 'b0ba8e36-d075-40d7-931b-6f81b0ecf5ea' };

@ApiTags('jobs')
@Controller('api')
export class JobsController {
  constructor(
    private readonly jobs: JobsService,
    private readonly starts: KeyedStarts,
    private readonly plans: PlansService,
  ) {}

  @StartsJob('run', 'Start a run: a program over a dataset, without scores')
  run(
    @Body() body: RunRequestDto,
    @Query() query: DryRunDto,
    @Req() request: FastifyRequest,
  ): Promise<StartedJobDto | PlannedJobDto> {
    return this.#start('run', body, query, request);
  }

  @StartsJob('evaluate', 'Start an evaluation: a run whose trials are scored by metrics')
  evaluate(
    @Body() body: EvaluateRequestDto,
    @Query() query: DryRunDto,
    @Req() request: FastifyRequest,
  ): Promise<StartedJobDto | PlannedJobDto> {
    const { against, ...fields } = body;
    if (against === undefined || query.dry_run === 'true') return this.#start('evaluate', fields, query, request);
    return this.#startAgainst(fields, against, request);
  }

  @StartsJob('optimize', 'Start an optimization: a search for a better prompt template')
  optimize(
    @Body() body: OptimizeRequestDto,
    @Query() query: DryRunDto,
    @Req() request: FastifyRequest,
  ): Promise<StartedJobDto | PlannedJobDto> {
    return this.#start('optimize', body, query, request);
  }

  @Get('jobs')
  @NeedsScope('read')
  @Header('content-type', JSON_TYPE)
  @ApiOperation({ operationId: 'listJobs', summary: 'List jobs, newest first' })
  @ApiOkResponse({ type: JobListDto, description: 'The jobs; all of them without `limit`.' })
  @ProblemResponses(400, 422)
  async list(@Query() query: ListJobsDto): Promise<string> {
    return jobListJson(await this.jobs.list(jobQueryOf(query)));
  }

  @Get('jobs/:job_id')
  @NeedsScope('read')
  @ApiOperation({ operationId: 'getJob', summary: 'Show a job with all its events and its summary' })
  @ApiParam(NAMED_JOB)
  @ApiOkResponse({ type: JobDetailDto, description: 'The job; `summary` is `null` while it runs or waits.' })
  @ProblemResponses(404, 422)
  async show(@NamedJob() jobId: string, @Query() { events }: ShowJobDto): Promise<StreamableFile> {
    const detail = await this.jobs.detail(jobId, { hasEvents: events !== 'false' });
    return new StreamableFile(Readable.from(jobDetailJson(detail), { objectMode: false }), { type: JSON_TYPE });
  }

  @Post('jobs/:job_id/cancel')
  @NeedsScope('run')
  @Audited('job.cancel', 'job_id')
  @HttpCode(202)
  @ApiOperation({
    operationId: 'cancelJob',
    summary: 'Cancel a job that runs or waits',
    description:
      'Model calls in flight are aborted, no more are made, and all results so far are kept. The response is sent when ' +
      'the job has ended, usually within a second: as `cancelled`, or as `done` if its work was complete by then.',
  })
  @ApiParam(JOB_ID)
  @ApiAcceptedResponse({ type: CancelledJobDto, description: 'The job has been cancelled.' })
  @ApiOkResponse({ type: CancelledJobDto, description: 'The job had already ended.' })
  @ProblemResponses(404, [409, 'Another process runs the job: cancel it there.'])
  async cancel(@Param('job_id') jobId: string, @Res({ passthrough: true }) reply: FastifyReply): Promise<CancelledJobDto> {
    const { job, wasSettled } = await this.jobs.cancel(jobId);
    reply.status(wasSettled ? 200 : 202);
    return { job_id: job.id, status: job.status };
  }

  @Post('jobs/:job_id/resume')
  @NeedsScope('run')
  @Audited('job.resume', 'job_id')
  @HttpCode(202)
  @ApiOperation({
    operationId: 'resumeJob',
    summary: 'Resume a job that ended before its work was done',
    description:
      'For jobs that are `interrupted`, `cancelled` or ended in `error`. Every trial and scoring that is there is kept and not paid for again; only ' +
      'what is missing is run, and with `retry_failed` what failed. The sequence numbers go on without a gap; where a trial or scoring is made ' +
      'again, its last event counts, everywhere. A search goes on in the middle of its step. A job whose every event is there is `done` at once, ' +
      'whatever its limits, unless more of its trials failed than `max_failures` allows.',
  })
  @ApiParam(JOB_ID)
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiBody({ type: ResumeJobDto, required: false })
  @ApiAcceptedResponse({ type: JobStatusDto, description: 'The job goes on, waits for its turn, or is done.' })
  @ProblemResponses(
    400,
    404,
    [
      409,
      'The job is done, runs or waits; what it was made with has changed, and `force` is not set; nothing is left to run, but too many trials ' +
        'failed; or another job is already running.',
    ],
    413,
    415,
    422,
    503,
  )
  async resume(
    @Param('job_id') jobId: string,
    @Body() body: ResumeJobDto,
    @Req() request: FastifyRequest,
  ): Promise<JobStatusDto> {
    const { retry_failed: retriesFailed = false, force: isForced = false, ...limits } = body;
    const { job, note } = await this.starts.resume(jobId, { retriesFailed, isForced, limits }, askedBy(request));
    return { job_id: job.id, status: job.status, ...(note === null ? {} : { note }) };
  }

  @Post('jobs/:job_id/score')
  @NeedsScope('run')
  @Audited('job.score', 'job_id')
  @HttpCode(200)
  @ApiOperation({
    operationId: 'scoreJob',
    summary: 'Score the stored outputs of a job by other metrics',
    description:
      'Starts a new evaluate job over the trials of a run or evaluate job that has ended, however it ended. No trial is made again: its program and ' +
      'its model are not called, only the models of judges are. The trials are copied with `cached` in their responses, so that the totals of the new ' +
      'job are those of its judges. Its manifest has the source in `scored_from`.',
  })
  @ApiParam(JOB_ID)
  @ApiHeader(IDEMPOTENCY_KEY)
  @ApiOkResponse({ type: StartedJobDto, description: 'The new job has started, or waits for its turn.' })
  @ProblemResponses(400, 404, [409, `The job runs or waits. Or: ${BUSY}`], 413, 415, 422, 503)
  async score(
    @Param('job_id') jobId: string,
    @Body() body: ScoreJobDto,
    @Req() request: FastifyRequest,
  ): Promise<StartedJobDto> {
    return this.#started(await this.starts.score(jobId, body, askedBy(request)));
  }

  @Delete('jobs/:job_id')
  @NeedsScope('admin')
  @Audited('job.delete', 'job_id')
  @HttpCode(204)
  @ApiOperation({ operationId: 'deleteJob', summary: 'Delete a job that has ended, with its events and its runs' })
  @ApiParam(JOB_ID)
  @ApiNoContentResponse({ description: 'The job is deleted.' })
  @ProblemResponses(404, [409, 'The job runs or waits: cancel it first.'])
  delete(@Param('job_id') jobId: string): Promise<void> {
    return this.jobs.delete(jobId);
  }

  async #start(
    kind: JobKind,
    body: JobRequestFields,
    { dry_run: dryRun }: DryRunDto,
    request: FastifyRequest,
  ): Promise<StartedJobDto | PlannedJobDto> {
    const spec = jobSpec(kind, body);
    if (dryRun === 'true') return plannedJob(await this.plans.plan(spec, askedBy(request).isAwaited));
    return this.#started(await this.starts.start(spec, askedBy(request)));
  }

  async #startAgainst(body: JobRequestFields, against: AgainstDto, request: FastifyRequest): Promise<StartedJobDto> {
    const { jobId, comparisonId } = await this.starts.startAgainst(
      jobSpec('evaluate', body),
      againstOf(against),
      askedBy(request),
    );
    return this.#started(jobId, { comparison_id: comparisonId });
  }

  async #started(jobId: string, beside: Pick<StartedJobDto, 'comparison_id'> = {}): Promise<StartedJobDto> {
    const priceUnknown = await this.jobs.unpricedModels(jobId);
    const plan = await this.plans.ofSearch(jobId);
    return {
      job_id: jobId,
      ...beside,
      ...(plan === null ? {} : { plan }),
      ...(priceUnknown.length === 0 ? {} : { price_unknown: [...priceUnknown] }),
    };
  }
}

/** The route that starts a job of this kind, documented. */
function StartsJob(kind: JobKind, summary: string): MethodDecorator {
  const operationId = `start${kind.charAt(0).toUpperCase()}${kind.slice(1)}`;
  return applyDecorators(
    Post(kind),
    NeedsScope('run'),
    AuditedStart(),
    HttpCode(200),
    ApiOperation({ operationId, summary }),
    ApiHeader(IDEMPOTENCY_KEY),
    ApiExtraModels(StartedJobDto, PlannedJobDto),
    ApiOkResponse({
      schema: { anyOf: [{ $ref: getSchemaPath(StartedJobDto) }, { $ref: getSchemaPath(PlannedJobDto) }] },
      description: 'The job has started, or waits for its turn; of a dry run what it would take.',
    }),
    ProblemResponses(400, ...(kind === 'evaluate' ? [NO_BASELINE] : []), [409, BUSY], 413, 415, 422, 503),
  );
}
