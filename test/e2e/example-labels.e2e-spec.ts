import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { temporaryRoot } from '../fixtures/temporary-root.ts';
import { ADD_FIVE, eventsOf, RunningServer } from './running-server.ts';

const ROWS = [
  { id: 'one', inputs: { a: 1, b: 1 }, reference: 2, tags: ['small', 'even'], cluster: 'first' },
  { id: 'two', inputs: { a: 1, b: 2 }, reference: 4, tags: ['small'], cluster: 'first' },
  { inputs: { a: 9, b: 9 }, reference: 18, tags: ['even'], cluster: 'second' },
  { inputs: { a: 1, b: 1 }, reference: 2 },
];

function lines(rows: readonly object[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

interface SlicedBody {
  readonly slices: { readonly value: string; readonly samples: number }[];
}

describe('the id, tags and cluster of examples', () => {
  let server: RunningServer;
  let jobId: string;

  beforeAll(async () => {
    const root = await temporaryRoot('arithmetic');
    const data = join(root.path, 'arithmetic', 'data');
    await writeFile(join(data, 'labelled.jsonl'), lines(ROWS));
    await writeFile(join(data, 'twice.jsonl'), lines([...ROWS, { ...ROWS[0], reference: 3 }]));
    server = await RunningServer.start({}, root);
    jobId = await server.startJob('evaluate', { ...ADD_FIVE, examples: 'labelled' });
    await server.stream(jobId);
  });
  afterAll(() => server.close());

  it('stand in the example of each trial, and are no part of the trial id', async () => {
    const trials = eventsOf(await server.stream(jobId)).filter(({ type }) => type === 'trial');
    const payloads = trials.map(({ payload }) => payload as { example: object; trial_id: string });
    expect(payloads.map(({ example }) => example)).toEqual(ROWS);
    expect(payloads[3]?.trial_id).toBe(payloads[0]?.trial_id);
  });

  it('choose trials, and slice and cluster them', async () => {
    const { body: chosen } = await server.get<{ trials: { example: { id: string } }[] }>(`/api/jobs/${jobId}/trials?tag=small`);
    expect(chosen.trials.map(({ example }) => example.id)).toEqual(['one', 'two']);
    for (const [by, expected] of [
      ['tags', { even: 2, small: 2, null: 1 }],
      ['cluster', { first: 2, second: 1, null: 1 }],
      ['id', { one: 1, two: 1, null: 2 }],
    ] as const) {
      const { body } = await server.get<SlicedBody>(`/api/jobs/${jobId}/trials/aggregate?slice_by=${by}`);
      expect(Object.fromEntries(body.slices.map(({ value, samples }) => [value, samples]))).toEqual(expected);
    }
    const { body } = await server.get<{ samples: { cluster?: string; tags?: string[] }[] }>(`/api/runs/${jobId}`);
    expect(body.samples[0]).toMatchObject({ cluster: 'first', tags: ['small', 'even'] });
  });

  it('are refused where two rows have one id', async () => {
    const { status, body } = await server.post('/api/evaluate', { ...ADD_FIVE, examples: 'twice' });
    const detail = 'arithmetic/data/twice.jsonl, line 5: the id "one" is that of line 1 already; every row needs its own';
    expect([status, body['detail']]).toEqual([400, detail]);
  });

  it('come with imports too', async () => {
    const samples = [
      { id: 'a', scores: { m: 1 }, tags: ['small', 'small'], cluster: 'c' },
      { id: 'b', scores: { m: 0 }, tags: ['large'] },
      { id: 'c', scores: { m: 0 } },
    ];
    expect((await server.post('/api/runs', { run_id: 'tagged', samples })).status).toBe(201);
    const { body } = await server.get<{ samples: object[] }>('/api/runs/tagged/samples?tag=small');
    expect(body.samples).toMatchObject([{ id: 'a', tags: ['small'], cluster: 'c' }]);
    const sliced = await server.get<SlicedBody>('/api/runs/tagged/samples/aggregate?slice_by=tags');
    expect(sliced.body.slices.map(({ value }) => value).sort()).toEqual(['large', null, 'small']);
    const bad = await server.post('/api/runs', { samples: [{ id: 'a', scores: {}, tags: 'small' }] });
    expect(bad.body['errors']).toEqual([{ path: 'samples[0].tags', message: 'must be a list of strings; it is "small"' }]);
  });
});
