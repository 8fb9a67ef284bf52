import { describe, expect, it } from '@jest/globals';
import { describePasses } from '../../../test/contracts/passes.contract.ts';
import { MemoryPasses } from './memory-passes.ts';

describePasses('MemoryPasses', async () => new MemoryPasses());

describe('MemoryPasses', () => {
  it('forgets the oldest of ten thousand and one', async () => {
    const passes = new MemoryPasses();
    for (let n = 0; n <= 10_000; n += 1) await passes.put({ kind: 'sign-in', id: String(n) }, '', 1_000);
    expect(await passes.find({ kind: 'sign-in', id: '0' })).toBeUndefined();
    expect(await passes.find({ kind: 'sign-in', id: '1' })).toBeDefined();
  });
});
