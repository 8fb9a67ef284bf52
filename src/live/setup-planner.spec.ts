import { describe, expect, it } from '@jest/globals';
import type { ComparisonOptions } from '../domain/comparison.ts';
import type { JobToCompare } from '../domain/comparison-starter.ts';
import type { JobStore } from '../domain/job-store.ts';
import type { Projects } from '../domain/projects.ts';
import type { ComparedRun, RunStore } from '../domain/run-store.ts';
import { textListBytes } from '../domain/text-list.ts';
import { seededOrder } from '../statistics/seeded-order.ts';
import { SetupPlanner } from './setup-planner.ts';
import { Turns } from './turns.ts';

const ROWS = 6;
const RIGHT = [1, 0, 1, 0, 1, 1];

interface RunChanges {
  readonly scores?: Readonly<Record<string, readonly number[]>>;
  readonly rows?: readonly number[] | null;
  readonly ids?: readonly string[];
  readonly sha256?: string;
  readonly source?: 'job' | 'import';
  readonly status?: string;
}

/** A run that has ended over the six rows. */
function run(runId: string, changes: RunChanges = {}): ComparedRun {
  const { scores = { right: RIGHT }, sha256 = 'same', source = 'job', status = 'completed' } = changes;
  const { rows = [0, 1, 2, 3, 4, 5], ids = RIGHT.map((_, row) => `id ${row}`) } = changes;
  const metrics = new Map(Object.entries(scores).map(([name, column]) => [name, Float64Array.from(column)]));
  const names = { project: 'asked', dataset: 'rows', stepIndex: null, metrics: scores };
  return {
    run: { runId, source, status, ...names, metadata: { dataset_sha256: sha256 } },
    columns: { ids: textListBytes(ids), datasetRows: rows && Int32Array.from(rows), metrics },
  } as unknown as ComparedRun;
}

/** Over runs that have ended, the newest first. */
function planner(runs: readonly ComparedRun[]): SetupPlanner {
  const found = (id: string): readonly ComparedRun[] => runs.filter(({ run: { runId } }) => runId === id);
  const store = {
    find: async (id: string) => found(id)[0]?.run,
    compared: async ([id = '']: readonly string[]) => found(id),
    list: async () => ({ runs: runs.map((one) => one.run), nextCursor: null }),
  };
  const projects = {};
  const jobs = { find: async () => undefined };
  return new SetupPlanner(
    jobs as unknown as JobStore,
    store as unknown as RunStore,
    projects as unknown as Projects,
    new Turns(),
  );
}

/** A job that takes the six rows, each so many times. */
function starting({ repeats = 1, metrics = ['right'] } = {}): JobToCompare {
  const spec = { kind: 'evaluate', project: 'asked', examples: 'rows', metrics, repeats, seed: 7 };
  return { spec, datasetSha256: 'same', exampleCount: ROWS, plannedTrials: ROWS * repeats } as unknown as JobToCompare;
}

async function planned(runs: readonly ComparedRun[], options: ComparisonOptions = {}, job = starting()) {
  return (await planner(runs).plan(['new', 'base'], options, { seed: 1, starting: job })).setup;
}

describe('SetupPlanner', () => {
  it('puts the scores of the baseline into the order of the candidate', async () => {
    const setup = await planned([run('base', { rows: [5, 4, 3, 2, 1, 0] })], {}, starting({ repeats: 3 }));
    const order = [...seededOrder(ROWS, 7)];
    expect(setup).toMatchObject({
      order: order.map(String),
      replicates: [3, 1],
      alpha: 0.05,
      population: 'dataset',
      hypotheses: 1,
    });
    expect(setup.finished).toEqual([{ runId: 'base', scores: { right: order.map((row) => RIGHT[5 - row]) } }]);
  });

  it('takes the newest runs over the same rows as controls, eight at most', async () => {
    const alike = Array.from({ length: 10 }, (_, at) => run(`alike ${at}`));
    const { finished } = await planned([...alike, run('base')]);
    expect(finished.map(({ runId }) => runId)).toEqual(['base', ...alike.slice(0, 8).map((one) => one.run.runId)]);
  });

  it('takes no run as a control that has other rows, other metrics or other scores than a job gives', async () => {
    const others = [
      run('of a changed file', { sha256: 'other' }),
      run('with fewer rows', { rows: [0, 1, 2, 3, 4, 99] }),
      run('without its rows', { rows: null }),
      run('of another metric', { scores: { short: RIGHT } }),
      run('out of range', { scores: { right: [2, 0, 1, 0, 1, 1] } }),
      run('imported', { source: 'import' }),
    ];
    const { finished } = await planned([...others, run('alike'), run('base')]);
    expect(finished.map(({ runId }) => runId)).toEqual(['base', 'alike']);
  });

  it('leaves copies of a row out, and has no controls, where the question is about new rows', async () => {
    const ids = ['x', 'y', 'x', 'z', 'y', 'w'];
    const { order, finished, isFinalTestPlanned } = await planned([run('base', { ids }), run('alike', { ids })], {
      population: 'new',
    });
    expect(order).toEqual([...seededOrder(ROWS, 7)].filter((row) => row !== 2 && row !== 4).map(String));
    expect(finished.map(({ runId }) => runId)).toEqual(['base']);
    expect(isFinalTestPlanned).toBe(true);
  });

  it('compares the metrics that both have, or those of them that are asked for', async () => {
    const job = starting({ metrics: ['right', 'short', 'mine'] });
    const base = run('base', { scores: { short: RIGHT, right: RIGHT, theirs: RIGHT } });
    expect((await planned([base], {}, job)).metrics.map(({ name }) => name)).toEqual(['right', 'short']);
    expect((await planned([base], { metrics: ['short'] }, job)).metrics.map(({ name }) => name)).toEqual(['short']);
    await expect(planned([base], { metrics: ['mine'] }, job)).rejects.toThrow(
      'Not both runs have the metric "mine"; both have "right", "short".',
    );
    await expect(planned([base], {}, starting({ metrics: ['mine'] }))).rejects.toThrow(
      'The runs have no metric in common: start the candidate with metrics of the baseline.',
    );
    await expect(planned([base], { lowerIsBetter: ['mine'] }, job)).rejects.toThrow(
      'lower_is_better names "mine", which is not compared; compared are "right", "short".',
    );
  });

  it('has to be told the range of a metric whose scores were not given by a job', async () => {
    const imported = run('base', { source: 'import', scores: { right: [5, 1, 2, 3, 4, 5] } });
    await expect(planned([imported])).rejects.toThrow(
      /^The range of "right" is not known.*give the lowest and the highest score/,
    );
    const { metrics } = await planned([imported], { ranges: new Map([['right', [0, 5]]]) });
    expect(metrics).toEqual([{ name: 'right', range: [0, 5], lowerIsBetter: false }]);
  });

  it('refuses runs that can not be compared row by row', async () => {
    await expect(planned([])).rejects.toMatchObject({ code: 'run_not_found' });
    await expect(planned([run('base', { sha256: 'other' })])).rejects.toThrow(
      /are of different datasets.*both must be over the same one\.$/,
    );
    await expect(planned([run('base', { rows: null })])).rejects.toThrow(/does not say of which rows.*POST \/api\/compare/);
    await expect(planned([run('base', { status: 'in_progress' })])).rejects.toThrow(
      /only evaluate jobs can be compared live: wait/,
    );
  });

  it('refuses a new job with a limit that leaves rows of the baseline out', async () => {
    const job = starting();
    const limited = { ...job, spec: { ...job.spec, limit: 4 }, plannedTrials: 4 };
    await expect(planned([run('base')], {}, limited)).rejects.toThrow(
      'only 4 of the 6 rows of the baseline, base, would be compared',
    );
    expect((await planned([run('base')], { maxSamples: 4 }, job)).order).toHaveLength(6);
  });

  it('refuses a candidate that has ended early', async () => {
    const both = [run('new', { status: 'cancelled' }), run('base')];
    await expect(planner(both).plan(['new', 'base'], {}, { seed: 1 })).rejects.toThrow(/^The candidate, new, is cancelled/);
    await expect(planner(both).plan(['base', 'new'], {}, { seed: 1 })).resolves.toMatchObject({ seed: 1 });
  });

  it('refuses what the statistics do', async () => {
    await expect(planned([run('base')], { margin: 2 })).rejects.toMatchObject({ code: 'unsuitable_option' });
    await expect(planned([run('base')], { maxSamples: 0 })).rejects.toMatchObject({ code: 'unusable_request' });
  });
});
