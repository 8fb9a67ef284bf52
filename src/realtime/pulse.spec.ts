import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { WebSocket, WebSocketServer } from 'ws';
import { Pulse } from './pulse.ts';

/** More than the system takes for a peer that does not read. */
const MUCH = 'x'.repeat(32 * 1024 * 1024);

describe('Pulse', () => {
  let server: WebSocketServer;
  let client: WebSocket;
  let peer: WebSocket;
  let pulse: Pulse;

  beforeEach(async () => {
    server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(server, 'listening');
    const connected = once(server, 'connection');
    client = new WebSocket(`ws://127.0.0.1:${String((server.address() as AddressInfo).port)}`, { autoPong: false });
    const [socket, request] = (await connected) as [WebSocket, { readonly socket: Socket }];
    peer = socket;
    pulse = new Pulse(peer, request.socket);
    if (client.readyState !== WebSocket.OPEN) await once(client, 'open');
  });
  afterEach(() => {
    client.terminate();
    server.close();
  });

  it('is there at first, and not without a sign', () => {
    expect(pulse.look()).toBe(true);
    expect(pulse.look()).toBe(false);
  });

  it.each<[string, 'pong' | 'message']>([
    ['an answer to a ping', 'pong'],
    ['a message', 'message'],
  ])('is %s', async (_, event) => {
    pulse.look();
    const heard = once(peer, event);
    if (event === 'pong') client.pong();
    else client.send('here');
    await heard;
    expect(pulse.look()).toBe(true);
    expect(pulse.look()).toBe(false);
  });

  it('is that the peer takes what waited for it', async () => {
    client.pause();
    pulse.look();
    const written = new Promise((resolve) => peer.send(MUCH, resolve));
    expect(pulse.look()).toBe(false);
    client.resume();
    await written;
    expect(pulse.look()).toBe(true);
    expect(pulse.look()).toBe(false);
  });

  it('is not that the system takes what is sent to a peer that reads nothing', async () => {
    client.pause();
    pulse.look();
    pulse.look();
    await new Promise((resolve) => peer.send('little', resolve));
    expect(pulse.look()).toBe(false);
  });
});
