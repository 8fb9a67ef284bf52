import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { Ajv2020 } from 'ajv/dist/2020.js';
import openapiTS, { astToString, COMMENT_HEADER } from 'openapi-typescript';
import { createApp, openApi } from '../../src/app.ts';
import { OpenApiCheck, type GivenAnswer } from './openapi-check.ts';

/** Pages for people, and what they load. */
const PAGES = /^\/(docs|redoc|openapi\.json|asyncapi\.json|sign-in|sign-out)/;

let app: NestFastifyApplication;
let document: OpenAPIObject;
const routes: string[] = [];

beforeAll(async () => {
  app = await createApp({ projectsRoot: mkdtempSync(join(tmpdir(), 'assay-openapi-')), logLevel: 'silent' });
  app
    .getHttpAdapter()
    .getInstance()
    .addHook('onRoute', ({ method, url }) => {
      routes.push(...[method].flat().map((name) => `${name} ${url.replaceAll(/:(\w+)/g, '{$1}')}`));
    });
  await app.listen(0, '127.0.0.1');
  document = (await (await fetch(`${await app.getUrl()}/openapi.json`)).json()) as OpenAPIObject;
});

afterAll(async () => {
  await app.close();
});

function operations(): { readonly name: string; readonly operation: OperationShape }[] {
  return Object.entries(document.paths).flatMap(([path, item]) =>
    Object.entries(item as Record<string, OperationShape>).map(([method, operation]) => ({
      name: `${method.toUpperCase()} ${path}`,
      operation,
    })),
  );
}

interface MediaShape {
  readonly schema: Record<string, unknown>;
  readonly example?: unknown;
  readonly examples?: Record<string, { readonly value: unknown }>;
}

interface ParameterShape {
  readonly name: string;
  readonly description?: string;
  readonly schema: { readonly type?: unknown; readonly examples?: readonly unknown[]; readonly example?: unknown };
}

interface OperationShape {
  readonly tags?: readonly string[];
  readonly summary?: string;
  readonly operationId?: string;
  readonly parameters: readonly ParameterShape[];
  readonly requestBody?: { readonly content: Record<string, MediaShape> };
  readonly responses: Record<string, { readonly description?: string; readonly content?: Record<string, MediaShape> }>;
}

interface PropertyShape {
  readonly description?: string;
  readonly example?: unknown;
}

interface SchemaShape {
  readonly properties?: Record<string, PropertyShape>;
}

/** A reference out of the document, from outside it. */
function rooted({ $ref }: Record<string, unknown>): object {
  return typeof $ref === 'string' ? { $ref: `assay${$ref}` } : {};
}

function validator(): Ajv2020 {
  return new Ajv2020({ strict: false, validateFormats: false }).addSchema({ ...document, $id: 'assay' });
}

function committed(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}

/** The routes and schemas that are not the same in the server's document. */
function differences(other: OpenAPIObject): string[] {
  const parts = ({ paths, components }: OpenAPIObject): Map<string, string> =>
    new Map(Object.entries({ ...paths, ...components?.schemas }).map(([name, part]) => [name, JSON.stringify(part)]));
  const [ours, theirs] = [parts(document), parts(other)];
  return [...new Set([...ours.keys(), ...theirs.keys()])].filter((name) => ours.get(name) !== theirs.get(name));
}

/** Whether an example need not be there, because those of another schema's fields are shown. */
function showsAnother(property: object): boolean {
  return ['allOf', 'anyOf', 'items', '$ref'].some((keyword) => JSON.stringify(property).includes(`"${keyword}"`));
}

describe('/openapi.json', () => {
  it('is valid OpenAPI 3.1', async () => {
    expect(document.openapi).toBe('3.1.0');
    const config = await createConfig({
      extends: ['recommended-strict'],
      // The messages of the WebSocket are schemas that no route refers to.
      rules: { 'operation-4xx-response': 'off', 'security-defined': 'off', 'no-unused-components': 'off' },
    });

    const problems = await lintFromString({ source: JSON.stringify(document), absoluteRef: 'openapi.json', config });

    expect(problems.map(({ message, location }) => `${location[0]?.pointer}: ${message}`)).toEqual([]);
  });

  it('describes every route and nothing else', () => {
    const served = routes.filter((route) => !/^(HEAD|OPTIONS) /.test(route) && !PAGES.test(route.split(' ')[1] ?? ''));

    expect(
      operations()
        .map(({ name }) => name)
        .sort(),
    ).toEqual([...new Set(served)].sort());
  });

  it('declares every tag that an operation has, and each once', () => {
    const declared = (document.tags ?? []).map(({ name }) => name);
    const used = operations().flatMap(({ operation }) => operation.tags ?? []);

    expect(declared.sort()).toEqual([...new Set(used)].sort());
  });

  it('says of every operation what it does and how it fails', () => {
    for (const { name, operation } of operations()) {
      expect([name, operation.summary]).toEqual([name, expect.stringMatching(/^[A-Z]/)]);
      for (const [status, { description, content }] of Object.entries(operation.responses)) {
        expect([name, status, description]).toEqual([name, status, expect.stringMatching(/\w/)]);
        if (Number(status) >= 400) {
          expect(content).toEqual({
            'application/problem+json': {
              schema: { $ref: '#/components/schemas/Problem' },
              example: expect.objectContaining({ status: Number(status) }),
            },
          });
        }
      }
      expect(Object.keys(operation.responses)).toContain('500');
    }
  });

  it('names every operation once, as functions are named', () => {
    const names = operations().map(({ operation }) => operation.operationId);
    expect(names).toEqual(names.map(() => expect.stringMatching(/^[a-z]+([A-Z][a-z]+)+$/)));
    expect(new Set(names).size).toBe(names.length);
  });

  it('describes every parameter, with an example of its type', () => {
    for (const { name, operation } of operations()) {
      for (const { name: parameter, description, schema } of operation.parameters) {
        expect([name, parameter, description]).toEqual([name, parameter, expect.stringMatching(/\w/)]);
        const [example] = schema.examples ?? [];
        // Swagger UI would fill in an `example`, and send it for users who only want to see the list.
        expect([name, parameter, schema.example, example === undefined]).toEqual([name, parameter, undefined, false]);
        const types = Array.isArray(example) ? ['array'] : typeof example === 'number' ? ['integer', 'number'] : ['string'];
        expect(types.map((type) => [name, parameter, type])).toContainEqual([name, parameter, schema.type]);
        const ajv = new Ajv2020({ strict: false, validateFormats: false });
        expect([name, parameter, ajv.validate(schema, example)]).toEqual([name, parameter, true]);
      }
    }
  });

  it('has schemas that a validator takes, whose fields are all described, with examples that fit', () => {
    const ajv = validator();
    for (const [name, schema] of Object.entries(document.components?.schemas ?? {})) {
      expect(ajv.getSchema(`assay#/components/schemas/${name}`)).toBeInstanceOf(Function);
      for (const [field, property] of Object.entries((schema as SchemaShape).properties ?? {})) {
        expect([name, field, property.description]).toEqual([name, field, expect.stringMatching(/\w/)]);
        if (property.example === undefined) {
          expect([name, field, showsAnother(property)]).toEqual([name, field, true]);
        } else {
          const fits = ajv.getSchema(`assay#/components/schemas/${name}/properties/${field}`);
          expect([name, field, fits?.(property.example)]).toEqual([name, field, true]);
        }
      }
    }
  });

  it('shows bodies and problems that fit their schemas', () => {
    const ajv = validator();
    const shown = operations().flatMap(({ name, operation: { requestBody, responses } }) =>
      [requestBody, ...Object.values(responses)].flatMap((part) =>
        Object.values(part?.content ?? {}).flatMap(({ schema, example, examples }) =>
          [example, ...Object.values(examples ?? {}).map(({ value }) => value)]
            .filter((value) => value !== undefined)
            .map((value) => ({ name, value, fits: ajv.compile({ ...schema, ...rooted(schema) })(value) })),
        ),
      ),
    );

    expect(shown.length).toBeGreaterThan(20);
    expect(shown.filter(({ fits }) => !fits)).toEqual([]);
  });

  it('says that every data line of a stream is a JobEvent', () => {
    const content = operations().find(({ name }) => name === 'GET /api/jobs/{job_id}/events')?.operation.responses['200']
      ?.content;
    const { schema, example } = content?.['text/event-stream'] ?? {};

    expect(schema).toMatchObject({ type: 'string', contentSchema: { $ref: '#/components/schemas/JobEvent' } });
    const isJobEvent = validator().getSchema('assay#/components/schemas/JobEvent');
    const events = [...String(example).matchAll(/^data: (.*)$/gm)].map(([, line = '']) => JSON.parse(line) as unknown);
    expect(events.map((event) => isJobEvent?.(event))).toEqual([true, true]);
  });

  it('has a schema for each type of event, and one for them all', () => {
    const isJobEvent = validator().getSchema('assay#/components/schemas/JobEvent');
    const envelope = { seq: 0, job_id: 'b0ba8e36-d075-40d7-931b-6f81b0ecf5ea', step_index: 0 };
    const proposal = { prompt_template: '{{ X }}', thinking: null, advice: null };

    expect(isJobEvent?.({ ...envelope, type: 'error', payload: { message: 'it failed' } })).toBe(true);
    expect(isJobEvent?.({ ...envelope, type: 'proposal', payload: proposal })).toBe(true);
    expect(isJobEvent?.({ ...envelope, type: 'step', payload: proposal })).toBe(false);
    expect(isJobEvent?.({ ...envelope, type: 'other', payload: {} })).toBe(false);
  });

  it('is what the command writes without listening', () => {
    expect(JSON.parse(JSON.stringify(openApi(app)))).toEqual(document);
  });
});

describe('what is committed', () => {
  it('is openapi.json as the code says it: npm run openapi writes it anew', () => {
    const text = committed('openapi.json');

    expect(differences(JSON.parse(text) as OpenAPIObject)).toEqual([]);
    expect(text).toBe(`${JSON.stringify(document, null, 2)}\n`);
  });

  it('is the client’s schema as openapi.json says it: npm run client writes it anew', async () => {
    const types = astToString(await openapiTS(JSON.parse(committed('openapi.json')) as never, { defaultNonNullable: false }));

    expect(committed('src/client/api-schema.ts')).toBe(`${COMMENT_HEADER}${types}`);
  });
});

describe('the check of every answer', () => {
  const HEALTH = { method: 'GET', path: '/api/health', status: 200, contentType: 'application/json', text: '{"status":"ok"}' };
  const EVENTS = { ...HEALTH, path: '/api/jobs/b0ba8e36/events', contentType: 'text/event-stream; charset=utf-8' };

  function checked(answer: GivenAnswer): string {
    try {
      new OpenApiCheck(document).check(answer);
      return 'as documented';
    } catch (error) {
      return (error as Error).message;
    }
  }

  it('takes what is documented', () => {
    expect(checked(HEALTH)).toBe('as documented');
    expect(checked({ ...HEALTH, path: '/docs', contentType: 'text/html', text: '<p>' })).toBe('as documented');
  });

  it.each([
    ['another route', { path: '/api/secret' }, /a route that is not in the document/],
    ['another method', { method: 'PUT' }, /a route that is not in the document/],
    ['another status', { status: 201 }, /a status that is not among 200, 403, 414, 421, 429, 500, 503/],
    ['another content type', { contentType: 'text/plain' }, /the content type "text\/plain"/],
    ['a field more', { text: '{"status":"ok","load":3}' }, /must NOT have additional properties/],
    ['a field less', { text: '{}' }, /must have required property 'status'/],
    ['a field of another type', { text: '{"status":true}' }, /body\/status must be string/],
    ['a refusal that is no problem', { path: '/api/secret', status: 404, text: '{}' }, /must have required property 'detail'/],
  ])('finds %s', (_, change, message) => {
    expect(checked({ ...HEALTH, ...change })).toMatch(message);
  });

  it('looks at every event of a stream', () => {
    const event = {
      seq: 0,
      job_id: 'b0ba8e36-d075-40d7-931b-6f81b0ecf5ea',
      step_index: 0,
      type: 'error',
      payload: { message: 'no' },
    };
    const text = (payload: object): string => `id: 0\ndata: ${JSON.stringify({ ...event, payload })}\n\n`;

    expect(checked({ ...EVENTS, text: text({ message: 'no' }) })).toBe('as documented');
    expect(checked({ ...EVENTS, text: text({ message: 'no' }) + text({ message: 'no', code: 3 }) })).toMatch(
      /additional properties/,
    );
  });
});
