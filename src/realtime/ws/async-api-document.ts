import type { OpenAPIObject } from '@nestjs/swagger';
import type { NamedSchemas } from '../../http/openapi-shapes.ts';
import { WS_CLIENT_MESSAGES, WS_SERVER_MESSAGES } from './ws-message.dto.ts';

type MessageClasses = Readonly<Record<string, new () => object>>;

const SCHEMAS = '#/components/schemas/';

const CHANNEL = { $ref: '#/channels/runs' };

const DESCRIPTION = `What happens to runs, as it happens. A run is a job (\`<job_id>\`), a step of an optimize job
(\`<job_id>.<step_index>\`) or an import; \`*\` is every run. Garbage is answered with an \`error\`, and the connection stays open.`;

/** The AsyncAPI 3.0 document of the WebSocket, with the schemas that the OpenAPI document has. */
export function asyncApiDocument({ info, components }: OpenAPIObject): object {
  const schemas = components?.schemas ?? {};
  return {
    asyncapi: '3.0.0',
    info: { title: info.title, version: info.version, description: DESCRIPTION, license: info.license },
    defaultContentType: 'application/json',
    channels: {
      runs: {
        address: '/ws',
        title: 'Runs',
        description: 'One WebSocket; every message is one text frame with one JSON object.',
        messages: { ...references(WS_CLIENT_MESSAGES), ...references(WS_SERVER_MESSAGES) },
      },
    },
    operations: {
      receiveFromClient: {
        action: 'receive',
        channel: CHANNEL,
        summary: 'What a client may send',
        messages: inChannel(WS_CLIENT_MESSAGES),
      },
      sendToClient: {
        action: 'send',
        channel: CHANNEL,
        summary: 'What the server sends',
        messages: inChannel(WS_SERVER_MESSAGES),
      },
    },
    components: {
      messages: { ...messages(WS_CLIENT_MESSAGES, schemas), ...messages(WS_SERVER_MESSAGES, schemas) },
      schemas: reachable(['WsClientMessage', 'WsServerMessage'], schemas),
    },
  };
}

function schemaName(message: new () => object): string {
  return message.name.replace(/Dto$/, '');
}

function references(classes: MessageClasses): object {
  return Object.fromEntries(Object.keys(classes).map((type) => [type, { $ref: `#/components/messages/${type}` }]));
}

function inChannel(classes: MessageClasses): readonly object[] {
  return Object.keys(classes).map((type) => ({ $ref: `${CHANNEL.$ref}/messages/${type}` }));
}

function messages(classes: MessageClasses, schemas: NamedSchemas): object {
  return Object.fromEntries(
    Object.entries(classes).map(([type, message]) => {
      const { properties = {} } = (schemas[schemaName(message)] ?? {}) as {
        properties?: Record<string, { description?: string }>;
      };
      const payload = { $ref: `${SCHEMAS}${schemaName(message)}` };
      return [type, { name: type, summary: properties.type?.description, payload }];
    }),
  );
}

/** These schemas, and what they refer to. What tells those of a union apart is that each has its own `type`. */
function reachable(names: readonly string[], schemas: NamedSchemas): NamedSchemas {
  const found = new Set(names);
  for (const name of found) {
    const text = JSON.stringify(schemas[name] ?? {});
    for (const [, reference = ''] of text.matchAll(/#\/components\/schemas\/(\w+)/g)) found.add(reference);
  }
  const copy = Object.fromEntries([...found].sort().map((name) => [name, schemas[name]]));
  return JSON.parse(JSON.stringify(copy), (key, value: unknown) =>
    key === 'discriminator' ? undefined : value,
  ) as NamedSchemas;
}
