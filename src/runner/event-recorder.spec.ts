import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { type EventBatch, eventsOf } from '../domain/event-batch.ts';
import type { EngineEvent } from '../evaluation/event.ts';
import { EventRecorder } from './event-recorder.ts';

const KB = 1024;

function errorOf(message: string): EngineEvent {
  return { type: 'error', stepIndex: 0, payload: { message } };
}

function recording(): { readonly recorder: EventRecorder; readonly batches: EventBatch[] } {
  const batches: EventBatch[] = [];
  return { recorder: new EventRecorder('job', 3, (batch) => batches.push(batch)), batches };
}

function messages(batches: readonly EventBatch[]): unknown[] {
  return batches.flatMap(eventsOf).map(({ payload }) => ('message' in payload ? payload.message : undefined));
}

describe('EventRecorder', () => {
  it('numbers events and sends them together at the end of the turn', async () => {
    const { recorder, batches } = recording();
    for (const message of ['one', 'two']) void recorder.record(errorOf(message));
    expect(batches).toEqual([]);
    await setImmediate();
    expect(batches).toMatchObject([{ firstSeq: 3, count: 2 }]);
    expect(batches.flatMap(eventsOf)).toMatchObject([
      { seq: 3, job_id: 'job', step_index: 0, type: 'error', payload: { message: 'one' } },
      { seq: 4, job_id: 'job', step_index: 0, type: 'error', payload: { message: 'two' } },
    ]);
  });

  it('sends a batch that is large enough before the turn ends', () => {
    const { recorder, batches } = recording();
    void recorder.record(errorOf('x'.repeat(200 * KB)));
    expect(batches).toMatchObject([{ firstSeq: 3, count: 1 }]);
  });

  it.each([
    ['of several bytes a character', ['naïve', '東京', '🦜'.repeat(10 * KB), 'end']],
    ['longer than any batch', ['x'.repeat(300 * KB), '東'.repeat(3000 * KB), 'end']],
    ['that end in the middle of a pair', ['\ud83e', 'end']],
  ])('keeps texts %s', (_, texts) => {
    const { recorder, batches } = recording();
    for (const text of texts) void recorder.record(errorOf(text));
    recorder.flush();
    expect(messages(batches)).toEqual(texts);
  });

  it('leaves a batch as it was sent', () => {
    const { recorder, batches } = recording();
    for (const message of ['one', 'two']) {
      void recorder.record(errorOf(message));
      recorder.flush();
    }
    expect(messages(batches)).toEqual(['one', 'two']);
  });

  it('holds the engine back until enough is acknowledged', async () => {
    const { recorder, batches } = recording();
    let isHeld = true;
    const held = Promise.resolve(recorder.record(errorOf('x'.repeat(5_000 * KB)))).then(() => (isHeld = false));
    await setImmediate();
    expect(isHeld).toBe(true);
    recorder.acknowledge(batches[0]?.bytes.byteLength ?? 0);
    await held;
    expect(isHeld).toBe(false);
  });
});
