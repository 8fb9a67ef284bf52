import { describe, expect, it } from '@jest/globals';
import { batchFrom, encodeEvents, type EventBatch, eventHeads, eventsOf, lastEvent, singleEvent } from './event-batch.ts';
import type { JobEvent } from './job-event.ts';

function event(seq: number, message = `où\nça 🙂 ${String(seq)}`): JobEvent {
  return { seq, job_id: 'j', step_index: seq % 2, type: 'error', payload: { message } };
}

const EVENTS = [event(4), event(5), event(6)];

function written(line: string): EventBatch {
  return { firstSeq: 0, count: 1, bytes: Buffer.from(`${line}\n`) };
}

describe('a batch of events', () => {
  it('holds the events that it was made of', () => {
    const batch = encodeEvents(EVENTS);
    expect(batch).toMatchObject({ firstSeq: 4, count: 3 });
    expect(eventsOf(batch)).toEqual(EVENTS);
    expect(eventsOf(singleEvent(event(0)))).toEqual([event(0)]);
  });

  it('is parsed once for all who read it', () => {
    const batch = encodeEvents(EVENTS);
    expect(eventsOf(batch)).toBe(eventsOf(batch));
  });

  it('is one JSON line an event, each with its newline', () => {
    expect(Buffer.from(encodeEvents(EVENTS).bytes).toString()).toBe(EVENTS.map((one) => `${JSON.stringify(one)}\n`).join(''));
  });

  it('is never empty', () => {
    expect(() => encodeEvents([])).toThrow('at least one event');
  });

  it('knows its last event', () => {
    expect(lastEvent(encodeEvents(EVENTS))).toEqual(event(6));
    expect(lastEvent(encodeEvents(EVENTS.slice(0, 1)))).toEqual(event(4));
  });

  it('can be cut to begin at an event in it, over the same memory', () => {
    const batch = encodeEvents(EVENTS);
    expect(batchFrom(batch, 3)).toBe(batch);
    expect(batchFrom(batch, 4)).toBe(batch);
    const rest = batchFrom(batch, 6);
    expect(rest).toMatchObject({ firstSeq: 6, count: 1 });
    expect(eventsOf(rest)).toEqual([event(6)]);
    expect(rest.bytes.buffer).toBe(batch.bytes.buffer);
  });
});

describe('the heads of events', () => {
  it('give type, step and seq with the line as it stands', () => {
    expect([...eventHeads(encodeEvents(EVENTS))]).toEqual(
      EVENTS.map((one) => ({ seq: one.seq, type: 'error', stepIndex: one.step_index, line: Buffer.from(JSON.stringify(one)) })),
    );
  });

  it('are read from the lines of promptuna-server, which have spaces', () => {
    const line = '{"seq": 0, "job_id": "j", "step_index": 3, "type": "trial", "payload": {}}';
    expect([...eventHeads(written(line))]).toEqual([{ seq: 0, type: 'trial', stepIndex: 3, line: Buffer.from(line) }]);
  });

  it('are read from lines with their fields in another order', () => {
    const line = '{"type":"scoring","payload":{},"seq":0,"job_id":"j"}';
    expect([...eventHeads(written(line))]).toMatchObject([{ type: 'scoring', stepIndex: 0 }]);
  });

  it('do not need the payload to be JSON', () => {
    const [head] = eventHeads(written('{"seq":0,"job_id":"j","step_index":0,"type":"trial","payload":{'));
    expect(head).toMatchObject({ type: 'trial' });
  });
});
