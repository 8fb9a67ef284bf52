import { once } from 'node:events';
import { createServer } from 'node:net';
import { parseArgs } from 'node:util';
import { listenFailure } from '../../src/cli/listen-failure.ts';
import type { Environment } from '../../src/config/config.ts';
import { parseConfig } from '../../src/config/parse-config.ts';

/**
 * Why a server with these flags and this environment could not listen; `undefined` if it could. Throws a `ConfigError` if they name no port or
 * no host.
 */
export async function portFailure(args: readonly string[], environment: Environment): Promise<string | undefined> {
  const options = { host: { type: 'string' }, port: { type: 'string' } } as const;
  const { host, port } = parseArgs({ args: [...args], options, strict: false, allowPositionals: true }).values;
  // All other settings are checked by the server.
  const { ASSAY_HOST, ASSAY_PORT } = environment;
  const { config } = parseConfig({ ASSAY_HOST, ASSAY_PORT }, { host: textOf(host), port: textOf(port) });
  const probe = createServer();
  try {
    await once(probe.listen(config.port, config.host), 'listening');
    return undefined;
  } catch (error) {
    return listenFailure(error, config.host, config.port);
  } finally {
    probe.close();
  }
}

/** A flag whose value was forgotten is refused by the command. */
function textOf(flag: string | boolean | undefined): string | undefined {
  return typeof flag === 'string' ? flag : undefined;
}
