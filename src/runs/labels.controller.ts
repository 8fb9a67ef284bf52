import { Body, Controller, Delete, Get, HttpCode, Inject, Param, Put, Query, Res } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { LABEL_STORE, type LabelStore } from '../domain/label-store.ts';
import { RUN_STORE, type RunStore } from '../domain/run-store.ts';
import { NeedsScope } from '../http/access/needs-scope.ts';
import { Audited } from '../http/audit/audited.ts';
import { InvalidRequestError } from '../http/invalid-request.error.ts';
import { NAMED_RUN, NamedRun } from '../http/named-parameters.ts';
import { ProblemResponses } from '../http/problem-responses.ts';
import { PARAMETER_FAULTS } from '../http/unknown-parameters.ts';
import { labelBody, labelName } from './label-body.ts';
import {
  JudgedRunDto,
  JudgeQueryDto,
  LabelListDto,
  LabelSetDto,
  LabelSummaryDto,
  PutLabelsDto,
  wireJudgedMetric,
  wireLabelSet,
  wireLabelSummary,
} from './labels.dto.ts';

const RUN_ID = { name: 'run_id', description: 'The run’s id.', example: 'gsm8k-175b-verification' };
const NAME = { name: 'name', description: 'What the labels are called, at most 200 characters.', example: 'helpful' };

/** People's labels of the samples of a run. */
@ApiTags('labels')
@Controller('api/runs/:run_id/labels')
export class LabelsController {
  constructor(
    @Inject(LABEL_STORE) private readonly labels: LabelStore,
    @Inject(RUN_STORE) private readonly runs: RunStore,
  ) {}

  @Get()
  @NeedsScope('read')
  @ApiOperation({ operationId: 'listLabels', summary: 'List the human labels of a run' })
  @ApiParam(NAMED_RUN)
  @ApiOkResponse({ type: LabelListDto, description: 'Its sets of labels.' })
  @ProblemResponses(404)
  async list(@NamedRun() runId: string): Promise<LabelListDto> {
    return { labels: (await this.labels.list(runId)).map(wireLabelSummary) };
  }

  @Put(':name')
  @NeedsScope('run')
  @Audited('labels.put', 'run_id', 'name')
  @ApiOperation({
    operationId: 'putLabels',
    summary: 'Store human labels of some samples of a run',
    description:
      'What people say of samples, kept beside the run and removed with it. `human_labels` of a comparison corrects a judge by them, and ' +
      '`POST /api/agreement` measures how far they agree. The samples should be a random part of the run: `GET …/samples/random` draws ' +
      'one. All labels are stored or, where anything is wrong, none; labels of the same name are replaced.',
  })
  @ApiParam(RUN_ID)
  @ApiParam(NAME)
  @ApiBody({ type: PutLabelsDto, description: 'The labels.' })
  @ApiCreatedResponse({ type: LabelSummaryDto, description: 'The new labels.' })
  @ApiOkResponse({ type: LabelSummaryDto, description: 'The labels, in place of others of that name.' })
  @ProblemResponses([400, 'A label is of a sample that is not there, or a sample has two.'], 404, 413, 415, 422)
  async put(
    @Param('run_id') runId: string,
    @Param('name') name: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<LabelSummaryDto> {
    const { summary, isNew } = await this.labels.put(runId, labelName(name), labelBody(body));
    reply.status(isNew ? 201 : 200);
    return wireLabelSummary(summary);
  }

  @Get(':name')
  @NeedsScope('read')
  @ApiOperation({ operationId: 'getLabels', summary: 'Show human labels of a run' })
  @ApiParam(NAMED_RUN)
  @ApiParam(NAME)
  @ApiOkResponse({ type: LabelSetDto, description: 'The labels.' })
  @ProblemResponses([400, 'The labels can’t be read.'], 404)
  async show(@NamedRun() runId: string, @Param('name') name: string): Promise<LabelSetDto> {
    return wireLabelSet(await this.labels.find(runId, name));
  }

  @Get(':name/judge')
  @NeedsScope('read')
  @ApiOperation({
    operationId: 'judgeRun',
    summary: 'Hold the metrics of a run against human labels',
    description:
      'The mean that people would give, out of a metric’s scores of all samples and labels of a random part of them (PPI++), and how far ' +
      'the metric agrees with them.',
  })
  @ApiParam(NAMED_RUN)
  @ApiParam(NAME)
  @ApiOkResponse({ type: JudgedRunDto, description: 'The corrected means.' })
  @ProblemResponses(400, 404, PARAMETER_FAULTS)
  async judge(
    @NamedRun() runId: string,
    @Param('name') name: string,
    @Query() { metric, alpha = 0.05 }: JudgeQueryDto,
  ): Promise<JudgedRunDto> {
    if (!(alpha > 0 && alpha < 1)) throw InvalidRequestError.ofFaults([{ path: 'alpha', message: 'must lie between 0 and 1' }]);
    const { labels } = await this.labels.find(runId, name);
    const results = await this.runs.judged(runId, { labels, alpha, ...(metric !== undefined && { metric }) });
    return { run_id: runId, human_labels: name, level: 1 - alpha, results: results.map(wireJudgedMetric) };
  }

  @Delete(':name')
  @NeedsScope('admin')
  @Audited('labels.delete', 'run_id', 'name')
  @HttpCode(204)
  @ApiOperation({ operationId: 'deleteLabels', summary: 'Delete human labels of a run' })
  @ApiParam(RUN_ID)
  @ApiParam(NAME)
  @ApiNoContentResponse({ description: 'They are gone.' })
  @ProblemResponses(404)
  async delete(@Param('run_id') runId: string, @Param('name') name: string): Promise<void> {
    await this.labels.delete(runId, name);
  }
}
