import { describe, expect, it } from '@jest/globals';
import { compareRuns } from './compare.ts';
import type { ComparisonRequest } from './comparison-request.ts';
import { expectFields, golden } from './golden.fixture.ts';
import { scoreColumns } from './score-columns.fixture.ts';
import type { ScoredRun } from './scored-run.ts';
import { alphaOfEach, pOfSelected, type SearchStep, selectionOf } from './selection.ts';

describe('the choice among candidates', () => {
  it.each(golden('selection'))('meets %s', (_, { input: { p, candidates, alpha }, expected }) => {
    const found = { p: pOfSelected(p, candidates), level: alphaOfEach(alpha, { candidates }) };
    expectFields(found, expected, { p_value: 'p', level_per_candidate: 'level' }, 1e-12);
  });

  const step = (index: number, candidates = 10, job = 'j'): SearchStep => ({ job, step: index, candidates });

  it.each([
    ['a candidate and a run of no search', step(7), undefined, 10],
    ['a candidate and the baseline of its search', step(7), step(0), 10],
    ['the baseline of a search and its candidate', step(0), step(7), 10],
    ['two candidates of one search, by all pairs of steps', step(7), step(3), 55],
    ['candidates of two searches', step(7), step(2, 4, 'other'), 40],
    ['a candidate and the baseline of another search', step(7), step(0, 4, 'other'), 10],
  ])('ranged over what it could have been: %s', (_, a, b, candidates) => {
    expect(selectionOf(a, b)?.candidates).toBe(candidates);
    expect(selectionOf(b, a)?.candidates).toBe(candidates);
  });

  it.each([
    ['no steps', undefined, undefined],
    ['a baseline', step(0), undefined],
    ['two baselines', step(0), step(0, 4, 'other')],
    ['the only candidate', step(1, 1), step(0, 1)],
  ])('is none with %s', (_, a, b) => {
    expect(selectionOf(a, b)).toBeNull();
  });
});

describe('a comparison of the best step', () => {
  const run = (runId: string, right: number): ScoredRun =>
    scoreColumns(
      runId,
      Array.from({ length: 60 }, (_, i) => ({ id: `s${String(i).padStart(2, '0')}`, scores: { m: Number(i < right) } })),
    );
  const [best, first, other] = [run('j.7', 40), run('j.0', 25), run('x', 25)];
  const steps = new Map<string, SearchStep>([
    ['j.7', { job: 'j', step: 7, candidates: 10 }],
    ['j.0', { job: 'j', step: 0, candidates: 10 }],
  ]);
  const pairOf = (runs: readonly ScoredRun[], request: Omit<ComparisonRequest, 'runs'> = {}) =>
    compareRuns({ runs, margin: 0.4, ...request }).pairs[0]!;

  it('has p-values times k, intervals at 1 − α/k, and a warning that names the job', () => {
    const [raw, found] = [pairOf([best, first]), pairOf([best, first], { steps })];
    expect(found.p).toBeCloseTo(10 * raw.p!, 15);
    expect(found.selection).toEqual({ job: 'j', candidates: 10, uncorrectedP: raw.p });
    expect(found.level).toBeCloseTo(0.995, 12);
    expect(found.interval).toEqual(pairOf([best, first], { alpha: 0.005 }).interval);
    expect(found.equivalence?.p).toBeCloseTo(Math.min(1, 10 * raw.equivalence!.p!), 12);
    const [warning] = found.warnings;
    expect(warning?.code).toBe('selected-on-these-samples');
    expect(warning?.message).toContain('the search j was chosen among 10');
    expect(raw).toMatchObject({ selection: null, level: 0.95 });
  });

  it('is corrected for the choice before it is for the family', () => {
    const { pairs } = compareRuns({ runs: [best, first, other], steps });
    const [againstFirst, againstOther, baselines] = pairs;
    expect(againstFirst!.adjustedP).toBeCloseTo(3 * againstFirst!.p!, 12);
    expect(againstOther!.selection?.candidates).toBe(10);
    expect(baselines).toMatchObject({ selection: null, p: 1 });
  });

  it('can decide the verdict, and promises as much less', () => {
    const close = run('j.7', 33);
    const raw = pairOf([close, first], { margin: undefined });
    const found = pairOf([close, first], { steps, margin: undefined });
    expect([raw.verdict, found.verdict]).toEqual(['a_better', 'inconclusive']);
    expect(found.minimumDetectableEffect).toBeGreaterThan(raw.minimumDetectableEffect!);
    expect(found.minimumDetectableEffect).toBeCloseTo(pairOf([close, first], { alpha: 0.005 }).minimumDetectableEffect!, 12);
  });

  it('is insufficient where so few samples can not be significant for so many candidates', () => {
    const few = (runId: string, score: number): ScoredRun =>
      scoreColumns(
        runId,
        Array.from({ length: 7 }, (_, i) => ({ id: `s${i}`, scores: { m: score } })),
      );
    const runs = [few('j.7', 1), few('j.0', 0)];
    expect(compareRuns({ runs }).pairs[0]?.verdict).toBe('a_better');
    expect(compareRuns({ runs, steps }).pairs[0]?.verdict).not.toBe('a_better');
  });

  it('mirrors exactly where the runs are swapped', () => {
    const [found, swapped] = [pairOf([best, first], { steps }), pairOf([first, best], { steps })];
    expect(swapped).toMatchObject({ p: found.p, selection: found.selection, verdict: 'b_better' });
    expect(swapped.interval).toEqual(found.interval && [-found.interval[1], -found.interval[0]]);
  });
});
