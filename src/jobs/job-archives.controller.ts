import { Controller, Get, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { NeedsScope } from '../http/access/needs-scope.ts';
import { NAMED_JOB, NamedJob } from '../http/named-parameters.ts';
import { ProblemResponses } from '../http/problem-responses.ts';
import { JobArchivesService } from './job-archives.service.ts';

const GZIP = 'application/gzip';

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
      'A tar.gz of the job’s folder: manifest, events, summary and labels, byte by byte. The same job is the same archive. `POST /api/runs/import` reads it.',
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
}
