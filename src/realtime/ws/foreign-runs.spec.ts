import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { foreignLabels, type Run } from '../../domain/run.ts';
import type { RunStore } from '../../domain/run-store.ts';
import { type ForeignListener, ForeignRuns } from './foreign-runs.ts';

/** A store of runs whose content the test changes. */
class Runs {
  readonly runs = new Map<string, { readonly run: Run; readonly version: string }>();
  isBuilding = false;
  #version = 0;

  put(runId: string, status: Run['status'], metadata: Run['metadata'] = {}): void {
    const counts = { sampleCount: 1, totalSamples: 2, failedSamples: 0, costUsd: null, metrics: {} };
    const labels = foreignLabels(runId);
    const run: Run = { ...labels, ...counts, runId, experimentId: 'e', status, createdAt: null, source: 'themis', metadata };
    this.#version += 1;
    this.runs.set(runId, { run, version: `${this.#version}` });
  }

  async find(runId: string): Promise<Run | undefined> {
    return this.runs.get(runId)?.run;
  }

  async foreign(): ReturnType<RunStore['foreign']> {
    return [...this.runs.values()].map(({ run: { runId, status }, version }) => {
      return { runId, version, isUnderWay: status === 'in_progress' };
    });
  }

  state(): ReturnType<RunStore['state']> {
    return { state: this.isBuilding ? 'building' : 'ready', done: 1, isTemporary: false };
  }
}

describe('ForeignRuns', () => {
  let runs: Runs;
  let foreign: ForeignRuns;

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'queueMicrotask', 'setImmediate'] });
    runs = new Runs();
    foreign = new ForeignRuns(runs as unknown as RunStore);
  });

  afterEach(() => {
    foreign.onModuleDestroy();
    jest.useRealTimers();
  });

  async function listener(): Promise<ForeignListener & { readonly told: string[] }> {
    const told: string[] = [];
    const one = {
      told,
      foreignRun: ({ runId }, { data }) => void told.push(`${runId} ${data.status} ${String(data.error)}`),
    } satisfies ForeignListener & { told: string[] };
    await foreign.begin();
    await foreign.listen(one);
    return one;
  }

  async function aSecondLater(): Promise<void> {
    await jest.advanceTimersByTimeAsync(1_000);
  }

  it('tells of what is under way at once, and of what appears, changes or ends within a second', async () => {
    runs.put('over', 'completed');
    runs.put('on', 'in_progress');
    const { told } = await listener();
    expect(told).toEqual(['on in_progress null']);
    await aSecondLater();
    runs.put('on', 'failed', { error_message: 'RuntimeError: no credit' });
    runs.put('new', 'completed');
    await aSecondLater();
    expect(told.slice(1)).toEqual(['on failed RuntimeError: no credit', 'new completed null']);
    runs.runs.delete('new');
    await aSecondLater();
    expect(told).toHaveLength(3);
  });

  it('takes what the store still reads when somebody begins to listen for what was there before', async () => {
    runs.isBuilding = true;
    const { told } = await listener();
    runs.put('old', 'completed');
    runs.put('old and on', 'in_progress');
    await aSecondLater();
    runs.isBuilding = false;
    await aSecondLater();
    runs.put('new', 'completed');
    await aSecondLater();
    expect(told).toEqual(['old and on in_progress null', 'new completed null']);
  });

  it('tells a later listener of later changes, and one that has left nothing', async () => {
    const first = await listener();
    runs.put('a', 'completed');
    await aSecondLater();
    const second = await listener();
    foreign.ignore(first);
    runs.put('b', 'completed');
    await aSecondLater();
    expect([first.told, second.told]).toEqual([['a completed null'], ['b completed null']]);
  });

  it('looks no more when nobody listens', async () => {
    foreign.ignore(await listener());
    expect(jest.getTimerCount()).toBe(0);
    const later = await listener();
    runs.put('a', 'completed');
    await aSecondLater();
    expect(later.told).toEqual(['a completed null']);
  });

  it('tells of many changes bit by bit, and of each once', async () => {
    const { told } = await listener();
    for (let at = 0; at < 450; at += 1) runs.put(`run-${at}`, 'completed');
    await aSecondLater();
    expect(told).toHaveLength(200);
    await aSecondLater();
    await aSecondLater();
    await aSecondLater();
    expect(new Set(told).size).toBe(450);
    expect(told).toHaveLength(450);
  });

  it('cuts an error that is too long, and has none for a run that did not fail', async () => {
    runs.put('long', 'in_progress', { error_message: 'x' });
    const { told } = await listener();
    runs.put('long', 'failed', { error: 'x'.repeat(20_000) });
    await aSecondLater();
    expect(told[0]).toBe('long in_progress null');
    expect(told[1]).toHaveLength('long failed '.length + 10_001);
  });
});
