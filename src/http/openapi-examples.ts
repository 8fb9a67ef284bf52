import type { OpenAPIObject } from '@nestjs/swagger';
import { bodyExamples } from './openapi-body-examples.ts';
import { curlSample } from './openapi-curl.ts';
import { problemExample } from './openapi-problem-example.ts';
import type { NamedSchemas, ObjectSchema, Operation, Parameter, SchemaOrReference } from './openapi-shapes.ts';
import { PROBLEM_TYPE } from './problem.ts';

const JSON_TYPE = 'application/json';
const SCHEMA_PATH = '#/components/schemas/';

/** Puts into every operation bodies to send, problems as they may come, and lines for the shell. */
export function addExamples(document: OpenAPIObject): void {
  const schemas = document.components?.schemas ?? {};
  for (const [path, item] of Object.entries(document.paths)) {
    for (const [method, operation] of Object.entries(item as Record<string, Operation>)) {
      const examples = pathExamples(operation);
      const body = addBodyExamples(operation, schemas);
      addProblemExamples(operation, path, examples);
      operation.parameters?.forEach(showExample);
      const isStream = operation.responses['200']?.content?.['text/event-stream'] !== undefined;
      operation['x-codeSamples'] = [curlSample({ method: method.toUpperCase(), path, body, isStream, examples })];
    }
  }
}

/** Moves an example to where it is shown and not filled in: nobody means to send every optional parameter. */
function showExample({ schema }: Parameter): void {
  if (schema?.example === undefined) return;
  schema.examples = [schema.example];
  delete schema.example;
}

/** Gives back the smallest body that is complete; `undefined` where none is sent. */
function addBodyExamples({ requestBody }: Operation, schemas: NamedSchemas): Readonly<Record<string, unknown>> | undefined {
  const media = requestBody?.content[JSON_TYPE];
  if (media?.schema === undefined) return undefined;
  const examples = bodyExamples(resolved(media.schema, schemas));
  media.examples = examples;
  return examples.required.value;
}

function pathExamples({ parameters = [] }: Operation): Record<string, string> {
  const inPath = parameters.filter((parameter) => parameter.in === 'path');
  return Object.fromEntries(
    inPath.map(({ name, schema }) => [name, typeof schema?.example === 'string' ? schema.example : name]),
  );
}

function addProblemExamples(operation: Operation, path: string, examples: Readonly<Record<string, string>>): void {
  const instance = path.replaceAll(/\{(\w+)\}/g, (_, name: string) => examples[name] ?? name);
  for (const [status, { content }] of Object.entries(operation.responses)) {
    const media = content?.[PROBLEM_TYPE];
    const example = media === undefined ? undefined : problemExample(Number(status), instance);
    if (media !== undefined && example !== undefined) media.example ??= example;
  }
}

function resolved(schema: SchemaOrReference, schemas: NamedSchemas): ObjectSchema {
  return (schema.$ref === undefined ? schema : schemas[schema.$ref.replace(SCHEMA_PATH, '')]) as ObjectSchema;
}
