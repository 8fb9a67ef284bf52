import { Body, Controller, Get, Post, Res, StreamableFile } from '@nestjs/common';
import { ApiBody, ApiCreatedResponse, ApiOkResponse, ApiOperation, ApiParam, ApiProperty, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Audited } from '../http/audit/audited.ts';
import { NeedsScope } from '../http/access/needs-scope.ts';
import { NAMED_JOB, NamedJob } from '../http/named-parameters.ts';
import { AcceptsFileBody } from '../http/request-body.ts';
import { ProblemResponses } from '../http/problem-responses.ts';
import { JobArchivesService } from './job-archives.service.ts';

const GZIP = 'application/gzip';

export class ImportedJobDto {
  @ApiProperty({ description: 'The job’s id, as it was.', example: 'b0ba8e36-d075-40d7-931b-6f81b0ecf5ea' })
  readonly job_id!: string;

  @ApiProperty({ description: 'Whether it was not there before.', example: true })
  readonly is_new!: boolean;
}

@ApiTags('jobs')
@Controller('api/jobs')
export class JobArchivesController {
  constructor(private readonly archives: JobArchivesService) {}

  @Get(':job_id/archive')
  @NeedsScope('read')
  @ApiOperation({
    operationId: 'archiveJob',
    summary: 'Give a job out with all its files',
    description:
      'A tar.gz of the job’s folder: manifest, events, summary and labels, byte by byte. The same job is the same archive. `POST /api/jobs/import` takes it back.',
  })
  @ApiParam(NAMED_JOB)
  @ApiOkResponse({
    description: 'The archive.',
    content: { [GZIP]: { schema: { type: 'string', format: 'binary' } } },
  })
  @ProblemResponses(404, [409, 'The job waits or runs: wait until it has ended, or cancel it.'])
  async archive(@NamedJob() jobId: string): Promise<StreamableFile> {
    const { fileName, bytes } = await this.archives.archive(jobId);
    return new StreamableFile(bytes, { type: GZIP, disposition: `attachment; filename="${fileName}"` });
  }

  @Post('import')
  @NeedsScope('run')
  @Audited('job.import')
  @AcceptsFileBody()
  @ApiOperation({
    operationId: 'importJob',
    summary: 'Take back a job that was given out',
    description:
      'The body is the tar.gz of `GET /api/jobs/{job_id}/archive`, or of a job folder of promptuna-server. The job is there as it was, with its id, its events and its labels; ' +
      'all of it is kept, or nothing. The same archive again changes nothing.',
  })
  @ApiBody({ description: 'The bytes of the archive.', schema: { type: 'string', format: 'binary' } })
  @ApiCreatedResponse({ type: ImportedJobDto, description: 'The job, which is new here.' })
  @ApiOkResponse({ type: ImportedJobDto, description: 'The job, which was there already.' })
  @ProblemResponses([409, 'Another job has this id.'], 413, 422)
  async import(@Body() body: unknown, @Res({ passthrough: true }) reply: FastifyReply): Promise<ImportedJobDto> {
    const { jobId, isNew } = await this.archives.takeBody(body);
    reply.status(isNew ? 201 : 200);
    reply.header('location', `/api/jobs/${encodeURIComponent(jobId)}`);
    return { job_id: jobId, is_new: isNew };
  }
}
