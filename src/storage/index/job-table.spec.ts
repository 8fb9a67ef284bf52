import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { sampleJob } from '../../../test/contracts/sample-job.ts';
import type { Job } from '../../domain/job.ts';
import type { JobQuery } from '../../domain/list-query.ts';
import { AssayIndex } from './assay-index.ts';
import { JobTable } from './job-table.ts';

const NINE = '2026-03-01T11:00:00+02:00';
const TEN = '2026-03-01T12:00:00+02:00';
const TEN_IN_UTC = '2026-03-01T10:00:00Z';
const ELEVEN = '2026-03-01T11:00:00Z';

describe('the jobs in the index', () => {
  let index: AssayIndex;
  let table: JobTable;

  function open(): void {
    index = AssayIndex.inMemory();
    table = new JobTable(index, 'scope');
  }

  beforeEach(open);

  afterEach(() => {
    index.close();
  });

  function put(...jobs: readonly (readonly [id: string, startedAt: string, change?: Partial<Job>])[]): void {
    for (const [id, startedAt, change] of jobs) table.put(sampleJob(id, { startedAt, ...change }), '');
  }

  function ids(asked: JobQuery = {}): readonly string[] {
    return table.page(asked).jobs.map(({ id }) => id);
  }

  function pages(asked: JobQuery): (readonly string[])[] {
    const all: (readonly string[])[] = [];
    for (let cursor: string | null | undefined; cursor !== null;) {
      const page = table.page({ ...asked, ...(cursor === undefined ? {} : { cursor }) });
      all.push(page.jobs.map(({ id }) => id));
      cursor = page.nextCursor;
    }
    return all;
  }

  it('are listed by the instant of their start, whatever the offset that it is written with', () => {
    put(['ten', TEN], ['nine', NINE], ['eleven', ELEVEN]);
    expect(ids()).toEqual(['eleven', 'ten', 'nine']);
  });

  it('are listed by the text of the time and by id where they started at the same instant, and last where it can not be read', () => {
    put(['a', TEN_IN_UTC], ['z', TEN], ['b', TEN_IN_UTC], ['never', 'yesterday']);
    expect(ids()).toEqual(['z', 'b', 'a', 'never']);
  });

  it('come once each, in order, in pages of any size, whatever they are sorted by', () => {
    const job = fc.record({
      id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
      startedAt: fc.constantFrom(NINE, TEN, TEN_IN_UTC, ELEVEN, 'yesterday', ''),
      finishedAt: fc.constantFrom(null, TEN_IN_UTC, ELEVEN),
      status: fc.constantFrom('done', 'error', 'running' as const),
    });
    const by = fc.constantFrom('started_at', 'finished_at', 'status', 'name' as const);
    fc.assert(
      fc.property(
        fc.uniqueArray(job, { selector: ({ id }) => id }),
        fc.integer({ min: 1, max: 4 }),
        fc.option(fc.record({ by, isDescending: fc.boolean() }), { nil: undefined }),
        (jobs, limit, sort) => {
          index.close();
          open();
          put(...jobs.map(({ id, ...change }) => [id, change.startedAt, change] as const));
          const asked = sort === undefined ? {} : { sort };
          const all = ids(asked);
          expect([...all].sort()).toEqual(jobs.map(({ id }) => id).sort());
          expect(pages({ ...asked, limit }).flat()).toEqual(all);
        },
      ),
    );
  });

  it('give no cursor after the last that matches', () => {
    put(['a', TEN, { status: 'error' }], ['b', TEN, { status: 'done' }], ['c', TEN, { status: 'error' }], ['d', TEN]);
    expect(pages({ status: 'error', limit: 1 })).toEqual([['c'], ['a']]);
  });

  it('go on after one that is gone, and show nothing twice when newer ones come', () => {
    put(['a', ELEVEN], ['b', TEN], ['c', NINE]);
    const cursor = table.page({ limit: 2 }).nextCursor ?? '';
    table.remove('b');
    put(['new', '2026-03-02T00:00:00Z']);
    expect(ids({ cursor })).toEqual(['c']);
  });

  it.each(['', 'x', 'null', '[]', '["yesterday","a"]', '["2026-03-01T11:00:00Z",7]', '{"time":null}'])(
    'refuse a cursor of %j',
    (text) => {
      expect(() => ids({ cursor: Buffer.from(text).toString('base64url') })).toThrow(
        'cursor is not one that this list gave out for the same filters: leave it out to start with the first job',
      );
    },
  );

  it('refuse a cursor of another sort or filter', () => {
    put(['a', TEN], ['b', TEN]);
    const cursor = table.page({ limit: 1 }).nextCursor ?? '';
    expect(() => ids({ cursor, sort: { by: 'name', isDescending: false } })).toThrow('for the same filters');
    expect(() => ids({ cursor, status: 'done' })).toThrow('for the same filters');
  });
});
