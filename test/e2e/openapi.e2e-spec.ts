import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { createApp, openApi } from '../../src/app.ts';

/** Pages for people, and what they load. */
const PAGES = /^\/(docs|redoc|openapi\.json)/;

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

interface OperationShape {
  readonly summary?: string;
  readonly operationId?: string;
  readonly responses: Record<string, { readonly description?: string; readonly content?: Record<string, unknown> }>;
}

interface SchemaShape {
  readonly properties?: Record<string, { readonly description?: string; readonly example?: unknown }>;
}

describe('/openapi.json', () => {
  it('is valid OpenAPI 3.1', async () => {
    expect(document.openapi).toBe('3.1.0');
    const config = await createConfig({
      extends: ['recommended-strict'],
      rules: { 'operation-4xx-response': 'off', 'security-defined': 'off' },
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

  it('says of every operation what it does and how it fails', () => {
    for (const { name, operation } of operations()) {
      expect([name, operation.summary]).toEqual([name, expect.stringMatching(/^[A-Z]/)]);
      for (const [status, { description, content }] of Object.entries(operation.responses)) {
        expect([name, status, description]).toEqual([name, status, expect.stringMatching(/\w/)]);
        if (Number(status) >= 400) {
          expect(content).toEqual({ 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } });
        }
      }
      expect(Object.keys(operation.responses)).toContain('500');
    }
  });

  it('has schemas that a validator takes, whose fields are all described', () => {
    const schemas = document.components?.schemas ?? {};
    const ajv = new Ajv2020({ strict: false, validateFormats: false }).addSchema({ $id: 'assay', components: { schemas } });

    for (const [name, schema] of Object.entries(schemas)) {
      expect(ajv.getSchema(`assay#/components/schemas/${name}`)).toBeInstanceOf(Function);
      for (const [field, { description }] of Object.entries((schema as SchemaShape).properties ?? {})) {
        expect([name, field, description]).toEqual([name, field, expect.stringMatching(/\w/)]);
      }
    }
  });

  it('has a schema for each type of event, and one for them all', () => {
    const ajv = new Ajv2020({ strict: false, validateFormats: false }).addSchema({ $id: 'assay', ...document });
    const isJobEvent = ajv.getSchema('assay#/components/schemas/JobEvent');
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
