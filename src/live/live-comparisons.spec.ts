import { describe, expect, it } from '@jest/globals';
import type { Comparison } from '../domain/comparison.ts';
import type { Job } from '../domain/job.ts';
import type { JobStore } from '../domain/job-store.ts';
import type { RunStore } from '../domain/run-store.ts';
import { EventBus } from '../events/event-bus.ts';
import { MemoryComparisonStore } from '../storage/memory/memory-comparison-store.ts';
import type { JobOutcomes } from './job-outcomes.ts';
import { LiveComparisons } from './live-comparisons.ts';
import { Turns } from './turns.ts';

const IDS = ['new', 'base'] as const;

const SETUP = {
  runIds: IDS,
  metrics: [{ name: 'm', range: [0, 1], lowerIsBetter: false }],
  order: ['0', '1', '2'],
  replicates: [1, 1],
  population: 'dataset',
  alpha: 0.05,
  margin: null,
  maxSamples: null,
  isFinalTestPlanned: false,
  hypotheses: 1,
  finished: [],
} as const;

describe('LiveComparisons', () => {
  it('goes on with the comparison of a job that is resumed, where nothing had begun it in this process', async () => {
    const store = new MemoryComparisonStore();
    await store.create(
      { id: 'c', runIds: IDS, stop: false, ended: null, createdAt: '', state: null } as unknown as Comparison,
      SETUP,
    );
    const listened: string[] = [];
    const jobs = { find: async (id: string) => ({ id }) };
    const outcomes = {
      listen: ({ id }: Job) => {
        listened.push(id);
        return () => undefined;
      },
    };
    const bus = new EventBus();
    const live = new LiveComparisons(
      store,
      jobs as unknown as JobStore,
      {} as RunStore,
      { decide: () => undefined },
      { now: () => '2026-11-30T10:00:00.000Z' },
      bus,
      outcomes as unknown as JobOutcomes,
      new Turns(),
    );
    live.onModuleInit();
    const said = Promise.withResolvers<string>();
    bus.ofType('comparison.states').subscribe(({ comparisonId }) => said.resolve(comparisonId));
    const job = { id: 'new', resumed: { at: '2026-11-30T10:00:00.000Z', retriesFailed: false } } as unknown as Job;
    bus.publish({ type: 'job.started', job });
    bus.publish({ type: 'job.started', job });
    expect(await said.promise).toBe('c');
    while (listened.length < IDS.length) await new Promise(setImmediate);
    expect(listened).toEqual(['new', 'base']);
    await live.beforeApplicationShutdown();
  });
});
