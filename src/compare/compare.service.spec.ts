import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Sample } from '../domain/run.ts';
import { Storage } from '../storage/open-storage.ts';
import { CompareService } from './compare.service.ts';
import { parseConfig } from '../config/parse-config.ts';
import { ComparedRuns, type RunsToCompare } from './compared-runs.ts';
import type { ComparisonDto } from './comparison.dto.ts';
import { ComparisonPool } from './comparison-pool.ts';

function samplesOf(scores: readonly number[]): Sample[] {
  return scores.map((m, i) => ({ id: `s${i}`, prompt: `Question ${i}`, response: `Answer ${m}`, scores: { m } }));
}

function asked(runIds: readonly string[], changes: Partial<RunsToCompare> = {}): RunsToCompare {
  return { runIds, clusterBy: null, sliceBy: null, options: {}, ...changes };
}

describe('CompareService', () => {
  const { signal } = new AbortController();
  const pool = new ComparisonPool();
  let root: string;
  let storage: Storage;
  let service: CompareService;

  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'assay-compare-'));
    storage = await Storage.open({ projectsRoot: root, storageDir: root, hasThreads: false });
    for (const [runId, scores] of Object.entries({ a: [1, 1, 1, 1, 1, 1, 0], b: [0, 0, 0, 0, 0, 0, 0] })) {
      const run = { runId, experimentId: 'default', status: 'completed', metadata: {} } as const;
      await storage.runs.import(
        run,
        (async function* () {
          yield samplesOf(scores);
        })(),
      );
    }
    service = new CompareService(
      new ComparedRuns(storage.runs, storage.labels, storage.names, storage.jobs),
      pool,
      parseConfig({}, {}).config,
    );
  });
  afterAll(async () => {
    await pool.onApplicationShutdown();
    await storage.close();
    await rm(root, { recursive: true, force: true });
  });

  it('answers with the contract’s JSON, the same bytes every time', async () => {
    const first = await service.compare(asked(['a', 'b']), signal);
    const again = await service.compare(asked(['a', 'b']), signal);
    expect(Buffer.from(first).equals(Buffer.from(again))).toBe(true);
    const { pairwise_results: pairs } = JSON.parse(new TextDecoder().decode(first)) as ComparisonDto;
    expect(pairs).toMatchObject([{ run_a: 'a', run_b: 'b', n: 7, p_value: 2 ** -5, verdict: 'a_better', winner: 'a' }]);
  });

  it('brings to a report the samples on which the runs disagree', async () => {
    const { body, disagreements, distributions, samples } = await service.report(asked(['a', 'b']), signal);
    expect(body.run_ids).toEqual(['a', 'b']);
    expect(disagreements.map(({ sampleId }) => sampleId)).toEqual(['s0', 's1', 's2', 's3', 's4', 's5']);
    expect(distributions.map(({ metric }) => metric)).toEqual(['m']);
    expect(samples.get('a')?.get('0/s0')).toMatchObject({ prompt: 'Question 0', response: 'Answer 1' });
    expect(samples.get('b')?.has('0/s6')).toBe(false);
  });

  it('refuses too few runs, and too many pairs, before it reads any run', async () => {
    await expect(service.compare(asked(['nowhere']), signal)).rejects.toMatchObject({ code: 'too_few_runs' });
    const many = Array.from({ length: 230 }, (_, i) => `nowhere-${i}`);
    await expect(service.compare(asked(many), signal)).rejects.toThrow('26335 pairwise results');
  });

  it('refuses an unknown run, an unknown metric and an unknown grouping, each with its code', async () => {
    await expect(service.compare(asked(['a', 'nowhere']), signal)).rejects.toMatchObject({
      code: 'run_not_found',
      message: 'Run not found: nowhere',
    });
    await expect(service.compare(asked(['a', 'b'], { options: { metrics: ['other'] } }), signal)).rejects.toMatchObject({
      code: 'unusable_request',
    });
    await expect(service.compare(asked(['a', 'b'], { clusterBy: 'cluster' }), signal)).rejects.toThrow(
      'No sample has "cluster"',
    );
  });

  it('stops when the client has left', async () => {
    await expect(service.compare(asked(['a', 'b']), AbortSignal.abort())).rejects.toThrow(/abort/i);
  });
});
