import { Readable } from 'node:stream';
import { Controller, Get, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiParam, ApiTags } from '@nestjs/swagger';
import { NeedsScope } from '../http/access/needs-scope.ts';
import { InvalidRequestError } from '../http/invalid-request.error.ts';
import { NAMED_RUN, NamedRun } from '../http/named-parameters.ts';
import { ProblemResponses } from '../http/problem-responses.ts';
import { ExportQueryDto } from './export-query.dto.ts';
import { ExportsService } from './exports.service.ts';

@ApiTags('runs')
@Controller('api/runs')
export class ExportsController {
  constructor(private readonly exports: ExportsService) {}

  @Get(':run_id/export')
  @NeedsScope('read')
  @ApiOperation({
    operationId: 'exportRun',
    summary: 'Give a run out as a file that others read',
    description:
      'Sent while it is read, whatever its size. `docs/exporting.md` says what becomes what. Of a run in progress what is there by now; of an optimize job ' +
      'the best step, or the one that is named.',
  })
  @ApiParam(NAMED_RUN)
  @ApiOkResponse({
    description: 'The file; its name is in `Content-Disposition`.',
    content: {
      'application/json': { schema: { type: 'object', additionalProperties: true } },
      'application/x-ndjson': { schema: { type: 'string' } },
      'text/csv': { schema: { type: 'string' } },
    },
  })
  @ProblemResponses(404, 422)
  async export(@NamedRun() runId: string, @Query() { format, part }: ExportQueryDto): Promise<StreamableFile> {
    if (part !== undefined && format !== 'eee')
      throw InvalidRequestError.ofFaults([{ path: 'part', message: 'is of format=eee alone: leave it out' }]);
    const { type, fileName, text } = await this.exports.export(runId, format, part);
    const disposition = `attachment; filename="${fileName}"`;
    return new StreamableFile(Readable.from(text, { objectMode: false }), { type, disposition });
  }
}
