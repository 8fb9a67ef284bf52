import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { toManifest } from '../../src/domain/job-manifest.ts';
import { sampleEnd, sampleJob } from '../contracts/sample-job.ts';
import { ADD_FIVE, RunningServer } from './running-server.ts';

interface Problem {
  readonly detail: string;
  readonly errors?: readonly { readonly path: string; readonly message: string }[];
}

/** An optimize job that ended before its first step. */
const STEPLESS = '00000000-0000-4000-8000-000000000009';

const ROUTES = [
  ['/api/jobs/JOB/trials', 'sord=row', 'sord', 'sort'],
  ['/api/jobs/JOB/trials/aggregate', 'slice-by=tags', 'slice-by', 'slice_by'],
  ['/api/jobs/JOB/trials/0', 'step=0&replica=0', 'replica', 'replicate'],
  ['/api/runs/JOB/samples', 'delta-min=0.5', 'delta-min', 'delta_min'],
  ['/api/runs/JOB/samples/aggregate', 'errorkind=x', 'errorkind', 'error_kind'],
  ['/api/runs/JOB/samples/0', 'Replicate=0', 'Replicate', 'replicate'],
] as const;

let server: RunningServer;
let job: string;

beforeAll(async () => {
  server = await RunningServer.start();
  job = await server.startJob('evaluate', ADD_FIVE);
  await server.settledJob(job);
  const folder = join(server.root.path, 'jobs', STEPLESS);
  const stepless = sampleJob(STEPLESS, { ...sampleEnd, status: 'cancelled' });
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'events.jsonl'), '');
  await writeFile(
    join(folder, 'manifest.json'),
    JSON.stringify(toManifest({ ...stepless, spec: { ...stepless.spec, kind: 'optimize', steps: 2 } })),
  );
});

afterAll(() => server.close());

const faultsOf = async (path: string): Promise<Problem['errors']> => {
  const { status, body } = await server.get<Problem>(path);
  expect(status).toBe(422);
  return body.errors;
};

describe('queries of trials and samples', () => {
  it.each(ROUTES)('of %s name a parameter that is unknown, and the closest one', async (path, query, unknown, closest) => {
    const faults = await faultsOf(`${path.replace('JOB', job)}?${query}`);
    expect(faults).toContainEqual({ path: unknown, message: `is no parameter of this route; did you mean ${closest}?` });
  });

  it('name all parameters where none is close', async () => {
    const [fault] = (await faultsOf(`/api/jobs/${job}/trials/0?colourfulness=1`)) ?? [];
    expect(fault).toEqual({
      path: 'colourfulness',
      message: 'is no parameter of this route; there are replicate, step_index',
    });
  });

  it('name what is unknown and what is wrong at once', async () => {
    const faults = await faultsOf(`/api/runs/${job}/samples?limit=0&__proto__=1&constructor=2&step_index=0`);
    expect(faults?.map(({ path }) => path)).toEqual(['__proto__', 'constructor', 'step_index', 'limit']);
  });

  it.each([
    ['min=0.9&max=0.1', 'max', 'must not be below min: it is 0.1, and min is 0.9'],
    ['against=x&delta_min=0&delta_max=-0.5', 'delta_max', 'must not be below delta_min: it is -0.5, and delta_min is 0'],
  ])('refuse the empty range %s', async (query, path, message) => {
    for (const route of [
      `jobs/${job}/trials`,
      `jobs/${job}/trials/aggregate`,
      `runs/${job}/samples`,
      `runs/${job}/samples/aggregate`,
    ])
      expect(await faultsOf(`/api/${route}?${query}`)).toEqual([{ path, message }]);
  });

  it('take a range of one value', async () => {
    expect((await server.get(`/api/jobs/${job}/trials?min=1&max=1`)).status).toBe(200);
  });

  it.each(['1e2', '0x10', '%205', '5%20', '+5', '-1', '1.0', '', 'Infinity'])(
    'of a run take no %j for a number',
    async (text) => {
      expect((await faultsOf(`/api/runs/${job}?limit=${text}`))?.map(({ path }) => path)).toEqual(['limit']);
      expect((await faultsOf(`/api/runs/${job}?offset=${text}`))?.map(({ path }) => path)).toEqual(['offset']);
      expect((await faultsOf(`/api/jobs/${job}/events?from_seq=${text}`))?.map(({ path }) => path)).toEqual(['from_seq']);
    },
  );

  it('of a run take decimal digits', async () => {
    const { body } = await server.get<{ samples: readonly unknown[] }>(`/api/runs/${job}?limit=2&offset=3`);
    expect(body.samples).toHaveLength(2);
  });

  it('of a search without a step find nothing, in pages and in aggregates', async () => {
    const filter = `q=x&status=failed&against=${job}`;
    expect(await server.get(`/api/jobs/${STEPLESS}/trials?${filter}`)).toMatchObject({
      status: 200,
      body: { trials: [], next_cursor: null, search: { indexed: 0, of: 0 } },
    });
    const nothing = { mean: null, sd: null, n: 0, interval: null, distribution: null };
    expect(await server.get(`/api/jobs/${STEPLESS}/trials/aggregate?slice_by=tags&${filter}`)).toMatchObject({
      status: 200,
      body: {
        samples: 0,
        failed: 0,
        metrics: [],
        delta: nothing,
        failures: [],
        scoring_failures: [],
        slices: [],
        search: { indexed: 0, of: 0 },
      },
    });
    for (const path of ['trials', 'trials/aggregate'])
      expect((await server.get(`/api/jobs/${STEPLESS}/${path}?step_index=0`)).status).toBe(400);
  });
});
