import { describe, expect, it } from '@jest/globals';
import { type EventBatch, eventLine } from '../domain/event-batch.ts';
import type { JobEvent } from '../domain/job-event.ts';
import { errorEvent } from './error-event.ts';

const payload = { prompt_template: 'é\n{{ a }}', thinking: null, advice: null };

function batch(firstSeq: number, ...events: readonly Pick<JobEvent, 'type' | 'step_index'>[]): EventBatch {
  const lines = events.map((event, index) => eventLine({ seq: firstSeq + index, job_id: 'j', payload, ...event }));
  return { firstSeq, count: events.length, bytes: Buffer.from(lines.join('')) };
}

function eventAfter(last: EventBatch | null): JobEvent {
  return JSON.parse(Buffer.from(errorEvent('j', last, 'broken').bytes).toString('utf8')) as JobEvent;
}

describe('errorEvent', () => {
  it('is the first event of a job that has none', () => {
    expect(eventAfter(null)).toEqual({ seq: 0, job_id: 'j', step_index: 0, type: 'error', payload: { message: 'broken' } });
  });

  it('is of the step under way', () => {
    const last = batch(7, { type: 'step', step_index: 1 }, { type: 'proposal', step_index: 2 });
    expect(eventAfter(last)).toMatchObject({ seq: 9, step_index: 2 });
  });

  it('is of the next step when one has just ended', () => {
    expect(eventAfter(batch(0, { type: 'step', step_index: 3 }))).toMatchObject({ seq: 1, step_index: 4 });
  });
});
