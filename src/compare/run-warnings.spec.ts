import { describe, expect, it } from '@jest/globals';
import { foreignLabels, type Run } from '../domain/run.ts';
import { overlapWarning, runWarnings, type ComparisonWarning } from './run-warnings.ts';

function run(runId: string, metadata: Run['metadata'] = {}, changes: Partial<Run> = {}): Run {
  const counts = { sampleCount: 10, totalSamples: 10, failedSamples: 0, costUsd: null, metrics: {} };
  const base = { experimentId: 'default', status: 'completed', createdAt: null } as const;
  return { ...foreignLabels(runId), ...counts, ...base, runId, source: 'job', metadata, ...changes };
}

const codes = (warnings: readonly ComparisonWarning[]): string[] => warnings.map(({ code }) => code);

describe('the warnings about runs', () => {
  it('are none for complete runs of one project, dataset and definition of the metric', () => {
    const facts = { project: 'p', dataset_sha256: 'x', metric_definitions: { m: { kind: 'programmatic', scale: [0, 1] } } };
    const sameInOtherOrder = { ...facts, metric_definitions: { m: { scale: [0, 1], kind: 'programmatic' } } };
    expect(runWarnings([run('a', facts), run('b', sameInOtherOrder)], ['m'])).toEqual([]);
  });

  it('name what differs, the most serious first', () => {
    const a = run('a', { project: 'p', dataset_sha256: 'x', metric_definitions: { m: 1, n: 1 } });
    const b = run('b', { project: 'q', dataset_sha256: 'y', metric_definitions: { m: 2, n: 2 } });
    const found = runWarnings([a, b], ['m']);
    expect(codes(found)).toEqual(['different-projects', 'different-datasets', 'different-metrics']);
    expect(found[0]?.message).toBe('The runs belong to different projects: "a" | "b".');
    expect(found[2]?.message).toContain('metric "m"');
  });

  it('take a fact that was not recorded for no difference', () => {
    expect(runWarnings([run('a', { project: 'p' }), run('b'), run('c', { project: 7 })], ['m'])).toEqual([]);
  });

  it('name at most three runs of a group, and cut long names', () => {
    const runs = ['a', 'b', 'c', 'd'].map((id) => run(id, { project: 'p' }));
    const [found] = runWarnings([...runs, run('x'.repeat(100), { project: 'q' })], []);
    expect(found?.message).toBe(`The runs belong to different projects: "a", "b", "c", … | "${'x'.repeat(80)}…".`);
  });

  it.each([
    ['in_progress', 'run-in-progress', 'its numbers will change'],
    ['failed', 'run-not-completed', 'it has 10 samples with a score and will get no more'],
    ['cancelled', 'run-not-completed', 'it has 10 samples with a score and will get no more'],
  ] as const)('say of a run that is %s what that means for its numbers', (status, code, text) => {
    const [found] = runWarnings([run('a', {}, { status }), run('b')], []);
    expect(found?.code).toBe(code);
    expect(found?.message).toContain(text);
  });

  it('count failed trials and repeat at most three faults of a run', () => {
    const found = runWarnings([run('a', { failed_trials: 4, faults: ['one', 'two', 'three', 'four'] }), run('b')], []);
    expect(codes(found)).toEqual(['failed-trials', 'damaged-run', 'damaged-run', 'damaged-run']);
    expect(found[0]?.message).toContain('4 of 10 trials failed');
  });

  it('say when fewer samples are scored in all runs than any run has', () => {
    expect(overlapWarning(10, [10, 10])).toEqual([]);
    expect(overlapWarning(10, [10, 7])).toEqual([
      { code: 'partial-overlap', message: 'Of the 10 samples that any run has, 7 are scored in all of them.' },
    ]);
  });
});
