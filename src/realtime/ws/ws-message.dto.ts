import { ApiProperty, ApiPropertyOptional, getSchemaPath } from '@nestjs/swagger';
import { IsBoolean, ValidateIf } from 'class-validator';
import { IsIntegerFrom, IsText, MayBeAbsent } from '../../http/field-checks.ts';
import type { NamedSchemas } from '../../http/openapi-shapes.ts';
import { RunDataDto } from './run-data.dto.ts';

const RUN_ID = { description: 'The run.', example: 'b0ba8e36-d075-40d7-931b-6f81b0ecf5ea' };

const RUN_ID_OR_ALL = { ...RUN_ID, description: 'The run, or `*` for every run.', minLength: 1, maxLength: 1000 };

const COMPARISON_ID = {
  description: 'A live comparison, in place of a run.',
  minLength: 1,
  maxLength: 1000,
  example: '6f1d0e2b-8f0f-4c39-9a34-0b6a4c5f7d21',
};

class WsPingDto {
  @ApiProperty({ description: 'Asks for a `pong`.', enum: ['ping'], example: 'ping' })
  readonly type!: 'ping';
}

export class WsSubscribeDto {
  @ApiProperty({
    description: 'Asks for the messages about a run, or for the states of a live comparison.',
    enum: ['subscribe'],
    example: 'subscribe',
  })
  readonly type!: 'subscribe';

  @ApiPropertyOptional(RUN_ID_OR_ALL)
  @ValidateIf(namesARun)
  @IsText()
  readonly run_id?: string;

  @ApiPropertyOptional(COMPARISON_ID)
  @MayBeAbsent()
  @IsText()
  readonly comparison_id?: string;

  @ApiPropertyOptional({ description: 'Whether to send every event as well.', default: false, example: true })
  @MayBeAbsent()
  @IsBoolean({ message: 'must be true or false' })
  readonly events?: boolean;

  @ApiPropertyOptional({
    description:
      'With `events`: the `seq` of the first event to send, instead of the first one; of a comparison, of the first state. Not with `*`.',
    type: 'integer',
    minimum: 0,
    example: 120,
  })
  @MayBeAbsent()
  @IsIntegerFrom(0)
  readonly from_seq?: number;
}

export class WsUnsubscribeDto {
  @ApiProperty({ description: 'Ends the messages about a run.', enum: ['unsubscribe'], example: 'unsubscribe' })
  readonly type!: 'unsubscribe';

  @ApiPropertyOptional(RUN_ID_OR_ALL)
  @ValidateIf(namesARun)
  @IsText()
  readonly run_id?: string;

  @ApiPropertyOptional(COMPARISON_ID)
  @MayBeAbsent()
  @IsText()
  readonly comparison_id?: string;
}

/** A message without a comparison is about a run. */
function namesARun({ run_id: runId, comparison_id: comparisonId }: WsUnsubscribeDto): boolean {
  return runId !== undefined || comparisonId === undefined;
}

export class WsPongDto {
  @ApiProperty({ description: 'The answer to a `ping`.', enum: ['pong'], example: 'pong' })
  readonly type!: 'pong';
}

class WsSubscribedDto {
  @ApiProperty({ description: 'The messages about the run begin.', enum: ['subscribed'], example: 'subscribed' })
  readonly type!: 'subscribed';

  @ApiPropertyOptional(RUN_ID_OR_ALL)
  readonly run_id?: string;

  @ApiPropertyOptional(COMPARISON_ID)
  readonly comparison_id?: string;
}

class WsUnsubscribedDto {
  @ApiProperty({ description: 'No more messages about the run.', enum: ['unsubscribed'], example: 'unsubscribed' })
  readonly type!: 'unsubscribed';

  @ApiPropertyOptional(RUN_ID_OR_ALL)
  readonly run_id?: string;

  @ApiPropertyOptional(COMPARISON_ID)
  readonly comparison_id?: string;
}

class WsRunStartedDto {
  @ApiProperty({ description: 'The run has started, perhaps long ago.', enum: ['run_started'], example: 'run_started' })
  readonly type!: 'run_started';

  @ApiProperty(RUN_ID)
  readonly run_id!: string;

  @ApiProperty({ description: 'The run as it is now.', type: RunDataDto })
  readonly data!: RunDataDto;
}

class WsRunProgressDto {
  @ApiProperty({ description: 'How far the run has come.', enum: ['run_progress'], example: 'run_progress' })
  readonly type!: 'run_progress';

  @ApiProperty(RUN_ID)
  readonly run_id!: string;

  @ApiProperty({
    description: 'From 0 to 1, never decreasing. Every run ends with 1, even one that stops before all its work is done.',
    type: 'number',
    minimum: 0,
    maximum: 1,
    example: 0.5,
  })
  readonly progress!: number;

  @ApiProperty({ description: 'Trials and scorings that are done.', type: 'integer', minimum: 0, example: 100 })
  readonly completed!: number;

  @ApiProperty({
    description:
      'Trials and scorings in all; for an optimize job, which may end earlier, at most. `null` if that is not known.',
    type: 'integer',
    minimum: 0,
    nullable: true,
    example: 200,
  })
  readonly total!: number | null;
}

class WsRunCompletedDto {
  @ApiProperty({
    description: 'The run has ended; this is the last message about it.',
    enum: ['run_completed'],
    example: 'run_completed',
  })
  readonly type!: 'run_completed';

  @ApiProperty(RUN_ID)
  readonly run_id!: string;

  @ApiProperty({ description: 'The run as it ended.', type: RunDataDto })
  readonly data!: RunDataDto;
}

class WsJobEventDto {
  @ApiProperty({ description: 'An event of the run.', enum: ['job_event'], example: 'job_event' })
  readonly type!: 'job_event';

  @ApiProperty(RUN_ID)
  readonly run_id!: string;

  @ApiProperty({
    description: 'The same as in the stream and in the archive.',
    allOf: [{ $ref: '#/components/schemas/JobEvent' }],
  })
  readonly event!: unknown;
}

class WsComparisonDto {
  @ApiProperty({ description: 'A state of a live comparison.', enum: ['comparison'], example: 'comparison' })
  readonly type!: 'comparison';

  @ApiProperty({ ...COMPARISON_ID, description: 'The live comparison.' })
  readonly comparison_id!: string;

  @ApiProperty({
    description: 'The same as in the stream of the comparison; the last one says in `ended` how it ended.',
    allOf: [{ $ref: '#/components/schemas/LiveState' }],
  })
  readonly state!: unknown;
}

class WsErrorDto {
  @ApiProperty({ description: 'Something was wrong; the connection stays open.', enum: ['error'], example: 'error' })
  readonly type!: 'error';

  @ApiProperty({ description: 'What was wrong.', example: 'Run not found: b0ba8e36' })
  readonly message!: string;

  @ApiPropertyOptional({ description: 'The run that it is about, if any.', example: 'b0ba8e36' })
  readonly run_id?: string;

  @ApiPropertyOptional({ ...COMPARISON_ID, description: 'The live comparison that it is about, if any.' })
  readonly comparison_id?: string;
}

type MessageClass = new () => object;

/** What a client may send, by `type`. */
export const WS_CLIENT_MESSAGES = { ping: WsPingDto, subscribe: WsSubscribeDto, unsubscribe: WsUnsubscribeDto };

/** What a server sends, by `type`. */
export const WS_SERVER_MESSAGES = {
  pong: WsPongDto,
  subscribed: WsSubscribedDto,
  unsubscribed: WsUnsubscribedDto,
  run_started: WsRunStartedDto,
  run_progress: WsRunProgressDto,
  run_completed: WsRunCompletedDto,
  job_event: WsJobEventDto,
  comparison: WsComparisonDto,
  error: WsErrorDto,
};

/** The schemas `WsClientMessage` and `WsServerMessage`: any of them, told apart by `type`. */
export const WS_MESSAGE_SCHEMAS: NamedSchemas = {
  WsClientMessage: unionOf('A message that a client sends over `/ws`.', WS_CLIENT_MESSAGES),
  WsServerMessage: unionOf('A message that the server sends over `/ws`.', WS_SERVER_MESSAGES),
};

function unionOf(description: string, messages: Readonly<Record<string, MessageClass>>): NamedSchemas[string] {
  const paths = Object.entries(messages).map(([type, message]) => [type, getSchemaPath(message)] as const);
  return {
    description,
    oneOf: paths.map(([, $ref]) => ({ $ref })),
    discriminator: { propertyName: 'type', mapping: Object.fromEntries(paths) },
  };
}
