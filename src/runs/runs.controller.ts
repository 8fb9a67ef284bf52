import { Readable } from 'node:stream';
import { Body, Controller, Delete, Get, HttpCode, Param, Post, Query, Req, Res, StreamableFile } from '@nestjs/common';
import {
  ApiBody,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiOkResponse,
  ApiOperation,
  ApiParam,
  ApiTags,
} from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { NeedsScope } from '../http/access/needs-scope.ts';
import { Audited } from '../http/audit/audited.ts';
import { NAMED_RUN, NamedRun } from '../http/named-parameters.ts';
import { ProblemResponses } from '../http/problem-responses.ts';
import { AcceptsFileBody, AcceptsNdjsonBody } from '../http/request-body.ts';
import { FileImports } from './file-imports.ts';
import { ImportFileDto, ImportedFileDto, type ImportedRunDto } from './import-file.dto.ts';
import { ImportRunDto } from './import-run.dto.ts';
import { ListRunsDto, runQueryOf, ShowRunDto } from './run-queries.dto.ts';
import { nextPageLink, runDetailJson, wireImportedFile, wireImportedRun, wireRun, wireSummary } from './run-wire.ts';
import { RunDetailDto, RunDto, RunSummaryDto } from './run.dto.ts';
import { RunsService } from './runs.service.ts';

const JSON_TYPE = 'application/json; charset=utf-8';
const RUN_ID = { name: 'run_id', description: 'The run’s id.', example: 'gsm8k-175b-verification' };

@ApiTags('runs')
@Controller('api/runs')
export class RunsController {
  constructor(
    private readonly runs: RunsService,
    private readonly files: FileImports,
  ) {}

  @Get()
  @NeedsScope('read')
  @ApiOperation({
    operationId: 'listRuns',
    summary: 'List runs, newest first',
    description:
      'Every run and evaluate job is a run, every finished step of an optimize job is one, and so are imports and what Themis 1.x ' +
      'wrote into the storage folder.',
  })
  @ApiOkResponse({
    type: [RunSummaryDto],
    description: 'The runs; all of them without `limit`.',
    headers: {
      Link: { description: 'The address of the next page, `rel="next"`; not on the last.', schema: { type: 'string' } },
    },
  })
  @ProblemResponses(400, 422)
  async list(
    @Query() query: ListRunsDto,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RunSummaryDto[]> {
    const { runs, nextCursor } = await this.runs.list(runQueryOf(query));
    if (nextCursor !== null) reply.header('link', nextPageLink(request.url, nextCursor));
    return runs.map(wireSummary);
  }

  @Post()
  @NeedsScope('run')
  @Audited('run.import')
  @AcceptsNdjsonBody()
  @ApiOperation({
    operationId: 'importRun',
    summary: 'Import results from elsewhere as a run',
    description:
      'As JSON, or as `application/x-ndjson`: a header line, which is the body without its `samples`, then one sample a line. ' +
      'NDJSON is written to disk as it comes: `ASSAY_BODY_LIMIT` is for each line, `ASSAY_IMPORT_LIMIT` for the whole. All of it is kept or, where ' +
      'anything is wrong, nothing. To send the same again under the same `run_id` is safe.',
  })
  @ApiBody({ type: ImportRunDto, description: 'The run with its samples.' })
  @ApiCreatedResponse({ type: RunDto, description: 'The new run.' })
  @ApiOkResponse({ type: RunDto, description: 'The run, which was there already.' })
  @ProblemResponses([409, 'Another run has this `run_id`.'], 413, 415, 422)
  async import(@Body() body: unknown, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const { run, isNew } = await this.runs.import(body);
    reply.status(isNew ? 201 : 200).header('location', `/api/runs/${encodeURIComponent(run.runId)}`);
    return wireRun(run);
  }

  @Post('import')
  @NeedsScope('run')
  @Audited('run.import')
  @AcceptsFileBody()
  @ApiOperation({
    operationId: 'importFile',
    summary: 'Import a file of another harness, or of Assay',
    description:
      'The body is the file as it is, with any content type: an Inspect log, results and samples of the LM Evaluation Harness, output of promptfoo, ' +
      'deepeval, HELM or OpenAI Evals, Every Eval Ever, an archive of a job, or a run as `POST /api/runs` takes it. Its format is found by its content; ' +
      'files that belong together come as one zip, tar or tar.gz archive. Each arm becomes a run: all are kept, or none. The same bytes are the same ' +
      'runs. `docs/importing.md` says what becomes what.',
  })
  @ApiBody({ description: 'The bytes of the file.', schema: { type: 'string', format: 'binary' } })
  @ApiCreatedResponse({ type: ImportedFileDto, description: 'The runs, of which at least one is new.' })
  @ApiOkResponse({ type: ImportedFileDto, description: 'The runs, which were there already.' })
  @ProblemResponses([409, 'Another run has this `run_id`.'], 413, 422)
  async importFile(
    @Body() body: unknown,
    @Query() { run_id: runId, experiment_id: experimentId, label, name = 'file' }: ImportFileDto,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<object> {
    const names = {
      ...(runId !== undefined && { runId }),
      ...(experimentId !== undefined && { experimentId }),
      ...(label !== undefined && { label }),
    };
    const imported = await this.files.takeBody(body, { ...names, name });
    const runs: ImportedRunDto[] = imported.map(({ run, isNew }) => wireImportedRun(run, isNew));
    reply.status(runs.some(({ is_new: isNew }) => isNew) ? 201 : 200);
    reply.header('location', `/api/runs/${encodeURIComponent(runs[0]?.run_id ?? '')}`);
    return wireImportedFile(runs);
  }

  @Get(':run_id')
  @NeedsScope('read')
  @ApiOperation({ operationId: 'getRun', summary: 'Show a run with its samples' })
  @ApiParam(NAMED_RUN)
  @ApiOkResponse({ type: RunDetailDto, description: 'The run, with all its samples or a page of them.' })
  @ProblemResponses(404, 422)
  async show(@NamedRun() runId: string, @Query() { limit, offset = 0, samples }: ShowRunDto): Promise<StreamableFile> {
    const range = samples === 'false' ? null : { offset, ...(limit === undefined ? {} : { limit }) };
    const detail = await this.runs.detail(runId, range);
    return new StreamableFile(Readable.from(runDetailJson(detail), { objectMode: false }), { type: JSON_TYPE });
  }

  @Delete(':run_id')
  @NeedsScope('admin')
  @Audited('run.delete', 'run_id')
  @HttpCode(204)
  @ApiOperation({
    operationId: 'deleteRun',
    summary: 'Delete a run',
    description:
      'A job’s run goes with the job and its archive. A step of an optimize job, and a run that Themis wrote, are hidden for ' +
      'good: their files stay as they are.',
  })
  @ApiParam(RUN_ID)
  @ApiNoContentResponse({ description: 'It is gone.' })
  @ProblemResponses(404, [409, 'The job is not settled: cancel it first.'])
  async delete(@Param('run_id') runId: string): Promise<void> {
    await this.runs.delete(runId);
  }
}
