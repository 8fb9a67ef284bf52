import { ApiPropertyOptional } from '@nestjs/swagger';
import type { CallSpanPayload, TrialPayload } from '../evaluation/event.ts';

const TRACED_ONLY = 'Only of a job that is traced.';

/** What a traced job says of a call. */
export class CallSpanDto implements CallSpanPayload {
  @ApiPropertyOptional({
    description: `When the call began. ${TRACED_ONLY}`,
    format: 'date-time',
    example: '2026-03-01T10:00:00.125Z',
  })
  readonly started_at?: string;

  @ApiPropertyOptional({
    description: `The id of the call’s span, which its provider was told as well. ${TRACED_ONLY}`,
    pattern: '^[0-9a-f]{16}$',
    example: 'b7ad6b7169203331',
  })
  readonly span_id?: string;
}

/** What a traced job says of a trial. */
export class WorkTimesDto implements Pick<TrialPayload, 'started_at' | 'finished_at'> {
  @ApiPropertyOptional({
    description: `When the program was called. ${TRACED_ONLY}`,
    format: 'date-time',
    example: '2026-03-01T10:00:00.100Z',
  })
  readonly started_at?: string;

  @ApiPropertyOptional({
    description: `When it was done. ${TRACED_ONLY}`,
    format: 'date-time',
    example: '2026-03-01T10:00:01.350Z',
  })
  readonly finished_at?: string;
}
