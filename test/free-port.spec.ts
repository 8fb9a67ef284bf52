import { once } from 'node:events';
import { type AddressInfo, createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { portFailure } from '../scripts/start/free-port.ts';
import { ConfigError } from '../src/config/parse-config.ts';

let other: Server;
let taken: string;

beforeAll(async () => {
  other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  taken = String((other.address() as AddressInfo).port);
});

afterAll(() => {
  other.close();
});

describe('the port of npm start', () => {
  it('is in use by the flag or the variable that names it, which says so', async () => {
    const failure = `Port ${taken} on 127.0.0.1 is in use: stop what listens there, or choose another with --port (0 picks a free one).`;

    expect(await portFailure(['--log-level', 'warn', `--port=${taken}`], { ASSAY_PORT: '0' })).toBe(failure);
    expect(await portFailure(['--projects-root', 'mine'], { ASSAY_PORT: taken })).toBe(failure);
  });

  it('is free, also where other settings are wrong: those are for the server to refuse', async () => {
    expect(await portFailure(['--port', '0'], { ASSAY_PORT: taken, ASSAY_MAX_WORKERS: 'many' })).toBeUndefined();
  });

  it('is refused when it is none', async () => {
    await expect(portFailure(['--port', 'eighty'], {})).rejects.toThrow(ConfigError);
  });
});
