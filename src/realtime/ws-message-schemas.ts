import { getSchemaPath } from '@nestjs/swagger';
import type { NamedSchemas } from '../http/openapi-shapes.ts';
import {
  WsErrorDto,
  WsJobEventDto,
  WsPingDto,
  WsPongDto,
  WsRunCompletedDto,
  WsRunProgressDto,
  WsRunStartedDto,
  WsSubscribeDto,
  WsSubscribedDto,
  WsUnsubscribeDto,
  WsUnsubscribedDto,
} from './ws-message.dto.ts';

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
