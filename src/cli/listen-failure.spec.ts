import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { listenFailure } from './listen-failure.ts';

const servers: Server[] = [];

afterEach(() => {
  servers.splice(0).forEach((server) => server.close());
});

async function listen(port: number, host: string): Promise<number> {
  const server = createServer().listen(port, host);
  servers.push(server);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

async function failure(port: number, host: string): Promise<string> {
  return listen(port, host).then(
    () => 'listens',
    (error: unknown) => listenFailure(error, host, port),
  );
}

describe('listenFailure', () => {
  it('names the flag for a port in use', async () => {
    const port = await listen(0, '127.0.0.1');

    expect(await failure(port, '127.0.0.1')).toBe(
      `Port ${port} on 127.0.0.1 is in use: stop what listens there, or choose another with --port (0 picks a free one).`,
    );
  });

  it('names the flag for an address that is not ours', async () => {
    expect(await failure(0, '192.0.2.1')).toBe('192.0.2.1 is no address of this machine: choose another with --host.');
  });

  it('passes on what it does not know', () => {
    expect(listenFailure(new Error('no more sockets'), 'localhost', 80)).toContain('no more sockets');
  });
});
