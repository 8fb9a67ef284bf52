import { describe, expect, it } from '@jest/globals';
import { sampleBatch, sampleJob } from '../../test/contracts/sample-job.ts';
import type { AppEvent } from '../domain/app-event.ts';
import { EventBus } from './event-bus.ts';

const CREATED: AppEvent = { type: 'job.created', job: sampleJob('a') };
const EVENTS: AppEvent = { type: 'job.events', jobId: 'a', batch: sampleBatch('a', 0, 1) };
const OTHER: AppEvent = { type: 'job.created', job: sampleJob('b') };

describe('EventBus', () => {
  it('gives every subscriber what is published from then on, in order', () => {
    const bus = new EventBus();
    const [early, late]: [AppEvent[], AppEvent[]] = [[], []];
    bus.events.subscribe((event) => early.push(event));
    bus.publish(CREATED);
    bus.events.subscribe((event) => late.push(event));
    bus.publish(EVENTS);
    expect([early, late]).toEqual([[CREATED, EVENTS], [EVENTS]]);
  });

  it('picks the events of one job, whatever their type', () => {
    const bus = new EventBus();
    const seen: AppEvent[] = [];
    bus.ofJob('a').subscribe((event) => seen.push(event));
    for (const event of [CREATED, OTHER, EVENTS]) bus.publish(event);
    expect(seen).toEqual([CREATED, EVENTS]);
  });

  it('picks the events of one type, whatever their job', () => {
    const bus = new EventBus();
    const seen: AppEvent[] = [];
    bus.ofType('job.created').subscribe((event) => seen.push(event));
    for (const event of [CREATED, EVENTS, OTHER]) bus.publish(event);
    expect(seen).toEqual([CREATED, OTHER]);
  });

  it('completes its subscriptions when it is closed', () => {
    const bus = new EventBus();
    let isComplete = false;
    bus.ofJob('a').subscribe({ complete: () => (isComplete = true) });
    bus.close();
    expect(isComplete).toBe(true);
  });
});
