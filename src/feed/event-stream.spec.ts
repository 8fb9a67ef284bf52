import { describe, expect, it } from '@jest/globals';
import { type EventBatch, eventLine } from '../domain/event-batch.ts';
import type { JobEvent } from '../domain/job-event.ts';
import { sseFrames } from './event-stream.ts';

function event(seq: number, message: string): JobEvent {
  return { seq, job_id: 'job', step_index: 0, type: 'error', payload: { message } };
}

function batchOf(...events: readonly JobEvent[]): EventBatch {
  return { firstSeq: events[0]?.seq ?? 0, count: events.length, bytes: Buffer.from(events.map(eventLine).join('')) };
}

describe('sseFrames', () => {
  it('gives each event an id line, a data line and a blank line', () => {
    const frames = sseFrames(batchOf(event(9, 'a'), event(10, 'b'))).toString();
    expect(frames).toBe(`id: 9\ndata: ${JSON.stringify(event(9, 'a'))}\n\nid: 10\ndata: ${JSON.stringify(event(10, 'b'))}\n\n`);
  });

  it('keeps text of every script, and newlines inside it, on one line', () => {
    const frames = sseFrames(batchOf(event(0, 'où\nça 日本語 🙂'))).toString();
    expect(frames.split('\n')).toHaveLength(4);
    expect(JSON.parse(frames.split('\n')[1]?.slice('data: '.length) ?? '')).toEqual(event(0, 'où\nça 日本語 🙂'));
  });

  it('encodes a batch once for all who send it', () => {
    const batch = batchOf(event(0, 'shared'));
    expect(sseFrames(batch)).toBe(sseFrames(batch));
  });

  it('has room for the largest sequence number', () => {
    const batch = batchOf(event(Number.MAX_SAFE_INTEGER - 1, 'last'));
    expect(sseFrames(batch).toString()).toContain(`id: ${Number.MAX_SAFE_INTEGER - 1}\n`);
  });
});
