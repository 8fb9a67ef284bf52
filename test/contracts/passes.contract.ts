import { beforeEach, describe, expect, it } from '@jest/globals';
import type { PassKey, Passes } from '../../src/domain/passes.ts';

const MINUTE_MS = 60_000;
const ONE: PassKey = { kind: 'ticket', id: 'one' };

/** What every adapter of the port `Passes` promises. */
export function describePasses(name: string, open: () => Promise<Passes>): void {
  describe(name, () => {
    let passes: Passes;

    beforeEach(async () => {
      passes = await open();
    });

    it('keeps a text under its kind and id, for its time', async () => {
      await passes.put(ONE, 'a "text"', MINUTE_MS);
      const found = await passes.find(ONE);
      expect(found?.body).toBe('a "text"');
      expect(found?.leftMs).toBeGreaterThan(0);
      expect(found?.leftMs).toBeLessThanOrEqual(MINUTE_MS);
      expect(await passes.find({ ...ONE, kind: 'session' })).toBeUndefined();
      expect(await passes.find({ ...ONE, id: 'two' })).toBeUndefined();
      await passes.put(ONE, 'another', MINUTE_MS);
      expect((await passes.find(ONE))?.body).toBe('another');
    });

    it('has one no more once its time is over', async () => {
      await passes.put(ONE, 'text', -1);
      await passes.extend(ONE, MINUTE_MS);
      expect(await passes.find(ONE)).toBeUndefined();
      expect(await passes.replace(ONE, 'text', { body: 'other', leftMs: MINUTE_MS })).toBe(false);
      expect(await passes.take(ONE)).toBeUndefined();
    });

    it('has one last longer, or less long', async () => {
      await passes.put(ONE, 'text', MINUTE_MS);
      await passes.extend(ONE, 10 * MINUTE_MS);
      expect((await passes.find(ONE))?.leftMs).toBeGreaterThan(MINUTE_MS);
      await passes.extend(ONE, -1);
      expect(await passes.find(ONE)).toBeUndefined();
      await passes.extend({ ...ONE, id: 'none' }, MINUTE_MS);
      expect(await passes.find({ ...ONE, id: 'none' })).toBeUndefined();
    });

    it('replaces a text once, whoever tries', async () => {
      await passes.put(ONE, 'new', MINUTE_MS);
      const used = { body: 'used', leftMs: MINUTE_MS };
      const replaced = await Promise.all([1, 2, 3, 4, 5].map(() => passes.replace(ONE, 'new', used)));
      expect(replaced.filter(Boolean)).toEqual([true]);
      expect((await passes.find(ONE))?.body).toBe('used');
    });

    it('gives a text away once, whoever asks', async () => {
      await passes.put(ONE, 'text', MINUTE_MS);
      const taken = await Promise.all([1, 2, 3, 4, 5].map(() => passes.take(ONE)));
      expect(taken.filter((body) => body !== undefined)).toEqual(['text']);
      expect(await passes.find(ONE)).toBeUndefined();
    });
  });
}
