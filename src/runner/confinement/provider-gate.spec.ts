import { existsSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loopbackProxy } from '../../../test/fixtures/loopback-proxy.ts';
import { GATE_VARIABLE } from '../../models/gate-connector.ts';
import { createModelFetch, type ModelFetch } from '../../models/model-fetch.ts';
import { newMark } from '../guard/job-mark.ts';
import { ProviderGate } from './provider-gate.ts';
import { hostOf } from './provider-host.ts';

describe('ProviderGate', () => {
  let provider: Server;
  let url: string;
  let gate: ProviderGate;

  beforeEach(async () => {
    provider = createServer((request, response) => {
      if (request.url === '/away') response.writeHead(302, { location: 'http://127.0.0.1:50009/' }).end();
      else request.pipe(response);
    });
    await once(provider.listen(0, '127.0.0.1'), 'listening');
    url = `http://127.0.0.1:${(provider.address() as AddressInfo).port}`;
    gate = openGate();
  });

  afterEach(() => {
    gate.close();
    provider.closeAllConnections();
    provider.close();
  });

  function openGate(variables: Record<string, string> = {}): ProviderGate {
    return new ProviderGate(newMark(), [hostOf(url), hostOf('http://127.0.0.1:50001')], variables);
  }

  function through({ folder }: ProviderGate): ModelFetch {
    return createModelFetch({ env: { [GATE_VARIABLE]: join(folder, ProviderGate.SOCKET) }, maxResponseBytes: 1024 ** 2 });
  }

  it('leads to the provider, several times at once', async () => {
    const fetch = through(gate);
    const bodies = ['one', 'two', 'x'.repeat(500_000)];
    const answers = await Promise.all(bodies.map((body) => fetch(`${url}/v1`, { method: 'POST', body })));
    expect(await Promise.all(answers.map((answer) => answer.text()))).toEqual(bodies);
  });

  it('leads nowhere else, also where the provider redirects there, and it does not help to ask again', async () => {
    const fetch = through(gate);
    for (const address of ['http://127.0.0.1:50009/', `${url}/away`]) {
      await expect(fetch(address)).rejects.toMatchObject({
        message: expect.stringMatching(
          /sandbox does not let this job reach 127\.0\.0\.1:50009 \(ASSAY_SANDBOX_PROVIDERS\)/,
        ) as unknown,
        isRetryable: false,
      });
    }
  });

  it('says why a provider can not be reached', async () => {
    await expect(through(gate)('http://127.0.0.1:50001/')).rejects.toMatchObject({
      message: expect.stringContaining('ECONNREFUSED') as unknown,
      isRetryable: true,
    });
  });

  it('goes through the proxy of the server', async () => {
    const proxy = await loopbackProxy();
    const behind = openGate({ HTTP_PROXY: proxy.url });
    const fetch = through(behind);
    expect(await (await fetch(url, { method: 'POST', body: 'hi' })).text()).toBe('hi');
    expect(proxy.asked).toEqual([`CONNECT ${new URL(url).host}`]);
    behind.close();
    proxy.close();
  });

  it('takes nothing but CONNECT', async () => {
    const socket = connect(join(gate.folder, ProviderGate.SOCKET));
    socket.end(`GET ${url}/ HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n`);
    expect(await text(socket)).toMatch(/^HTTP\/1\.1 403 /);
  });

  it('is gone when it is closed', () => {
    gate.close();
    expect(existsSync(gate.folder)).toBe(false);
  });
});
