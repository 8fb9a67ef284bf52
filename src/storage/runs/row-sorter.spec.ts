import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RowSorter } from './row-sorter.ts';
import { byIdThenIndex, type ScoreRow } from './score-row.ts';

describe('RowSorter', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assay-rows-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  async function sorted(rows: readonly ScoreRow[], chunkRows: number): Promise<ScoreRow[]> {
    const sorter = new RowSorter(join(folder, 'rows'), chunkRows);
    for (const row of rows) {
      sorter.add(row);
      if (sorter.isFull) await sorter.spill();
    }
    try {
      const batches: (readonly ScoreRow[])[] = [];
      for await (const batch of sorter.sorted()) batches.push(batch);
      return batches.flat();
    } finally {
      await sorter.discard();
    }
  }

  it('gives all rows in order, however few of them it has in memory', async () => {
    const ids = fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.constantFrom('a', 'b')), { maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(ids, fc.integer({ min: 1, max: 12 }), async (names, chunkRows) => {
        const rows = names.map((id, index): ScoreRow => ({
          id,
          row: index % 2,
          index,
          cluster: index % 3 ? null : id,
          scores: [index / 3, null],
        }));
        expect(await sorted(rows, chunkRows)).toEqual([...rows].sort(byIdThenIndex));
      }),
      { numRuns: 60 },
    );
    expect(await readdir(folder)).toEqual([]);
  });

  it('merges chunks that are larger than what it reads at once', async () => {
    const rows = Array.from({ length: 5000 }, (_, index): ScoreRow => ({
      id: `${(index * 7919) % 5000}`,
      row: 0,
      index,
      cluster: null,
      scores: [index],
    }));
    expect(await sorted(rows, 2000)).toEqual([...rows].sort(byIdThenIndex));
  });
});
