import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { WebSocket, WebSocketServer } from 'ws';
import { keepHeartbeat, PeerActivity } from './heartbeat.ts';

const INTERVAL_MS = 20;

describe('keepHeartbeat', () => {
  let server: WebSocketServer;

  beforeEach(async () => {
    server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(server, 'listening');
    keepHeartbeat(server, INTERVAL_MS);
  });
  afterEach(() => {
    for (const client of server.clients) client.terminate();
    server.close();
  });

  function connect(autoPong: boolean): WebSocket {
    return new WebSocket(`ws://127.0.0.1:${String((server.address() as AddressInfo).port)}`, { autoPong });
  }

  it('pings a client, again and again, and leaves one that answers alone', async () => {
    const client = connect(true);
    for (let count = 0; count < 5; count += 1) await once(client, 'ping');
    expect(client.readyState).toBe(WebSocket.OPEN);
  });

  it('ends a client that does not answer', async () => {
    const connected = once(server, 'connection');
    const client = connect(false);
    const [peer] = (await connected) as [WebSocket];
    const [[code]] = await Promise.all([once(client, 'close') as Promise<[number]>, once(peer, 'close')]);
    expect(code).toBe(1006);
    expect(server.clients.size).toBe(0);
  });
});

/** More than the system takes for a peer that does not read. */
const MUCH = 'x'.repeat(32 * 1024 * 1024);

describe('PeerActivity', () => {
  let server: WebSocketServer;
  let client: WebSocket;
  let peer: WebSocket;
  let activity: PeerActivity;

  beforeEach(async () => {
    server = new WebSocketServer({ port: 0, host: '127.0.0.1' });
    await once(server, 'listening');
    const connected = once(server, 'connection');
    client = new WebSocket(`ws://127.0.0.1:${String((server.address() as AddressInfo).port)}`, { autoPong: false });
    const [socket, request] = (await connected) as [WebSocket, { readonly socket: Socket }];
    peer = socket;
    activity = new PeerActivity(peer, request.socket);
    if (client.readyState !== WebSocket.OPEN) await once(client, 'open');
  });
  afterEach(() => {
    client.terminate();
    server.close();
  });

  it('is there at first, and not without a sign', () => {
    expect(activity.wasSeen()).toBe(true);
    expect(activity.wasSeen()).toBe(false);
  });

  it.each<[string, 'pong' | 'message']>([
    ['an answer to a ping', 'pong'],
    ['a message', 'message'],
  ])('is %s', async (_, event) => {
    activity.wasSeen();
    const heard = once(peer, event);
    if (event === 'pong') client.pong();
    else client.send('here');
    await heard;
    expect(activity.wasSeen()).toBe(true);
    expect(activity.wasSeen()).toBe(false);
  });

  it('is that the peer takes what waited for it', async () => {
    client.pause();
    activity.wasSeen();
    const written = new Promise((resolve) => peer.send(MUCH, resolve));
    expect(activity.wasSeen()).toBe(false);
    client.resume();
    await written;
    expect(activity.wasSeen()).toBe(true);
    expect(activity.wasSeen()).toBe(false);
  });

  it('is not that the system takes what is sent to a peer that reads nothing', async () => {
    client.pause();
    activity.wasSeen();
    activity.wasSeen();
    await new Promise((resolve) => peer.send('little', resolve));
    expect(activity.wasSeen()).toBe(false);
  });
});
