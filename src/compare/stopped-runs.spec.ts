import { describe, expect, it } from '@jest/globals';
import type { Job } from '../domain/job.ts';
import type { JobStore } from '../domain/job-store.ts';
import type { LabelStore } from '../domain/label-store.ts';
import type { Names } from '../domain/names.ts';
import type { Run } from '../domain/run.ts';
import type { RunStore } from '../domain/run-store.ts';
import { ComparedRuns } from './compared-runs.ts';

const STOPPED: Readonly<Record<string, Job['stopped']>> = {
  decided: { reason: 'decided', because: 'verdict', comparison_id: 'c' },
  counted: { reason: 'decided', because: 'max_samples', comparison_id: 'c' },
  cancelled: { reason: 'user' },
  whole: null,
};

const jobs = { find: async (id: string) => ({ id, stopped: STOPPED[id] ?? null }) };

function run(runId: string, changes: Partial<Run> = {}): Run {
  return { runId, source: 'job', stepIndex: null, ...changes } as Run;
}

describe('ComparedRuns', () => {
  it('knows the runs that ended with the verdict of a live comparison', async () => {
    const runs = new ComparedRuns({} as RunStore, {} as LabelStore, {} as Names, jobs as unknown as JobStore);
    const found = await runs.stoppedBy([...Object.keys(STOPPED).map((id) => run(id)), run('decided', { source: 'import' })]);
    expect([...found]).toEqual([['decided', 'c']]);
  });
});
