import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { OpenAPIObject } from '@nestjs/swagger';
import { createConfig, lintFromString } from '@redocly/openapi-core';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { strictSchemas } from './openapi-strict-schemas.ts';
import { ADD_FIVE, RunningServer } from './running-server.ts';
import { WsClient } from './ws-client.ts';

interface Messages {
  readonly components: {
    readonly messages: Readonly<Record<string, { readonly payload: { readonly $ref: string } }>>;
    readonly schemas: Readonly<
      Record<string, { readonly properties?: Readonly<Record<string, { readonly enum?: readonly string[] }>> }>
    >;
  };
  readonly channels: { readonly runs: { readonly messages: Readonly<Record<string, unknown>> } };
}

let server: RunningServer;
let document: Messages;

beforeAll(async () => {
  server = await RunningServer.start({ maxRunningJobs: 2 });
  document = (await (await fetch(`${server.url}/asyncapi.json`)).json()) as Messages;
});
afterAll(() => server.close());

describe('/asyncapi.json', () => {
  it('is valid AsyncAPI 3.0', async () => {
    const config = await createConfig({ extends: ['recommended'] });
    const problems = await lintFromString({ source: JSON.stringify(document), absoluteRef: 'asyncapi.json', config });
    const errors = problems.filter(({ severity }) => severity === 'error');
    expect(errors.map(({ message, location }) => `${location[0]?.pointer}: ${message}`)).toEqual([]);
    expect(document).toMatchObject({ asyncapi: '3.0.0', channels: { runs: { address: '/ws' } } });
  });

  it('refers to nothing that is not there', () => {
    const text = JSON.stringify(document);
    const references = [...text.matchAll(/"#\/([^"]+)"/g)].map(([, path = '']) => path.split('/'));
    expect(references.length).toBeGreaterThan(20);
    for (const path of references) {
      const target = path.reduce<unknown>((node, key) => (node as Record<string, unknown> | undefined)?.[key], document);
      expect([path.join('/'), typeof target]).toEqual([path.join('/'), 'object']);
    }
  });

  it('names every message by the type that it has', () => {
    for (const [type, { payload }] of Object.entries(document.components.messages)) {
      const schema = document.components.schemas[payload.$ref.replace('#/components/schemas/', '')];
      expect([type, schema?.properties?.type?.enum]).toEqual([type, [type]]);
    }
    expect(Object.keys(document.channels.runs.messages)).toEqual(Object.keys(document.components.messages));
  });
});

describe('the messages of the server', () => {
  it('sends messages that match the OpenAPI document', async () => {
    const openApi = (await (await fetch(`${server.url}/openapi.json`)).json()) as OpenAPIObject;
    const ajv = new Ajv2020({ strict: false, validateFormats: false, discriminator: true }).addSchema({
      ...strictSchemas(openApi),
      $id: 'assay',
    });
    const isServerMessage = ajv.compile({ $ref: 'assay#/components/schemas/WsServerMessage' });
    const client = await WsClient.open(server.url);
    client.send({ type: 'subscribe', run_id: '*', events: true });
    client.send({ type: 'ping' });
    client.send({ type: 'subscribe', run_id: 'nothing' });
    client.socket.send('garbage');
    const { body } = await server.post<{ job_id: string }>('/api/optimize', {
      ...ADD_FIVE,
      metrics: ['closeness', 'throws'],
      steps: 1,
      proposer_model: 'local:proposer',
    });
    await client.upTo('run_completed', body.job_id);
    await client.ask({ type: 'unsubscribe', run_id: '*' });
    const scored = [await server.startJob('evaluate', ADD_FIVE), await server.startJob('evaluate', ADD_FIVE)];
    for (const jobId of scored) await server.settledJob(jobId);
    const compared = await server.post<{ comparison_id: string }>('/api/comparisons', { run_ids: scored });
    client.send({ type: 'subscribe', comparison_id: compared.body.comparison_id });
    await client.upTo('comparison');
    client.close();
    const fromClients = ['ping', 'subscribe', 'unsubscribe'];
    const expected = Object.keys(document.components.messages).filter((type) => !fromClients.includes(type));
    expect(new Set(client.messages.map(({ type }) => type))).toEqual(new Set(expected));
    for (const message of client.messages)
      expect([message, isServerMessage(message), isServerMessage.errors]).toEqual([message, true, null]);
  });
});
