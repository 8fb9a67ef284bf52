import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { newestFirst, pageOf, type Page, type PagedList, type Place } from './newest-first.ts';

const NINE = '2026-03-01T11:00:00+02:00';
const TEN = '2026-03-01T12:00:00+02:00';
const ELEVEN = '2026-03-01T11:00:00Z';

const list: PagedList<Place> = { noun: 'job', placeOf: (place) => place, isWanted: () => true };

function ordered(...places: readonly Place[]): Place[] {
  return newestFirst(places, (place) => place);
}

function pagesOf(all: readonly Place[], limit: number, paged = list): Page<Place>[] {
  const pages = [pageOf(all, { limit }, paged)];
  for (let cursor = pages[0]?.nextCursor ?? null; cursor !== null; cursor = pages.at(-1)?.nextCursor ?? null)
    pages.push(pageOf(all, { limit, cursor }, paged));

  return pages;
}

describe('newestFirst', () => {
  it('orders by the instant, whatever the offset that it is written with', () => {
    const places = [TEN, NINE, ELEVEN].map((time) => ({ time, id: 'a' }));
    expect(ordered(...places).map(({ time }) => time)).toEqual([ELEVEN, TEN, NINE]);
  });

  it('orders the same instant by text and then by id', () => {
    const utc = '2026-03-01T10:00:00Z';
    const places = [
      { time: utc, id: 'a' },
      { time: TEN, id: 'z' },
      { time: utc, id: 'b' },
    ];
    expect(ordered(...places)).toEqual([places[1], places[2], places[0]]);
  });

  it('puts what has no time at the end', () => {
    const places = [
      { time: null, id: 'x' },
      { time: ELEVEN, id: 'a' },
      { time: null, id: 'y' },
    ];
    expect(ordered(...places).map(({ id }) => id)).toEqual(['a', 'y', 'x']);
  });
});

describe('pageOf', () => {
  const times = fc.constantFrom(NINE, TEN, ELEVEN, '2026-03-01T10:00:00Z', '2026-03-01T09:00:00.5Z', null);

  it('gives every item once, in order, in pages of any size', () => {
    const places = fc.uniqueArray(fc.record({ time: times, id: fc.constantFrom('a', 'b', 'c', 'd', 'e') }), {
      selector: ({ time, id }) => `${time} ${id}`,
    });
    fc.assert(
      fc.property(places, fc.integer({ min: 1, max: 4 }), (found, limit) => {
        const all = ordered(...found);
        expect(pagesOf(all, limit).flatMap(({ items }) => items)).toEqual(all);
      }),
    );
  });

  it('gives only the wanted items, and no cursor after the last of them', () => {
    const all = ordered(...['a', 'b', 'c', 'd'].map((id) => ({ time: TEN, id })));
    const pages = pagesOf(all, 1, { ...list, isWanted: ({ id }) => id !== 'a' && id !== 'c' });
    expect(pages.map(({ items }) => items.map(({ id }) => id))).toEqual([['d'], ['b']]);
  });

  it('goes on after an item that is gone, and shows nothing twice when newer ones come', () => {
    const all = ordered({ time: ELEVEN, id: 'a' }, { time: TEN, id: 'b' }, { time: NINE, id: 'c' });
    const cursor = pageOf(all, { limit: 2 }, list).nextCursor ?? '';
    const now = ordered({ time: '2026-03-02T00:00:00Z', id: 'new' }, ...all.filter(({ id }) => id !== 'b'));
    expect(pageOf(now, { cursor }, list)).toEqual({ items: [{ time: NINE, id: 'c' }], nextCursor: null });
  });

  it.each(['', 'x', 'null', '[]', '["yesterday","a"]', '["2026-03-01T11:00:00Z",7]', '{"time":null}'])(
    'refuses a cursor of %j',
    (text) => {
      expect(() => pageOf([], { cursor: Buffer.from(text).toString('base64url') }, list)).toThrow(
        'cursor is not one that this list gave out: leave it out to start with the newest job',
      );
    },
  );
});
