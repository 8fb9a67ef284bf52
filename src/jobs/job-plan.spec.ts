import { describe, expect, it } from '@jest/globals';
import { sampleJob } from '../../test/contracts/sample-job.ts';
import type { Job } from '../domain/job.ts';
import type { Summary } from '../evaluation/summary.ts';
import { type EarlierJob, jobPlan, plannedWork } from './job-plan.ts';

const { spec: EVALUATION } = sampleJob('any');
const SEARCH: Job['spec'] = { ...EVALUATION, kind: 'optimize', steps: 20 };
const PLANNED = {
  plannedTrials: 83,
  plannedScorings: 83,
  parts: { training: 32, selection: 51, holdout: 36, sha256: '', holdoutDatasetSha256: null },
};

describe('what a search takes at most', () => {
  it('is every step over all its rows, and both sides of the held-out test', () => {
    expect(plannedWork(SEARCH, PLANNED)).toMatchObject({ trials: 21 * 83 + 2 * 36, proposals: 20, holdoutRows: 36 });
  });

  it('is with opro as many whole steps as its budget has room for, and the baseline in any case', () => {
    expect(plannedWork({ ...SEARCH, budget: { trials: 200 } }, PLANNED)).toMatchObject({ trials: 2 * 83 + 72, proposals: 1 });
    expect(plannedWork({ ...SEARCH, budget: { trials: 10 } }, PLANNED)).toMatchObject({ trials: 83 + 72, proposals: 0 });
  });

  it('is with gepa and race the whole budget, which their small steps use up', () => {
    const search = { ...SEARCH, algorithm: 'gepa', budget: { trials: 200 } };
    expect(plannedWork(search, PLANNED)).toMatchObject({ trials: 200 + 72, proposals: 20 });
  });
});

describe('how many held-out rows find five points', () => {
  const work = plannedWork(SEARCH, PLANNED);
  const after = (rows: number): EarlierJob => {
    const summary = { trial_count: 100, telemetry: { latency: 0 }, holdout: { discordance: 0.1, rows } };
    return { job: sampleJob('earlier'), summary: summary as unknown as Summary };
  };

  it('is as many as the discordance of an earlier job asks for, if that held out enough to tell', () => {
    expect(jobPlan(SEARCH, work, after(30), { isPriceKnown: true })).toMatchObject({
      discordance: 0.1,
      rows_for_5_points: 248,
    });
    const told = jobPlan(SEARCH, work, after(6), { isPriceKnown: true });
    expect(told).toMatchObject({ discordance_basis: 'assumed', rows_for_5_points: 841 });
  });
});
