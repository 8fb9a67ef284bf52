import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryRoot } from '../fixtures/temporary-root.ts';
import { writeProject } from '../fixtures/written-project.ts';
import { RunningServer } from './running-server.ts';

const NAMES = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];

/** What a client gets: JSON, in which each of these is a key like any other. */
function named(value: number): string {
  return `{${NAMES.map((name) => `"${name}":${value}`).join(',')}}`;
}

const PROGRAMS = `import { defineProgram } from 'assay';
export const ask = defineProgram(async ({ inputs, render, complete }) => {
  await complete(render());
  return inputs;
});
`;
const METRICS = `import { ordinal, programmaticMetric } from 'assay';
const scale = ordinal([false, true]);
export const constructor = programmaticMetric({
  description: 'All keys came.',
  scale,
  score: ({ output, inputs }) => ${JSON.stringify(NAMES)}.every((name) => Object.hasOwn(output, name) && Object.hasOwn(inputs, name)),
});
`;

describe('names that JavaScript reserves', () => {
  let server: RunningServer;

  beforeAll(async () => {
    const root = await temporaryRoot('arithmetic');
    await writeProject(root.path, 'reserved', {
      'programs.ts': PROGRAMS,
      'metrics.ts': METRICS,
      'prompts/plain.jinja': '{{ constructor }} {{ toString }} {{ __proto__ }}',
      'data/few.jsonl': `{"inputs":${named(7)},"reference":${named(8)}}\n`,
    });
    server = await RunningServer.start({}, root);
  });
  afterAll(() => server.close());

  async function text(path: string): Promise<string> {
    return (await fetch(`${server.url}${path}`)).text();
  }

  it('are keys of inputs, references and outputs, variables of templates, and names of metrics', async () => {
    const jobId = await server.startJob('evaluate', {
      project: 'reserved',
      program: 'ask',
      prompt: 'plain',
      examples: 'few',
      model: 'local:echo',
      metrics: ['constructor'],
    });
    const stream = await server.stream(jobId);
    expect(stream).toContain(`"example":{"inputs":${named(7)},"reference":${named(8)}}`);
    expect(stream).toContain(`"output":${named(7)}`);
    expect(stream).toContain('"rendered_prompt":"7 7 7"');
    expect(stream).toContain('"raw":true');
    for (const path of ['trials', 'trials/0'])
      expect(await text(`/api/jobs/${jobId}/${path}`)).toContain(`"output":${named(7)}`);
    expect((await server.job(jobId)).summary).toMatchObject({ per_metric: { constructor: { mean: 1, n: 1 } } });
    expect(await text(`/api/runs/${jobId}`)).toContain('"metrics":{"constructor":1}');
    expect(await text(`/api/jobs/${jobId}/report`)).toContain('constructor');
  });

  it('are metrics and metadata of imports, in lists, details, aggregates and comparisons', async () => {
    const body = (id: string, value: number): string =>
      `{"run_id":"${id}","metadata":${named(3)},"samples":[{"id":"a","scores":${named(value)}},{"id":"b","scores":${named(1)}}]}`;
    for (const [id, value] of [
      ['first', 0],
      ['second', 1],
    ] as const) {
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(`${server.url}/api/runs`, { method: 'POST', headers, body: body(id, value) });
      expect(response.status).toBe(201);
      expect(entries(await response.text(), 'metrics')).toEqual(means((value + 1) / 2));
    }
    const listed = JSON.parse(await text('/api/runs')) as { run_id: string; metrics: object }[];
    expect(sorted(listed.find(({ run_id: id }) => id === 'first')?.metrics)).toEqual(means(0.5));
    const detail = await text('/api/runs/first');
    expect(entries(detail, 'metrics')).toEqual(means(0.5));
    expect(detail).toContain(`"metadata":{"__proto__":3,`);
    const { samples } = JSON.parse(detail) as { samples: { scores: object }[] };
    expect(sorted(samples[0]?.scores)).toEqual(means(0));
    const aggregate = await server.get<{ metrics: { metric: string }[] }>('/api/runs/first/samples/aggregate');
    expect(aggregate.body.metrics.map(({ metric }) => metric).sort()).toEqual([...NAMES].sort());
    const compared = await server.post('/api/compare', { run_ids: ['first', 'second'], statistical_test: 'none' });
    for (const field of ['best_run_per_metric', 'win_loss_summary'])
      expect(Object.keys(compared.body[field] as object).sort()).toEqual([...NAMES].sort());
  });

  it('are names of metrics after a restart too', async () => {
    await server.stop();
    server = await RunningServer.start({}, server.root);
    expect(entries(await text('/api/runs/first'), 'metrics')).toEqual(means(0.5));
  });
});

function means(value: number): [string, number][] {
  return [...NAMES].sort().map((name) => [name, value]);
}

function sorted(object: object = {}): [string, unknown][] {
  return Object.entries(object).sort(([a], [b]) => (a < b ? -1 : 1));
}

function entries(json: string, field: string): [string, unknown][] {
  return sorted((JSON.parse(json) as Record<string, object>)[field]);
}
