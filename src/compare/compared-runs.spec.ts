import { describe, expect, it } from '@jest/globals';
import { foreignLabels, type Run, type RunSource } from '../domain/run.ts';
import type { MeasuredRun } from '../statistics/scored-run.ts';
import { metricRanges } from './compared-runs.ts';

function run(source: RunSource): Run {
  return {
    ...foreignLabels(source),
    runId: source,
    experimentId: 'default',
    status: 'completed',
    sampleCount: 1,
    totalSamples: 1,
    failedSamples: 0,
    costUsd: null,
    metrics: {},
    createdAt: null,
    source,
    metadata: {},
  };
}

function scored(score: number): MeasuredRun {
  const column = (value: number): Float64Array => Float64Array.of(value, NaN);
  return {
    runId: String(score),
    metrics: new Map([
      ['m', column(score)],
      ['n', column(1)],
    ]),
  };
}

describe('metricRanges', () => {
  it('knows that the scores of jobs are normalized', () => {
    expect(metricRanges([run('job'), run('job')], [scored(0.5), scored(0.7)])).toEqual(
      new Map([
        ['m', [0, 1]],
        ['n', [0, 1]],
      ]),
    );
  });

  it('does not, where they are not', () => {
    expect(metricRanges([run('job'), run('job')], [scored(0.5), scored(1.5)])).toEqual(new Map([['n', [0, 1]]]));
  });

  it('knows nothing of the scores of an import, except what it is told', () => {
    expect(metricRanges([run('job'), run('import')], [scored(0.5), scored(3)])).toEqual(new Map());
    const told = new Map([['m', [0, 5] as const]]);
    expect(metricRanges([run('job'), run('import')], [scored(0.5), scored(3)], told)).toEqual(told);
    expect(metricRanges([run('job'), run('job')], [scored(0.5), scored(1)], told).get('m')).toEqual([0, 5]);
  });
});
