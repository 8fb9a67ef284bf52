import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { query } from '../index-schema.ts';
import { IndexedRuns, scoredTrials } from './indexed-runs.fixture.ts';
import { makeColumns, runWithoutColumns } from './make-columns.ts';

describe('the columns of large runs', () => {
  let runs: IndexedRuns;

  beforeEach(() => {
    runs = new IndexedRuns();
  });

  afterEach(() => {
    runs.close();
  });

  it('are made for a run that has ended and has none, once', () => {
    runs.job('small', scoredTrials([1, 0]));
    runs.job('goes-on', scoredTrials(new Array<number>(20_000).fill(1)), { hasEnded: false });
    expect(runWithoutColumns(runs.database)).toBeUndefined();
    runs.job('large', scoredTrials(new Array<number>(20_000).fill(1)));
    const large = runWithoutColumns(runs.database);
    expect(large).toMatchObject({ runId: 'large' });
    if (large !== undefined) makeColumns(runs.database, large);
    expect(runWithoutColumns(runs.database)).toBeUndefined();
    const names = runs.database.all(query.selectFrom('columns').select('name').where('name', 'like', 'score.%'));
    expect(names).toEqual([{ name: 'score.0' }]);
  });
});
