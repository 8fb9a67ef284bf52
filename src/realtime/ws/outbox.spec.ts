import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { WebSocket, WebSocketServer } from 'ws';
import { Outbox, type OutboxLimits } from './outbox.ts';
import { textFrame } from './text-frame.ts';

/** Bytes that wait for a peer that does not read. */
const ENOUGH = 1_500_000;

const FRAME = textFrame('x'.repeat(100_000));

const PATIENT: OutboxLimits = { progressBytes: 100, waitBytes: 200_000, closeBytes: 1e9, stallMs: 600_000 };

let server: WebSocketServer;

let client: WebSocket;

let peer: WebSocket;

let stream: Duplex;

beforeEach(async () => {
  server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
  await once(server, 'listening');
  const connected = once(server, 'connection');
  client = new WebSocket(`ws://127.0.0.1:${String((server.address() as AddressInfo).port)}`);
  const [socket, request] = (await connected) as [WebSocket, { readonly socket: Duplex }];
  peer = socket;
  stream = request.socket;
  if (client.readyState !== WebSocket.OPEN) await once(client, 'open');
});

afterEach(() => {
  client.terminate();
  server.close();
});

function received(): string[] {
  const texts: string[] = [];
  client.on('message', (data: Buffer) => texts.push(data.toString()));
  return texts;
}

/** Sends until much of it waits. */
function fill(outbox: Outbox): void {
  while (peer.bufferedAmount < ENOUGH) outbox.send(FRAME);
}

describe('Outbox', () => {
  it('sends what it is given, between the frames of the socket itself', async () => {
    const texts = received();
    const outbox = new Outbox(peer, stream);
    outbox.send(textFrame('one'));
    peer.send('two');
    peer.ping();
    outbox.send(textFrame('drei 🙂'));
    outbox.sendProgress(textFrame('four'));
    peer.close(1000);
    await once(client, 'close');
    expect(texts).toEqual(['one', 'two', 'drei 🙂', 'four']);
  });

  it('leaves progress out for a peer that is behind, and nothing else', async () => {
    client.pause();
    const texts = received();
    const outbox = new Outbox(peer, stream, PATIENT);
    fill(outbox);
    outbox.sendProgress(textFrame('progress'));
    outbox.send(textFrame('the end'));
    client.resume();
    outbox.close(1000, 'done');
    await once(client, 'close');
    expect(texts.at(-1)).toBe('the end');
    expect(texts).not.toContain('progress');
  });

  it('has events wait for a peer that is behind, until it has caught up', async () => {
    client.pause();
    const outbox = new Outbox(peer, stream, PATIENT);
    await outbox.ready();
    fill(outbox);
    let isReady = false;
    const ready = outbox.ready().then(() => (isReady = true));
    await new Promise((resolve) => setImmediate(resolve));
    expect(isReady).toBe(false);
    client.resume();
    await ready;
    expect(peer.readyState).toBe(WebSocket.OPEN);
  });

  it('gives room to one after another', async () => {
    client.pause();
    const outbox = new Outbox(peer, stream, PATIENT);
    fill(outbox);
    const unsent: number[] = [];
    const all = Array.from({ length: 30 }, () =>
      outbox.inTurn(() => {
        unsent.push(peer.bufferedAmount);
        outbox.send(FRAME);
      }),
    );
    client.resume();
    await Promise.all(all);
    expect(unsent).toHaveLength(30);
    expect(Math.max(...unsent)).toBeLessThanOrEqual(PATIENT.waitBytes);
  });

  it('gives the turn on when one fails', async () => {
    const outbox = new Outbox(peer, stream);
    const failed = outbox.inTurn(() => {
      throw new RangeError('no frame');
    });
    const next = outbox.inTurn(() => 'sent');
    await expect(failed).rejects.toThrow('no frame');
    expect(await next).toBe('sent');
  });

  it('gives a peer the more time the more it has to take', () => {
    jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate', 'queueMicrotask', 'performance'] });
    try {
      client.pause();
      stream.cork();
      const outbox = new Outbox(peer, stream, { ...PATIENT, stallMs: 1_000 });
      outbox.send(textFrame('x'.repeat(1_000_000)));
      jest.advanceTimersByTime(4_900);
      expect(peer.readyState).toBe(WebSocket.OPEN);
      jest.advanceTimersByTime(200);
      expect(peer.readyState).toBe(WebSocket.CLOSING);
    } finally {
      jest.useRealTimers();
      stream.uncork();
    }
  });

  it.each<[string, Partial<OutboxLimits>]>([
    ['takes nothing for too long', { stallMs: 10 }],
    ['has too much before it', { closeBytes: 1_000_000 }],
  ])('closes a peer that %s with 1013, after all it was sent', async (_, limits) => {
    client.pause();
    const texts = received();
    const outbox = new Outbox(peer, stream, { ...PATIENT, ...limits });
    let sent = 0;
    while (peer.readyState === WebSocket.OPEN) {
      if (peer.bufferedAmount < ENOUGH) {
        outbox.send(FRAME);
        sent += 1;
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    client.resume();
    expect((await once(client, 'close'))[0]).toBe(1013);
    expect(texts.length).toBeGreaterThanOrEqual(sent - 1);
    outbox.send(FRAME);
    await outbox.ready();
  });
});
