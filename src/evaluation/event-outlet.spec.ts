import { describe, expect, it } from '@jest/globals';
import type { EngineEvent } from './event.ts';
import { EventOutlet } from './event-outlet.ts';

function event(message: string): () => EngineEvent {
  return () => ({ type: 'error', stepIndex: 0, payload: { message } });
}

function messageOf({ payload }: EngineEvent): unknown {
  return 'message' in payload ? payload.message : undefined;
}

describe('EventOutlet', () => {
  it('hands on at once to a sink that does not wait', () => {
    const seen: unknown[] = [];
    const outlet = new EventOutlet((sent) => void seen.push(messageOf(sent)));
    expect(outlet.send(event('a'))).toBeUndefined();
    expect(seen).toEqual(['a']);
  });

  it('hands on one at a time, in order', async () => {
    const seen: unknown[] = [];
    const gates: (() => void)[] = [];
    const outlet = new EventOutlet((sent) => {
      seen.push(messageOf(sent));
      return new Promise((resolve) => gates.push(resolve));
    });
    const all = Promise.all(['a', 'b', 'c'].map(async (message) => outlet.send(event(message))));
    expect(seen).toEqual(['a']);
    for (const sent of [
      ['a', 'b'],
      ['a', 'b', 'c'],
      ['a', 'b', 'c'],
    ]) {
      gates.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
      expect(seen).toEqual(sent);
    }
    await all;
  });

  it('gives a failure of the sink to the sender', async () => {
    const outlet = new EventOutlet(() => Promise.reject(new Error('disk full')));
    await expect(outlet.send(event('a'))).rejects.toThrow('disk full');
  });

  it('drops what waits when it is closed', async () => {
    const seen: unknown[] = [];
    const outlet = new EventOutlet(async (sent) => void seen.push(messageOf(sent)));
    const all = Promise.all([outlet.send(event('a')), outlet.send(event('b'))]);
    outlet.close();
    await all;
    void outlet.send(event('c'));
    expect(seen).toEqual(['a']);
  });
});
