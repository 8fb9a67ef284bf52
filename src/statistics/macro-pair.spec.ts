import { describe, expect, it } from '@jest/globals';
import { compareRuns, type Comparison } from './compare.ts';
import type { ComparisonRequest } from './comparison-request.ts';
import { differences } from './differences.ts';
import { expectFields, golden } from './golden.fixture.ts';
import { macroMean } from './macro-mean.ts';
import { scoreColumns } from './score-columns.fixture.ts';
import type { ScoredRun } from './scored-run.ts';
import { weightedDifferences } from './weighted-differences.ts';

function run(runId: string, scores: readonly number[], clusters?: readonly string[]): ScoredRun {
  const records = scores.map((m, i) => ({
    id: `s${String(i).padStart(4, '0')}`,
    scores: { m },
    cluster: clusters?.[i] ?? null,
  }));
  return scoreColumns(runId, records);
}

/** Two runs a task, whose differences are those. */
function overTasks(tasks: readonly (readonly number[])[], options: Omit<ComparisonRequest, 'runs'> = {}): Comparison {
  const runs = tasks.flatMap((d, k) => [
    run(
      `a${k}`,
      d.map((x) => x + 1),
    ),
    run(
      `b${k}`,
      d.map(() => 1),
    ),
  ]);
  const named = tasks.map((_, k) => ({ name: `task ${k}`, runIds: [`a${k}`, `b${k}`] }));
  return compareRuns({ runs, tasks: named, names: ['new', 'old'], ...options });
}

const codes = ({ pairs }: Comparison): string[] => (pairs[0]?.warnings ?? []).map(({ code }) => code);

describe('the macro mean', () => {
  it.each(golden('macro'))('meets %s', (_, { input, expected }) => {
    const tasks = input.delta.map((delta, k) => ({
      delta,
      standardError: input.standard_error[k] ?? null,
      df: input.df[k] ?? NaN,
    }));
    const names = { delta: 'delta', se: 'standardError', df: 'df', p: 'tTestP', ci: 'interval' };
    expectFields(macroMean(tasks, 0.05), expected, names, 1e-9);
  });

  it('is null without tasks, and has no interval where a task’s variance is unknown or all is constant', () => {
    expect(macroMean([], 0.05)).toBeNull();
    expect(macroMean([{ delta: 1, standardError: null, df: 0 }], 0.05)).toMatchObject({ standardError: null, interval: null });
    expect(macroMean([{ delta: 1, standardError: 0, df: 9 }], 0.05)).toMatchObject({
      standardError: 0,
      interval: null,
      tTestP: null,
    });
  });
});

describe('a comparison over tasks', () => {
  it.each(golden('macro_flip'))('meets %s', (_, { input, expected }) => {
    const [pair] = overTasks(input.tasks).pairs;
    expectFields(pair, { ...expected }, { delta: 'delta', p_value: 'p' }, 1e-9);
    expect(pair).toMatchObject({ method: 'sign-flip', resampling: 'exact', runA: 'new', runB: 'old' });
  });

  it('counts tasks alike, and mirrors exactly when the two are swapped', () => {
    const tasks = [
      [1, 1, 1, 0, 0, 1, 1, 0],
      [0, 0, -1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0, 1],
    ] as const;
    const found = overTasks(tasks);
    expect(found.pairs[0]).toMatchObject({ n: 24, delta: (5 / 8 + 1 / 16) / 2, meanB: 1 });
    expect(found.metrics[0]?.means.map(({ mean }) => mean)).toEqual([1 + 11 / 32, 1]);
    expect(found.pairs[0]?.macro?.tasks.map(({ name, n, delta }) => [name, n, delta])).toEqual([
      ['task 0', 8, 5 / 8],
      ['task 1', 16, 1 / 16],
    ]);
    const negated = overTasks(tasks.map((d) => d.map((x) => -x))).pairs[0];
    expect(negated).toMatchObject({ p: found.pairs[0]?.p, delta: -(found.pairs[0]?.delta ?? NaN) });
    expect(negated?.interval?.[0]).toBe(-(found.pairs[0]?.interval?.[1] ?? NaN));
  });

  it('gives no verdict, and says why, where a task has no sample that both have', () => {
    const runs = [run('a0', [1, 0, 1]), run('b0', [0, 0, 1]), run('a1', [1, 1, 1]), run('b1', [NaN])];
    const tasks = [0, 1].map((k) => ({ name: `${k}`, runIds: [`a${k}`, `b${k}`] }));
    const found = compareRuns({ runs, tasks, metrics: [] });
    expect(found.pairs[0]).toMatchObject({ p: null, delta: null, verdict: 'insufficient_data', interval: null });
    expect(codes(found)).toContain('task-without-samples');
  });

  it('warns of a task whose difference is constant, or that has one sample', () => {
    expect(
      codes(
        overTasks([
          [1, 1, 1, 1],
          [0, 1, 0, 1],
        ]),
      ),
    ).toContain('task-without-variance');
    const single = overTasks([[1], [0, 1, 0, 1]]);
    expect(codes(single)).toContain('task-without-variance');
    expect(single.pairs[0]).toMatchObject({ interval: null, standardError: null });
  });

  it('flips whole clusters, with their weighted sums', () => {
    const clusters = ['x', 'x', 'y', 'y', 'z', 'z'];
    const of = (runId: string, scores: readonly number[]): ScoredRun => run(runId, scores, clusters);
    const runs = [
      of('a0', [1, 1, 1, 1, 1, 1]),
      of('b0', [0, 0, 0, 0, 0, 0]),
      of('a1', [1, 1, 0, 0, 1, 1]),
      of('b1', [0, 0, 1, 0, 0, 0]),
    ];
    const tasks = [0, 1].map((k) => ({ name: `${k}`, runIds: [`a${k}`, `b${k}`] }));
    expect(compareRuns({ runs, tasks, clustered: true }).pairs[0]).toMatchObject({ method: 'cluster-sign-flip', p: 0.25 });
  });

  it('shows equivalence by the bounded mean, which for tasks of one size is that of all samples', () => {
    const zeros = [new Array<number>(40).fill(0), new Array<number>(40).fill(0)];
    const ranges = new Map([['m', [0, 2]]] as const);
    const pooled = overTasks([[...(zeros[0] ?? []), ...(zeros[1] ?? [])]], { margin: 0.1, ranges }).pairs[0];
    const [pair] = overTasks(zeros, { margin: 0.1, ranges }).pairs;
    expect(pair?.equivalence).toMatchObject({ method: 'bounded-clusters', p: pooled?.equivalence?.p, equivalent: true });
    expect(pair?.equivalence?.p).toBeCloseTo(0.95 ** 80, 10);
    const unequal = overTasks([zeros[0] ?? [], [0, 0, 0, 0]], { margin: 0.1, ranges }).pairs[0];
    expect(unequal?.equivalence?.equivalent).toBe(false);
    expect(
      overTasks(
        zeros.map((d) => d.map((x) => x + 0.3)),
        { margin: 0.1 },
      ).pairs[0]?.equivalence,
    ).toMatchObject({ reason: 'range-unknown' });
  });

  it('says how small a difference of the mean over tasks would have been found', () => {
    const found = overTasks([
      [1, 0, 1, 0, 1, 0, 0, 0],
      [0, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, -1, 0, 0],
    ]).pairs[0];
    expect(found?.minimumDetectableEffect).toBeGreaterThan(2.8 * (found?.standardError ?? NaN));
    expect(found?.minimumDetectableEffect).toBeLessThan(3.2 * (found?.standardError ?? NaN));
  });

  it('takes Student’s p where that was asked for, and none for none', () => {
    const tasks = [
      [1, 0, 1, 0, 1],
      [0, 1, 1, 1, 0],
    ];
    expect(overTasks(tasks, { test: 't_test' }).pairs[0]?.p).toBeCloseTo(0.0086, 3);
    expect(overTasks(tasks, { test: 'none' }).pairs[0]).toMatchObject({ p: null, method: null });
  });

  it('keeps a task and a metric named as an object’s own field', () => {
    const named = (runId: string, d: number): ScoredRun =>
      scoreColumns(
        runId,
        Array.from({ length: 9 }, (_, i) => ({
          id: `s${i}`,
          scores: JSON.parse(`{"__proto__": ${i % 2 === 0 ? d : 0}}`) as object,
        })) as never,
      );
    const runs = [named('a', 1), named('b', 0)];
    const found = compareRuns({ runs, tasks: [{ name: '__proto__', runIds: ['a', 'b'] }] });
    expect(found.pairs[0]).toMatchObject({
      metric: '__proto__',
      n: 9,
      delta: 5 / 9,
      macro: { tasks: [{ name: '__proto__' }] },
    });
  });

  it.each([
    [{ tasks: [] }, 'tasks is empty'],
    [{ tasks: [{ name: 'x/y', runIds: ['a', 'b'] }] }, 'has a "/" in its name'],
    [
      {
        tasks: [
          { name: 'x', runIds: ['a', 'b'] },
          { name: 'x', runIds: ['a', 'b'] },
        ],
      },
      'is named twice',
    ],
    [
      {
        tasks: [
          { name: 'x', runIds: ['a', 'b'] },
          { name: 'y', runIds: ['a'] },
        ],
      },
      'has 1 runs where 2 are compared',
    ],
    [{ tasks: [{ name: 'x', runIds: ['a', 'c'] }] }, 'No run "c" was given'],
    [{ tasks: [{ name: 'x', runIds: ['a', 'b'] }], sliced: true }, 'slice_by does not go with tasks'],
    [{ tasks: [{ name: 'x', runIds: ['a', 'b'] }], names: ['n', 'n'] }, 'names that differ'],
    [{ tasks: [{ name: 'x', runIds: ['a', 'b'] }], test: 'wilcoxon' }, 'has no form for several tasks'],
    [{ tasks: [{ name: 'x', runIds: ['a'] }] }, 'at least two runs'],
    [{ tasks: Array.from({ length: 101 }, (_, k) => ({ name: `${k}`, runIds: ['a', 'b'] })) }, 'at most 100 tasks'],
  ] as const)('refuses %j', (options, message) => {
    expect(() => compareRuns({ runs: [run('a', [1]), run('b', [0])], ...options })).toThrow(message);
  });
});

describe('weights of differences', () => {
  it('are whole numbers on a lattice, and plain ones where the sizes have too large a common multiple', () => {
    const d = differences(Float64Array.of(1, 0, 1), Float64Array.of(0, 1, 0));
    expect(weightedDifferences(d, Int32Array.of(0, 1, 1), [1, 2])).toMatchObject({
      values: Float64Array.of(2, -1, 1),
      lattice: { q: 1, units: Int32Array.of(2, -1, 1) },
    });
    expect(weightedDifferences(d, Int32Array.of(0, 1, 1), [99_991, 99_989]).lattice).toBeNull();
  });
});
