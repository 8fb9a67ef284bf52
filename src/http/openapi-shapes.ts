import type { OpenAPIObject } from '@nestjs/swagger';

type Defined<Value> = NonNullable<Value>;

/** Schemas by name, as `components.schemas` has them. */
export type NamedSchemas = Defined<Defined<OpenAPIObject['components']>['schemas']>;

/** A schema in a document, or a reference to one. */
export interface SchemaOrReference {
  readonly $ref?: string;
  example?: unknown;
  examples?: unknown[];
}

export interface ObjectSchema {
  readonly properties?: Readonly<Record<string, SchemaOrReference>>;
  readonly required?: readonly string[];
}

export interface MediaType {
  schema?: SchemaOrReference;
  example?: unknown;
  examples?: unknown;
}

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly required?: boolean;
  readonly schema?: SchemaOrReference;
}

/** The parts of an operation that get examples. */
export interface Operation {
  readonly parameters?: readonly Parameter[];
  readonly requestBody?: { readonly content: Readonly<Record<string, MediaType>> };
  readonly responses: Readonly<Record<string, { readonly content?: Readonly<Record<string, MediaType>> }>>;
  'x-codeSamples'?: readonly CodeSample[];
}

/** What ReDoc shows beside an operation. */
export interface CodeSample {
  readonly lang: string;
  readonly label: string;
  readonly source: string;
}
