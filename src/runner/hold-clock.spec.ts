import { describe, expect, it } from '@jest/globals';
import { HoldClock } from './hold-clock.ts';

const DOWN = { model: 'openai:a', reason: 'outage' } as const;
const LIMITED = { model: 'openai:b', reason: 'limit' } as const;

describe('HoldClock', () => {
  it('adds up for how long the calls of each model were held up, over all jobs', () => {
    const clock = new HoldClock();
    const [first, second] = [{}, {}];
    clock.change(first, [DOWN], 0);
    clock.change(second, [DOWN, LIMITED], 1_000);
    clock.change(first, [], 3_000);

    expect(clock.held()).toEqual([
      { labels: DOWN, value: 1 },
      { labels: LIMITED, value: 1 },
    ]);
    expect(clock.seconds(4_000)).toEqual([
      { labels: DOWN, value: 6 },
      { labels: LIMITED, value: 3 },
    ]);
  });

  it('says of a model that was held up before that it is not any more', () => {
    const clock = new HoldClock();
    const job = {};
    clock.change(job, [DOWN], 0);
    clock.change(job, [], 500);

    expect(clock.held()).toEqual([{ labels: DOWN, value: 0 }]);
    expect(clock.seconds(9_000)).toEqual([{ labels: DOWN, value: 0.5 }]);
  });
});
