import { describe, expect, it } from '@jest/globals';
import { InvalidSplitError, type SplitRequest, splitRows } from './split.ts';

const distinct = (count: number): string[] => Array.from({ length: count }, (_, row) => `row ${row}`);

function request(identities: readonly string[], parts: Partial<SplitRequest> = {}): SplitRequest {
  return { identities, selection: 0.3, holdout: 0.3, seed: 1, ...parts };
}

function faultOf(asked: SplitRequest): Pick<InvalidSplitError, 'part' | 'message'> {
  try {
    splitRows(asked);
  } catch (error) {
    if (error instanceof InvalidSplitError) return error;
    throw error;
  }
  throw new Error('it was split');
}

describe('splitting the rows of a search', () => {
  it('gives each part its share, and every row to exactly one', () => {
    const { training, selection, holdout } = splitRows(request(distinct(100)));
    expect([training.length, selection?.length, holdout?.length]).toEqual([40, 30, 30]);
    const all = [...training, ...(selection ?? []), ...(holdout ?? [])];
    expect(all.toSorted((a, b) => a - b)).toEqual([...Array(100).keys()]);
  });

  it('depends on the seed alone', () => {
    expect(splitRows(request(distinct(60)))).toEqual(splitRows(request(distinct(60))));
    expect(splitRows(request(distinct(60), { seed: 2 }))).not.toEqual(splitRows(request(distinct(60))));
  });

  it('keeps rows that are equal together', () => {
    const identities = Array.from({ length: 120 }, (_, row) => `row ${row % 30}`);
    for (let seed = 0; seed < 20; seed += 1) {
      const { training, selection, holdout } = splitRows(request(identities, { seed }));
      const parts = [training, selection, holdout].map((part) => new Set(part?.map((row) => identities[row])));
      expect(parts.reduce((sum, { size }) => sum + size, 0)).toBe(30);
    }
  });

  it('leaves parts out that were not asked for', () => {
    const split = splitRows(request(distinct(20), { selection: null, holdout: null }));
    expect(split).toEqual({ training: [...Array(20).keys()], selection: null, holdout: null });
  });

  it('takes a whole other dataset as a part', () => {
    const other = { dataset: 'held_out', identities: ['a', 'b', 'c', 'd', 'e', 'f'] };
    const { training, selection, holdout } = splitRows(request(distinct(20), { holdout: other }));
    expect([training.length, selection?.length, holdout]).toEqual([14, 6, [0, 1, 2, 3, 4, 5]]);
  });

  it('refuses a held-out dataset that shares rows with the search', () => {
    const other = { dataset: 'held_out', identities: ['a', 'b', 'c', 'd', 'row 3', 'row 3', 'row 4'] };
    const { part, message } = faultOf(request(distinct(20), { holdout: other, selection: null }));
    expect(part).toBe('holdout');
    expect(message).toBe(
      '2 distinct rows of the dataset held_out are also among the rows that are searched with: take them out of one of the two',
    );
  });

  it('refuses a selection dataset that shares rows with the held-out one', () => {
    const other = (dataset: string) => ({ dataset, identities: ['a', 'b', 'c', 'd', 'e', 'f'] });
    const { part, message } = faultOf(request(distinct(20), { selection: other('select'), holdout: other('final') }));
    expect(part).toBe('holdout');
    expect(message).toContain('6 distinct rows of the dataset final are also among the selection rows');
  });

  it.each([
    ['a holdout as large as the data', 50, { holdout: 1, selection: null }, 'holdout', 'holdout (1) takes all of the 50 rows'],
    ['shares that add up to everything', 50, { holdout: 0.5, selection: 0.5 }, 'holdout', 'take all of the 50 rows'],
    ['three rows', 3, {}, 'holdout', 'has 1 distinct row, and below 5 nothing can be shown'],
    ['a selection of no row', 4, { selection: 0.1, holdout: null }, 'selection', 'no row of the 4 rows is left for selection'],
    ['no training row', 2, { selection: 0.8, holdout: null }, 'selection', 'no row of the 2 rows is left for training'],
    ['no row at all', 0, { holdout: null }, 'selection', 'no row of the 0 rows is left for selection'],
  ] as const)('refuses %s', (_what, rows, parts, part, message) => {
    const fault = faultOf(request(distinct(rows), parts));
    expect(fault.part).toBe(part);
    expect(fault.message).toContain(message);
  });

  it('refuses a held-out part in which all rows are equal', () => {
    const other = { dataset: 'final', identities: Array.from({ length: 30 }, () => 'a') };
    expect(faultOf(request(distinct(20), { holdout: other })).message).toContain('has 1 distinct row,');
  });
});
