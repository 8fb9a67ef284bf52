import { cp } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Summary } from '../../src/evaluation/summary.ts';
import { temporaryRoot } from '../fixtures/temporary-root.ts';
import { RunningServer } from './running-server.ts';

const SAMPLE = fileURLToPath(new URL('../../samples/add_up_bills', import.meta.url));
const METRICS = ['is_right', 'closeness', 'within_a_cent'];

describe('samples/add_up_bills', () => {
  let server: RunningServer;

  beforeAll(async () => {
    const root = await temporaryRoot('arithmetic');
    await cp(SAMPLE, join(root.path, 'add_up_bills'), { recursive: true });
    server = await RunningServer.start({}, root);
  });
  afterAll(() => server.close());

  async function meanOf(program: string, prompt: string): Promise<number | null | undefined> {
    const job = { project: 'add_up_bills', program, prompt, examples: 'full', model: 'local:arithmetic', metrics: METRICS };
    const { summary, events } = await server.settledJob(await server.startJob('evaluate', job));
    expect(events.filter(({ payload }) => 'error' in payload)).toEqual([]);
    expect(summary).toMatchObject({ trial_count: 20, failure_rate: 0, scoring_count: 60, scoring_failure_rate: 0 });
    const { per_metric: means } = summary as unknown as Summary;
    expect(means['within_a_cent']?.mean).toBe(means['is_right']?.mean);
    expect(means['closeness']?.mean).toBeGreaterThanOrEqual(means['is_right']?.mean ?? 1);
    return means['is_right']?.mean;
  }

  it.each(['v1', 'plain'])('has %s right more often where the prompt asks for steps', async (program) => {
    expect(await meanOf(program, 'steps')).toBe(1);
    expect(await meanOf(program, 'short')).toBeLessThan(0.9);
  });

  it('has the agent right whatever the prompt', async () => {
    expect(await meanOf('checked', 'short')).toBe(1);
  });
});
