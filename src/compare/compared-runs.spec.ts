import { describe, expect, it } from '@jest/globals';
import { foreignLabels, type Run, type RunSource } from '../domain/run.ts';
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
    metrics: {},
    createdAt: null,
    source,
    metadata: {},
  };
}

describe('metricRanges', () => {
  it('knows that the scores of jobs are normalized', () => {
    expect(metricRanges([run('job'), run('job')], ['m', 'n'])).toEqual(
      new Map([
        ['m', [0, 1]],
        ['n', [0, 1]],
      ]),
    );
  });

  it('knows nothing of the scores of an import', () => {
    expect(metricRanges([run('job'), run('import')], ['m'])).toEqual(new Map());
  });
});
