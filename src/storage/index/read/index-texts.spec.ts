import { writeFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { IndexedRuns, trialEvent, trialWith } from './indexed-runs.fixture.ts';
import { indexTexts } from './index-texts.ts';
import type { ReadableRun } from './readable-run.ts';
import { SampleReader } from './sample-reader.ts';

describe('the index of texts', () => {
  let runs: IndexedRuns;
  let reader: SampleReader;

  beforeEach(() => {
    runs = new IndexedRuns();
    reader = new SampleReader({ path: runs.path, textPath: runs.textPath, read: (work) => work(runs.database) }, false);
  });

  afterEach(async () => {
    await reader.close();
    runs.close();
  });

  /** Indexes the texts of one run, which is the only one. */
  function index({ file }: ReadableRun, isTimeOver: () => boolean = () => false): boolean {
    return indexTexts({ database: runs.database, textPath: runs.textPath, fileOf: () => file, isTimeOver });
  }

  async function found(run: ReadableRun, q: string): Promise<readonly string[]> {
    const { samples } = await reader.page(run, { q, limit: 10 }, null);
    return samples.map(({ id }) => id);
  }

  function reviews(): ReadableRun {
    return runs.job('j', [
      trialWith('a', 0, { example: { inputs: { review: 'A très good film, never again' }, reference: 'positive' } }),
      trialWith('b', 1, { example: { inputs: { review: 'Again, never!' }, reference: null }, output: { label: 'refund' } }),
      trialEvent('c', { row: 2, failed: true }),
    ]).run;
  }

  it('finds words of inputs, outputs and errors, whatever their case and accents, and as their beginnings', async () => {
    const run = reviews();
    expect(index(run)).toBe(true);
    expect(await found(run, 'TRES good')).toEqual(['a']);
    expect(await found(run, 'ref')).toEqual(['b']);
    expect(await found(run, 'again never')).toEqual(['a', 'b']);
    expect(await found(run, '"never again"')).toEqual(['a']);
    expect(await found(run, 'no')).toEqual(['c']);
    expect(await found(run, 'nothing-like-it')).toEqual([]);
  });

  it('finds words of references, and by their first letter', async () => {
    const run = reviews();
    index(run);
    expect(await found(run, 'positive')).toEqual(['a']);
    expect(await found(run, 'p good')).toEqual(['a']);
  });

  it.each([
    ['NEAR(a b)', []],
    ['inputs:good', []],
    ['good OR refund', []],
    ['good NOT film', []],
    ['-good', ['a']],
    ['go*', ['a']],
    ["' OR 1=1", []],
    ['good" OR "film', []],
    ['"good film', ['a']],
  ])('takes %j for words, and nothing else', async (q, ids) => {
    const run = reviews();
    index(run);
    expect(await found(run, q)).toEqual(ids);
  });

  it.each(['"', '""', '*', '()', '😀'])('refuses %j, which has no word', async (q) => {
    const run = reviews();
    index(run);
    await expect(found(run, q)).rejects.toMatchObject({ code: 'unusable_request' });
  });

  it('says how far it is, and goes on where it was stopped', async () => {
    const run = runs.job(
      'j',
      Array.from({ length: 1_200 }, (_, row) => trialEvent(`t${row}`, { row })),
    ).run;
    expect((await reader.page(run, { q: 't1', limit: 1 }, null)).search).toEqual({ indexed: 0, of: 1_200 });
    expect(index(run, () => true)).toBe(false);
    expect((await reader.page(run, { q: 't1', limit: 1 }, null)).search).toEqual({ indexed: 500, of: 1_200 });
    expect(index(run)).toBe(true);
    expect((await reader.page(run, { q: 't1', limit: 1 }, null)).search).toEqual({ indexed: 1_200, of: 1_200 });
    expect(await found(run, 't1199')).toEqual(['t1199']);
  });

  it('finds samples of an import', async () => {
    const run = runs.import('i', [
      { id: 'x', prompt: 'What is two and two?', response: 'four', scores: {} },
      { id: 'y', prompt: 'And three?', response: 'six', scores: {} },
    ]);
    index(run);
    expect(await found(run, 'four')).toEqual(['x']);
  });

  it('takes what a log has lost for samples without text', async () => {
    const run = reviews();
    writeFileSync(run.file ?? '', '');
    expect(index(run)).toBe(true);
    expect(await found(run, 'good')).toEqual([]);
    expect(await found(run, 'no')).toEqual(['c']);
  });

  it('is made anew where it is damaged', async () => {
    const run = reviews();
    writeFileSync(runs.textPath, 'no database at all, but long enough to look like one'.repeat(40));
    while (!index(run));
    expect(await found(run, 'good')).toEqual(['a']);
  });

  it('takes a run whose log is another one now for a new run', async () => {
    index(reviews());
    const again = runs.job('j', [
      trialWith('d', 0, { example: { inputs: { review: 'Nothing of the kind' }, reference: null } }),
    ]).run;
    expect(await found(again, 'good')).toEqual([]);
    expect(index(again)).toBe(true);
    expect(await found(again, 'good')).toEqual([]);
    expect(await found(again, 'kind')).toEqual(['d']);
  });

  it('stops where its time is over while it takes trials that came once more, and goes on there', async () => {
    const failed = Array.from({ length: 1_200 }, (_, row) => trialEvent(`t${row}`, { row, failed: true }));
    const job = runs.job('j', failed, { hasEnded: false });
    index(job.run);
    job.add(Array.from({ length: 1_200 }, (_, row) => trialWith(`t${row}`, row, { output: `tried again ${row}` })));
    job.end();
    expect(index(job.run, () => true)).toBe(false);
    expect(index(job.run)).toBe(true);
    expect(await found(job.run, 'tried 1199')).toEqual(['t1199']);
  });

  it('forgets a run that is gone', async () => {
    const run = reviews();
    index(run);
    runs.database.exec(`DELETE FROM runs WHERE run_no = ${run.runNo}`);
    expect(index(run)).toBe(true);
    await expect(found(run, 'good')).rejects.toMatchObject({ code: 'run_not_found' });
  });
});
