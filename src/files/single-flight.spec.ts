import { describe, expect, it } from '@jest/globals';
import { SingleFlight } from './single-flight.ts';

describe('SingleFlight', () => {
  it('gives all calls during a run one run after it', async () => {
    const steps: string[] = [];
    const flight = new SingleFlight(async () => {
      steps.push('begin');
      await Promise.resolve();
      steps.push('end');
    });
    await Promise.all(Array.from({ length: 10 }, () => flight.run()));
    expect(steps).toEqual(['begin', 'end', 'begin', 'end']);
    await flight.run();
    expect(steps).toHaveLength(6);
  });

  it('runs again after a run that failed', async () => {
    let runs = 0;
    const flight = new SingleFlight(async () => {
      await Promise.resolve();
      if (++runs === 1) throw new Error('failed');
    });
    const [first, second] = await Promise.allSettled([flight.run(), flight.run()]);
    expect([first.status, second.status]).toEqual(['rejected', 'fulfilled']);
  });
});
