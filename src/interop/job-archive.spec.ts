import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { exampleIdentity, trialId } from '../evaluation/trial-id.ts';
import { linesOf, readFileUnderTest, readRunUnderTest, tarFile } from './read-file.fixture.ts';

const MANIFEST = {
  job_id: '7c9e6679-7425-40de-944b-e07fc1f90ae7',
  kind: 'evaluate',
  status: 'done',
  started_at: '2026-01-02T03:04:05Z',
  project: 'capitals',
  program: 'v1',
  prompt: 'english',
  examples: 'full',
  model: 'local:echo',
  dataset_sha256: 'abc',
};

let seq = 0;

function trial(question: string, more: object = {}, step = 0): object {
  const example = { inputs: { question }, reference: 'Paris' };
  const id = trialId(exampleIdentity(example.inputs, example.reference), 0);
  const telemetry = {
    rendered_prompt: `Q: ${question}`,
    response: { content: 'Paris', input_tokens: 5, output_tokens: 1, latency: 0.1 },
  };
  return {
    seq: seq++,
    step_index: step,
    type: 'trial',
    payload: { status: 'success', trial_id: id, example, replicate: 0, output: 'Paris', telemetry, ...more },
  };
}

function scoring(question: string, normalized: number | null, more: object = {}, step = 0): object {
  const id = trialId(exampleIdentity({ question }, 'Paris'), 0);
  const result =
    normalized === null
      ? { status: 'failed', error: { type: 'NoAnswer', message: 'none' } }
      : { status: 'success', score: { raw: normalized, normalized, reason: 'because' } };
  return {
    seq: seq++,
    step_index: step,
    type: 'scoring',
    payload: { trial_id: id, metric: { name: 'exact' }, replicate: 0, ...result, ...more },
  };
}

async function archive(manifest: object, events: readonly object[], summary?: object): Promise<Buffer> {
  const files = {
    'job/manifest.json': JSON.stringify(manifest),
    'job/events.jsonl': linesOf(...events),
    ...(summary && { 'job/summary.json': JSON.stringify(summary) }),
  };
  return gzipSync(await tarFile(files));
}

describe('an archive of a job', () => {
  it('becomes a run whose samples have the ids that the job’s own have', async () => {
    const events = [trial('a', { row: 0 }), scoring('a', 1, { row: 0 }), trial('b', { row: 1 }), scoring('b', 0, { row: 1 })];
    const run = await readRunUnderTest(
      await archive(MANIFEST, events, { per_metric: { exact: { mean: 0.5, sd: 0.7, n: 2 } } }),
    );
    expect(run.header).toMatchObject({
      experimentId: 'capitals',
      status: 'completed',
      metadata: { harness: 'promptuna', model: 'local:echo', program: 'v1', label: 'capitals · local:echo · v1 · english' },
    });
    expect(run.samples[0]).toMatchObject({
      id: trialId(exampleIdentity({ question: 'a' }, 'Paris'), 0),
      prompt: 'Q: a',
      response: 'Paris',
      reference: 'Paris',
      scores: { exact: 1 },
      reasons: { exact: 'because' },
      usage: { input_tokens: 5, output_tokens: 1, latency: 0.1 },
    });
    expect(run.warnings).toEqual([]);
  });

  it('tells equal rows apart, by their order where they have no numbers', async () => {
    for (const rows of [
      [{}, {}],
      [{ row: 0 }, { row: 1 }],
    ] as const) {
      const events = [trial('a', rows[0]), scoring('a', 1, rows[0]), trial('a', rows[1]), scoring('a', 0, rows[1])];
      expect((await readRunUnderTest(await archive(MANIFEST, events))).samples.map(({ scores }) => scores)).toEqual([
        { exact: 1 },
        { exact: 0 },
      ]);
    }
  });

  it('counts the last of what was tried again, and gives what had no answer no score', async () => {
    const failed = { status: 'failed', output: undefined, error: { type: 'Timeout', message: 'late', kind: 'provider' } };
    const events = [
      trial('a', { row: 0, ...failed }),
      scoring('a', null, { row: 0 }),
      trial('b', { row: 1, ...failed }),
      scoring('b', null, { row: 1 }),
      trial('a', { row: 0 }),
      scoring('a', 1, { row: 0 }),
    ];
    expect((await readRunUnderTest(await archive(MANIFEST, events))).samples).toMatchObject([
      { scores: {}, error: { type: 'Timeout', message: 'late' } },
      { scores: { exact: 1 } },
    ]);
  });

  it('becomes a run for each step of a search', async () => {
    const events = [0, 1].flatMap((step) => [trial('a', { row: 0 }, step), scoring('a', step, { row: 0 }, step)]);
    const runs = await readFileUnderTest(await archive({ ...MANIFEST, kind: 'optimize' }, events));
    expect(runs).toMatchObject([
      { header: { metadata: { step_index: 0 } }, samples: [{ scores: { exact: 0 } }] },
      { header: { metadata: { step_index: 1 } }, samples: [{ scores: { exact: 1 } }] },
    ]);
  });
});
