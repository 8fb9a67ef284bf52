import { describe, expect, it } from '@jest/globals';
import type { Comparison } from '../domain/comparison.ts';
import type { ComparisonStore } from '../domain/comparison-store.ts';
import { EventBus } from '../events/event-bus.ts';
import { LiveComparison } from '../statistics/live/live-comparison.ts';
import { ComparedSide } from './compared-side.ts';
import { FollowedComparison } from './followed-comparison.ts';
import { Turns } from './turns.ts';

const IDS = ['new', 'base'] as const;

function comparison(changes: Partial<Comparison> = {}): Comparison {
  return { id: 'c', runIds: IDS, stop: false, ended: null, endedAt: null, state: null, ...changes } as Comparison;
}

function side(name: 'candidate' | 'baseline'): ComparedSide {
  return new ComparedSide({ name, runId: name === 'candidate' ? IDS[0] : IDS[1], isGiven: false, metrics: ['m'] });
}

/** Of two jobs of which nothing comes, as after a start of the server. */
async function ended(missing: readonly string[]): Promise<Comparison> {
  const stored: Comparison[] = [];
  const store = {
    appendStates: async () => undefined,
    keep: async () => undefined,
    update: async (comparison: Comparison) => void stored.push(comparison),
  };
  const live = new LiveComparison({
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
  });
  const bus = new EventBus();
  const settled = Promise.withResolvers<undefined>();
  bus.ofType('comparison.settled').subscribe(() => settled.resolve(undefined));
  const followed = new FollowedComparison(
    {
      comparison: comparison(),
      live,
      candidate: side('candidate'),
      baseline: side('baseline'),
      last: null,
      isBaselineEnded: false,
    },
    {
      store: store as unknown as ComparisonStore,
      bus,
      turns: new Turns(),
      stopper: { decide: () => undefined },
      clock: { now: () => '2026-11-30T10:00:00.000Z' },
      missing: async (runIds) => runIds.filter((runId) => missing.includes(runId)),
    },
  );
  await followed.start();
  await settled.promise;
  await followed.close({ keeps: false });
  return stored.at(-1) ?? comparison();
}

describe('FollowedComparison', () => {
  it.each([
    ['new', 'the candidate, new, was deleted'],
    ['base', 'the baseline, base, was deleted'],
  ])('ends where %s was deleted before anything was heard of it', async (missing, detail) => {
    expect(await ended([missing])).toMatchObject({ ended: { reason: 'run_deleted', detail } });
  });
});
