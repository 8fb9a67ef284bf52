import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Comparison } from '../../src/domain/comparison.ts';
import type { ComparisonStore } from '../../src/domain/comparison-store.ts';
import { type EventBatch, eventLines } from '../../src/domain/event-batch.ts';
import { LiveComparison } from '../../src/statistics/live/live-comparison.ts';
import type { LiveSetup } from '../../src/statistics/live/live-setup.ts';

export function sampleComparison(id: string, change: Partial<Comparison> = {}): Comparison {
  return {
    id,
    runIds: ['candidate', 'baseline'],
    metrics: ['right'],
    alpha: 0.05,
    margin: null,
    population: 'dataset',
    stop: true,
    maxSamples: null,
    seed: 7,
    createdAt: '2026-03-01T10:00:00.000Z',
    endedAt: null,
    ended: null,
    state: null,
    ...change,
  };
}

export const SAMPLE_SETUP: LiveSetup = {
  runIds: ['candidate', 'baseline'],
  metrics: [{ name: 'right', range: [0, 1], lowerIsBetter: false }],
  order: ['2', '0', '1'],
  replicates: [1, 1],
  population: 'dataset',
  alpha: 0.05,
  margin: null,
  maxSamples: null,
  isFinalTestPlanned: false,
  hypotheses: 1,
  finished: [{ runId: 'baseline', scores: { right: [1, 0.1, null] } }],
};

export function sampleStates(firstSeq: number, count: number): EventBatch {
  const lines = Array.from({ length: count }, (_, at) => `${JSON.stringify({ seq: firstSeq + at, text: 'très bien' })}\n`);
  return { firstSeq, count, bytes: Buffer.from(lines.join('')) };
}

/** What every store of comparisons promises. */
export function describeComparisonStore(name: string, makeStore: () => Promise<ComparisonStore>): void {
  describe(`${name} as a store of comparisons`, () => {
    let store: ComparisonStore;

    beforeEach(async () => {
      store = await makeStore();
    });

    afterEach(() => store.close());

    it('finds a comparison, and what it is about, as they were created', async () => {
      expect(await store.find('a')).toBeUndefined();
      expect(await store.list()).toEqual({ comparisons: [], nextCursor: null });
      await store.create(sampleComparison('a'), SAMPLE_SETUP);
      expect(await store.find('a')).toEqual(sampleComparison('a'));
      expect(await store.setup('a')).toEqual(SAMPLE_SETUP);
      expect(await store.kept('a')).toBeNull();
      expect(await seqsIn(store.readStates('a', 0))).toEqual([]);
      expect(await store.claim('a')).toBe(true);
    });

    it('refuses a second one of the same id', async () => {
      await store.create(sampleComparison('a'), SAMPLE_SETUP);
      await expect(store.create(sampleComparison('a', { seed: 8 }), SAMPLE_SETUP)).rejects.toMatchObject({
        code: 'already_exists',
      });
      expect(await store.find('a')).toMatchObject({ seed: 7 });
    });

    it.each(['nobody', '../a', '', '.deleted-x'])('knows no comparison %j', async (id) => {
      expect(await store.find(id)).toBeUndefined();
      const missing = { code: 'comparison_not_found' };
      await expect(store.setup(id)).rejects.toMatchObject(missing);
      expect(await store.kept(id)).toBeNull();
      await expect(store.delete(id)).rejects.toMatchObject(missing);
      await expect(seqsIn(store.readStates(id, 0))).rejects.toMatchObject(missing);
    });

    it('lists the newest first, page by page, and those of one run', async () => {
      for (const [at, id] of ['a', 'b', 'c'].entries()) {
        const runIds = [id === 'b' ? 'other' : 'candidate', 'baseline'] as const;
        await store.create(sampleComparison(id, { runIds, createdAt: `2026-03-01T10:00:0${at}.000Z` }), SAMPLE_SETUP);
      }
      const first = await store.list({ limit: 2 });
      expect(first.comparisons.map(({ id }) => id)).toEqual(['c', 'b']);
      const second = await store.list({ limit: 2, cursor: first.nextCursor ?? '' });
      expect([second.comparisons.map(({ id }) => id), second.nextCursor]).toEqual([['a'], null]);
      expect((await store.list({ runId: 'candidate' })).comparisons.map(({ id }) => id)).toEqual(['c', 'a']);
      await expect(store.list({ cursor: 'xyz' })).rejects.toMatchObject({ code: 'unusable_request' });
    });

    it('reads the states that were appended, from any of them on, and takes no other than the next', async () => {
      await store.create(sampleComparison('a'), SAMPLE_SETUP);
      await store.appendStates('a', sampleStates(0, 1));
      await store.appendStates('a', sampleStates(1, 2));
      await expect(store.appendStates('a', sampleStates(2, 1))).rejects.toThrow('the next state is 3, not 2');
      await store.appendStates('a', sampleStates(3, 1));
      for (const from of [0, 1, 2, 3, 4]) expect(await seqsIn(store.readStates('a', from))).toEqual([0, 1, 2, 3].slice(from));
    });

    it('keeps how far it is, the last time', async () => {
      await store.create(sampleComparison('a'), SAMPLE_SETUP);
      const live = new LiveComparison(SAMPLE_SETUP);
      for (const row of ['2', '0']) {
        live.report('candidate', row, 0, { kind: 'scored', scores: { right: 1 } });
        live.advance();
        await store.keep('a', live.kept());
      }
      const kept = await store.kept('a');
      expect(JSON.stringify(kept)).toBe(JSON.stringify(live.kept()));
      expect(new LiveComparison(SAMPLE_SETUP, kept).state()).toEqual(live.state());
    });

    it('ends a comparison, opens it again, and deletes it with all that it has', async () => {
      await store.create(sampleComparison('a'), SAMPLE_SETUP);
      await store.appendStates('a', sampleStates(0, 2));
      const ended = {
        ended: { reason: 'cancelled', detail: 'x' },
        endedAt: '2026-03-01T10:01:00.000Z',
        state: { seq: 1 },
      } as const;
      await store.update(sampleComparison('a', ended));
      expect(await store.find('a')).toEqual(sampleComparison('a', ended));
      expect(await store.claim('a')).toBe(true);
      await store.update(sampleComparison('a'));
      await store.appendStates('a', sampleStates(2, 1));
      expect(await seqsIn(store.readStates('a', 0))).toEqual([0, 1, 2]);
      await store.delete('a');
      expect(await store.find('a')).toBeUndefined();
      await expect(store.appendStates('a', sampleStates(3, 1))).rejects.toMatchObject({ code: expect.any(String) });
      await expect(store.keep('a', new LiveComparison(SAMPLE_SETUP).kept())).rejects.toMatchObject({
        code: expect.any(String),
      });
      await store.create(sampleComparison('a'), SAMPLE_SETUP);
      expect(await seqsIn(store.readStates('a', 0))).toEqual([]);
    });
  });
}

async function seqsIn(batches: AsyncIterable<EventBatch>): Promise<number[]> {
  const seqs: number[] = [];
  for await (const batch of batches)
    for (const line of eventLines(batch)) seqs.push((JSON.parse(line.toString()) as { seq: number }).seq);
  return seqs;
}
