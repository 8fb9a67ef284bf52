import type { OpenAPIObject } from '@nestjs/swagger';
import type { RouteAccess } from '../../src/http/access/needs-scope.ts';

/** A schema of the document, as far as requests are made of it. */
export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly unknown[];
  readonly oneOf?: readonly Schema[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly additionalProperties?: Schema | boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly minItems?: number;
}

export interface Parameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly description?: string;
  readonly schema: Schema;
}

/** A route of the document, with what a request of it needs. */
export interface Operation {
  readonly id: string;
  readonly method: string;
  readonly path: string;
  readonly access: RouteAccess;
  readonly takesTicket: boolean;
  readonly parameters: readonly Parameter[];
  readonly body: Schema | null;
}

interface DocumentedOperation {
  readonly operationId: string;
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, { readonly schema: Schema }>> };
  readonly security?: readonly Readonly<Record<string, unknown>>[];
  readonly 'x-required-scope'?: RouteAccess;
}

/** Everything that the document says can be asked. */
export class Operations {
  readonly all: readonly Operation[];
  readonly #schemas: Readonly<Record<string, Schema>>;
  readonly #patterns: readonly (readonly [RegExp, Operation])[];

  constructor(document: OpenAPIObject) {
    this.#schemas = (document.components?.schemas ?? {}) as Record<string, Schema>;
    this.all = Object.entries(document.paths).flatMap(([path, item]) =>
      Object.entries(item as Record<string, DocumentedOperation>).map(([method, documented]) =>
        operation(method, path, documented),
      ),
    );
    this.#patterns = this.all.map((one) => [
      new RegExp(`^${one.path.replaceAll('.', '\\.').replaceAll(/\{\w+\}/g, '[^/]+')}$`),
      one,
    ]);
  }

  /** The schema itself where another one is named. */
  resolve(schema: Schema): Schema {
    const name = schema.$ref?.split('/').at(-1);
    return name === undefined ? schema : (this.#schemas[name] ?? {});
  }

  /** The operation that takes a request to this path, with a slash at its end or not; `undefined` where none does. */
  at(method: string, path: string): Operation | undefined {
    const plain = path.length > 1 ? path.replace(/\/$/, '') : path;
    return this.#patterns.find(([pattern, one]) => one.method === method && pattern.test(plain))?.[1];
  }
}

function operation(method: string, path: string, documented: DocumentedOperation): Operation {
  const { operationId: id, parameters = [], requestBody, security = [] } = documented;
  return {
    id,
    method: method.toUpperCase(),
    path,
    access: documented['x-required-scope'] ?? 'admin',
    takesTicket: security.some((scheme) => 'ticket' in scheme),
    parameters,
    body: requestBody?.content['application/json']?.schema ?? null,
  };
}
