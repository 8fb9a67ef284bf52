import { describe, expect, it } from '@jest/globals';
import { sampleJob } from '../../test/contracts/sample-job.ts';
import type { Job } from './job.ts';
import { fromManifest, toManifest } from './job-manifest.ts';

/** As the seed's server writes it. */
const SEED_MANIFEST = {
  dataset_path: '/srv/projects/demo/data/tiny.jsonl',
  dataset_sha256: '56f08461cdfb248674432cf38682eb446c4867a4c43cb92bee5850a7da3dbecc',
  error: null,
  examples: 'tiny',
  finished_at: '2026-11-22T04:27:03.016410+00:00',
  job_id: 'b0ba8e36',
  kind: 'run',
  model: 'fake:mod=3',
  program: 'echo',
  project: 'demo',
  projects_root: '/srv/projects',
  prompt: 'baseline',
  promptuna_version: '1.35.3',
  schema_version: 1,
  started_at: '2026-11-22T04:27:03.006964+00:00',
  status: 'done',
  workers: 2,
};

const FULL_JOB: Job = sampleJob('full', {
  spec: {
    ...sampleJob('full').spec,
    kind: 'optimize',
    steps: 0,
    proposerModel: 'local:proposer',
    repeats: 3,
    limit: 10,
    seed: 0,
    generationKwargs: { temperature: 0.5, stop: ['\n'] },
    experimentId: 'e1',
    label: '',
  },
});

describe('job manifest', () => {
  it('writes a manifest of the seed back as it was', () => {
    const job = fromManifest(SEED_MANIFEST, { jobId: 'b0ba8e36' });
    expect(JSON.stringify(toManifest(job))).toBe(JSON.stringify(SEED_MANIFEST));
    expect(job.extra).toEqual({ promptuna_version: '1.35.3' });
    expect(job.spec).toMatchObject({ repeats: 1, generationKwargs: {} });
    expect(job.plannedTrials).toBeNull();
  });

  it('gives every field of a job back', () => {
    expect(fromManifest(toManifest(FULL_JOB), { jobId: 'full' })).toEqual(FULL_JOB);
  });

  it('has no field that does not apply', () => {
    const { metrics: _metrics, ...runSpec } = sampleJob('a').spec;
    const manifest = toManifest(sampleJob('a', { spec: { ...runSpec, kind: 'run' }, plannedTrials: null, assayVersion: null }));
    expect(Object.keys(manifest)).toEqual(Object.keys(SEED_MANIFEST).filter((name) => name !== 'promptuna_version'));
  });

  it('takes null for a field that does not apply', () => {
    const job = fromManifest({ ...SEED_MANIFEST, metrics: null, steps: null }, { jobId: 'b0ba8e36' });
    expect(toManifest(job)).toEqual(SEED_MANIFEST);
  });

  it('lets no field of another writer replace one of its own', () => {
    expect(toManifest(sampleJob('a', { extra: { status: 'done' } }))).toMatchObject({ status: 'running' });
  });

  it.each([
    ['null', null, 'manifest: '],
    ['a list', [], 'manifest: '],
    ['an unknown status', { ...SEED_MANIFEST, status: 'paused' }, 'status: '],
    ['an unknown kind', { ...SEED_MANIFEST, kind: 'tune' }, 'kind: '],
    ['another schema version', { ...SEED_MANIFEST, schema_version: 2 }, 'schema_version: '],
    ['workers in words', { ...SEED_MANIFEST, workers: 'two' }, 'workers: '],
    ['a time that is none', { ...SEED_MANIFEST, started_at: 'yesterday' }, 'started_at: '],
    ['no model and no program', { ...SEED_MANIFEST, model: undefined, program: undefined }, /program: .*; model: /],
    ['the id of another job', { ...SEED_MANIFEST, job_id: 'other' }, 'job_id: it is the manifest of other, not of b0ba8e36'],
  ])('says what is wrong with %s', (_what, json, message) => {
    expect(() => fromManifest(json, { jobId: 'b0ba8e36' })).toThrow(message);
  });
});
