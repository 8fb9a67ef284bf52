import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { scored } from '../../../../test/contracts/run-store.contract.ts';
import { RigUnderTest } from '../../../../test/fixtures/folder-rig.ts';
import { importedRun } from './import-document.ts';
import { listedRun, RunDraft, sweepDrafts, unlist } from './run-draft.ts';

const PLACE = { source: 'import', origin: 'mine' } as const;
const RUN = importedRun({ runId: 'mine', experimentId: 'e', status: 'completed', createdAt: null, metadata: {} });

describe('RunDraft', () => {
  let rig: RigUnderTest;

  beforeEach(() => {
    rig = new RigUnderTest();
  });

  afterEach(() => {
    rig.index.close();
  });

  function draftOf(...ids: readonly string[]): RunDraft {
    const draft = rig.index.read((database) => new RunDraft(database, PLACE));
    for (const id of ids) draft.add({ sample: scored(id, { m: 1 }), offset: 0, length: 0, document: null });
    return draft;
  }

  function publish(draft: RunDraft, stamp: string): void {
    draft.publish(RUN, { origin: 'mine', hideAs: 'mine', stamp, digest: '' });
  }

  const sweep = (nowMs?: number): void => {
    rig.index.read((database) => {
      sweepDrafts(database, () => false, nowMs);
    });
  };

  it('is seen by nobody before it is published', () => {
    const draft = draftOf('a');
    draft.write();
    expect([rig.ids(), rig.count('samples')]).toEqual([[], 1]);
    publish(draft, 'first');
    expect(rig.summaries()).toMatchObject([{ runId: 'mine', totalSamples: 1 }]);
  });

  it('takes the place of what its folder was, of which nothing stays', () => {
    publish(draftOf('a', 'b'), 'first');
    publish(draftOf('c'), 'second');
    expect(rig.index.read((database) => listedRun(database, PLACE))).toMatchObject({ stamp: 'second' });
    expect([rig.count('runs'), rig.count('samples'), rig.count('scores'), rig.count('metrics')]).toEqual([1, 1, 1, 1]);
  });

  it('leaves what is gone to the next sweep where the time is over', () => {
    const place = rig.index.read((database) => unlist(database, PLACE));
    expect(place).toBeUndefined();
    publish(draftOf('a'), 'first');
    rig.index.read((database) => unlist(database, PLACE));
    const swept = (isTimeOver: boolean): boolean => rig.index.read((database) => sweepDrafts(database, () => isTimeOver));
    expect([swept(true), rig.ids(), rig.count('samples')]).toEqual([false, [], 1]);
    expect([swept(false), rig.count('runs'), rig.count('samples')]).toEqual([true, 0, 0]);
  });

  it('leaves one run where two processes publish the same', () => {
    const [first, second] = [draftOf('a'), draftOf('a')];
    first.write();
    second.write();
    publish(first, 'same');
    publish(second, 'same');
    expect([rig.ids(), rig.count('samples')]).toEqual([['mine'], 1]);
  });

  it('leaves nothing when it is discarded', () => {
    const draft = draftOf('a');
    draft.write();
    draft.discard();
    expect([rig.count('runs'), rig.count('samples')]).toEqual([0, 0]);
  });

  it('is swept once it was not written to for a while, as after a crash', () => {
    draftOf('a').write();
    sweep();
    expect(rig.count('samples')).toBe(1);
    sweep(Date.now() + 3_600_000);
    expect([rig.count('runs'), rig.count('samples'), rig.count('scores')]).toEqual([0, 0, 0]);
  });
});
