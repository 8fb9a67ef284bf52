import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { WebSocket, WebSocketServer } from 'ws';
import { keepHeartbeat } from './ws-heartbeat.ts';

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
