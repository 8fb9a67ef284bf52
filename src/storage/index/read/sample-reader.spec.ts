import { rmSync, writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { scoredRun } from '../../../domain/scored-columns.ts';
import { AssayError, UnusableRequestError } from '../../../domain/errors.ts';
import type { Sample } from '../../../domain/run.ts';
import { IndexDatabase, indexFaultOf } from '../index-database.ts';
import { query } from '../index-schema.ts';
import { IndexedRuns, scoredTrials, scoringEvent, trialEvent } from './indexed-runs.fixture.ts';
import { makeColumns } from './make-columns.ts';
import type { ReadableRun } from './readable-run.ts';
import { SampleReader } from './sample-reader.ts';

/** As many samples as make columns worth keeping. */
const MANY = 5_000;

describe('a reader of samples', () => {
  let runs: IndexedRuns;
  let reader: SampleReader;

  beforeEach(() => {
    runs = new IndexedRuns();
    reader = readerOf(runs.path);
  });

  afterEach(async () => {
    await reader.close();
    runs.close();
  });

  function readerOf(path: string): SampleReader {
    return new SampleReader({ path, textPath: `${path}.text`, read: (work) => work(runs.database) });
  }

  async function allSamples(run: ReadableRun, offset = 0, limit?: number): Promise<Sample[]> {
    const batches: (readonly Sample[])[] = [];
    const range = limit === undefined ? { offset } : { offset, limit };
    for await (const batch of reader.samples(run, range)) batches.push(batch);
    return batches.flat();
  }

  function keptColumns(): string[] {
    const columns = query.selectFrom('columns').select('name').orderBy('name');
    return runs.database.all(columns).map(({ name }) => name);
  }

  function manyTrials(): ReturnType<typeof scoredTrials> {
    return scoredTrials(Array.from({ length: MANY }, (_, row) => (row % 10) / 10));
  }

  it('reads in another thread what was written in this one', async () => {
    const job = runs.job('j', scoredTrials([0.5, 1]), { hasEnded: false });
    expect((await reader.page(job.run, { limit: 5, min: 0.6 }, null)).samples).toMatchObject([{ id: 't1' }]);
    job.add([trialEvent('t2', { row: 2 }), scoringEvent('t2', 0.75, { row: 2 })]);
    expect((await reader.page(job.run, { limit: 5, min: 0.6 }, null)).samples).toMatchObject([{ id: 't1' }, { id: 't2' }]);
    expect(await reader.aggregate(job.run, {}, null)).toMatchObject({ samples: 3, metrics: [{ mean: 0.75 }] });
    expect((await reader.scores([job.run])).map((columns) => scoredRun(columns))[0]).toEqual({
      runId: 'j',
      ids: ['t0', 't1', 't2'],
      datasetRows: Int32Array.of(0, 1, 2),
      metrics: new Map([['correct', Float64Array.of(0.5, 1, 0.75)]]),
      invalid: new Map([['correct', { count: 0, ids: [] }]]),
      duplicates: { count: 0, ids: [] },
      repeats: new Map(),
    });
  });

  it('has a sample with its neighbours in the order of rows and replicates', async () => {
    const trial = (row: number, replicate: number): ReturnType<typeof trialEvent> =>
      trialEvent(`r${row}-${replicate}`, { row, replicate, question: `q${row}` });
    const { run } = runs.job('j', [trial(5, 0), trial(2, 1), trial(2, 0), trial(9, 0)], { repeats: 2 });
    expect(await reader.detail(run, 2, undefined)).toMatchObject({
      sample: { id: 'r2-0', events: { trial: { seq: 2 } } },
      previous: null,
      next: { row: 2, replicate: 1 },
    });
    expect(await reader.detail(run, 5, 0)).toMatchObject({
      previous: { row: 2, replicate: 1 },
      next: { row: 9, replicate: 0 },
    });
    expect(await reader.detail(run, 9, undefined)).toMatchObject({ next: null });
    expect(await reader.detail(run, 2, 2)).toBeUndefined();
    expect(await reader.detail(run, 3, undefined)).toBeUndefined();
  });

  it('gives all samples in batches, or some of them', async () => {
    const { run } = runs.job('j', scoredTrials(new Array<number>(600).fill(1)));
    const ids = (await allSamples(run)).map(({ id }) => id);
    expect(ids).toEqual(Array.from({ length: 600 }, (_, row) => `t${row}`));
    expect((await allSamples(run, 249, 3)).map(({ id }) => id)).toEqual(['t249', 't250', 't251']);
    expect(await allSamples(run, 598)).toEqual([
      { id: 't598', prompt: 'asked t598', response: '{"answer":"t598"}', reference: 'true', scores: { correct: 1 } },
      { id: 't599', prompt: 'asked t599', response: '{"answer":"t599"}', reference: 'true', scores: { correct: 1 } },
    ]);
    expect(await allSamples(run, 600)).toEqual([]);
  });

  it('finds samples by their id and which of its rows they are of, in the order of what was asked for', async () => {
    const { run } = runs.job('j', [
      trialEvent('a', { row: 4 }),
      trialEvent('b', { row: 1 }),
      trialEvent('a', { row: 0, failed: true }),
    ]);
    const places = ['b', 'x', `'a`].map((id) => ({ id, nth: 0 }));
    expect(await reader.samplesOf(run, [...places, { id: 'a', nth: 0 }, { id: 'a', nth: 1 }])).toMatchObject([
      { id: 'b', response: '{"answer":"b"}' },
      undefined,
      undefined,
      { id: 'a', response: '', error: { type: 'Error', message: 'no' } },
      { id: 'a', response: '{"answer":"a"}' },
    ]);
  });

  it('throws errors that can be recognised', async () => {
    const { run } = runs.job('j', scoredTrials([1]));
    await expect(reader.page(run, { limit: 1, metric: 'x' }, null)).rejects.toThrow(UnusableRequestError);
    const gone = await reader.scores([{ ...run, runNo: 99 }]).catch((error: unknown) => error);
    expect(gone).toMatchObject({ code: 'run_not_found', message: 'Run not found: j' });
    expect(gone).toBeInstanceOf(AssayError);
  });

  it('says that an index is damaged, and reads the one that takes its place', async () => {
    const { run } = runs.job('j', scoredTrials([1]));
    const path = `${runs.path}.other`;
    const damaged = readerOf(path);
    try {
      writeFileSync(path, 'no database, but long enough to be taken for one'.repeat(100));
      const error = await damaged.page(run, { limit: 1 }, null).catch((thrown: unknown) => thrown);
      expect(indexFaultOf(error)).toBe('damaged');
      rmSync(path);
      runs.database.exec(`VACUUM INTO '${path}'`);
      new IndexDatabase(path).close();
      expect((await damaged.page(run, { limit: 1 }, null)).samples).toMatchObject([{ id: 't0' }]);
    } finally {
      await damaged.close();
    }
  });

  it('goes on with another file that was put in the place of the index', async () => {
    const { run } = runs.job('j', scoredTrials([1]));
    expect((await reader.page(run, { limit: 5 }, null)).samples).toHaveLength(1);
    for (const companion of ['', '-wal', '-shm']) rmSync(`${runs.path}${companion}`, { force: true });
    new IndexDatabase(runs.path).close();
    await expect(reader.page(run, { limit: 5 }, null)).rejects.toThrow('Run not found: j');
  });

  it('keeps the columns of a large run that has ended, and makes others of a run that goes on', async () => {
    const ended = runs.job('a', manyTrials());
    const going = runs.job('b', manyTrials(), { hasEnded: false });
    await reader.aggregate(ended.run, {}, going.run);
    const ofFailures = ['failure kinds', 'failure places', 'failure reasons'];
    const kept = [
      'cost',
      'examples',
      ...ofFailures,
      'has equal rows',
      'ids',
      'input_tokens',
      'is_failed',
      'latency',
      'output_tokens',
      'rows',
      'score.0',
    ];
    expect(keptColumns()).toEqual(kept);
    const again = readerOf(runs.path);
    expect(await again.aggregate(ended.run, { sliceBy: 'inputs.document' }, going.run)).toMatchObject({
      samples: MANY,
      delta: { mean: 0, n: MANY },
      slices: [{ value: 't', samples: MANY }],
    });
    await again.close();
    expect(keptColumns()).toEqual([...kept, 'label.inputs.document', 'names.inputs.document'].sort());
  });

  it('takes kept columns only for the rows that they were made from', async () => {
    const { run } = runs.job('a', manyTrials());
    makeColumns(runs.database, run);
    const stale = runs.database.run(query.updateTable('columns').set({ stamp: 'older' })).changes;
    expect(stale).toBeGreaterThan(0);
    runs.database.run(query.updateTable('scores').set({ score: 1 }).where('run_no', '=', run.runNo));
    expect(await reader.aggregate(run, {}, null)).toMatchObject({ metrics: [{ mean: 1, n: MANY }] });
  });

  it('reads columns that were made ahead', async () => {
    const { run } = runs.job('a', manyTrials());
    makeColumns(runs.database, run);
    const made = keptColumns();
    runs.database.run(query.updateTable('scores').set({ score: 0 }).where('run_no', '=', run.runNo));
    expect(await reader.aggregate(run, {}, null)).toMatchObject({ metrics: [{ mean: 0.45, n: MANY }] });
    expect(keptColumns()).toEqual(made);
  });

  it('reads an index in memory in its own thread', async () => {
    const { run } = runs.job('j', scoredTrials([0.5, 1]));
    const inMemory = new SampleReader({ path: ':memory:', textPath: ':memory:', read: (work) => work(runs.database) });
    expect((await inMemory.page(run, { limit: 1 }, null)).samples).toMatchObject([{ id: 't0' }]);
    expect((await inMemory.scores([run])).map((columns) => scoredRun(columns).ids)[0]).toEqual(['t0', 't1']);
    await inMemory.close();
  });
});
