import { type OpenAPIObject, getSchemaPath } from '@nestjs/swagger';
import { PROBLEM_TYPE } from '../problem.ts';
import { SCOPE_EXTENSION, TICKET_EXTENSION } from './needs-scope.ts';

const METHODS = ['get', 'put', 'post', 'delete', 'patch'] as const;

/** The ways to show who one is, as OpenAPI names them. */
const SCHEMES = {
  bearer: { type: 'http', scheme: 'bearer', description: 'A key of the server: `Authorization: Bearer assay_…`.' },
  api_key: { type: 'apiKey', in: 'header', name: 'X-API-Key', description: 'The same key in a header of its own.' },
  session: {
    type: 'apiKey',
    in: 'cookie',
    name: 'assay_session',
    description: 'The session of a browser that signed in at `/sign-in`; over HTTPS the cookie is `__Host-assay_session`.',
  },
  ticket: {
    type: 'apiKey',
    in: 'query',
    name: 'ticket',
    description: 'A ticket of `POST /api/tickets`, for event streams and WebSockets.',
  },
} as const;

type Operation = NonNullable<OpenAPIObject['paths'][string]['get']> & {
  [SCOPE_EXTENSION]?: string;
  [TICKET_EXTENSION]?: boolean;
};

/**
 * Says of every operation who may call it: the scope in `x-required-scope` and as the role of each scheme, nobody in particular where it is
 * `public`, and 401 among its answers otherwise. Without keys, a server asks for none of this.
 */
export function addSecurity(document: OpenAPIObject): void {
  document.components = { ...document.components, securitySchemes: SCHEMES };
  for (const path of Object.values(document.paths)) {
    for (const method of METHODS) {
      const operation = path[method];
      if (operation !== undefined) secure(operation);
    }
  }
}

function secure(operation: Operation): void {
  const scope = operation[SCOPE_EXTENSION] ?? 'admin';
  const takesTicket = operation[TICKET_EXTENSION] === true;
  Reflect.deleteProperty(operation, TICKET_EXTENSION);
  operation[SCOPE_EXTENSION] = scope;
  if (scope === 'public') {
    operation.security = [];
    return;
  }
  const names = Object.keys(SCHEMES).filter((name) => name !== 'ticket' || takesTicket);
  operation.security = names.map((name) => ({ [name]: [scope] }));
  operation.description = [operation.description, `Where keys are in use, it needs one with the scope \`${scope}\`.`]
    .filter((text) => text !== undefined && text !== '')
    .join('\n\n');
  operation.responses['401'] = {
    description: 'Keys are in use, and the request has none that is valid; `detail` says why.',
    content: { [PROBLEM_TYPE]: { schema: { $ref: getSchemaPath('ProblemDto') } } },
  };
}
