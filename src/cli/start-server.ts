import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { environment } from '../config/environment.ts';
import { ConfigError, parseConfig, type Overrides, type ParsedConfig } from '../config/parse-config.ts';
import { announce } from './announce.ts';
import { closeOnSignal } from './close-on-signal.ts';
import { listenFailure } from './listen-failure.ts';

/** The configuration of flags and environment; what is wrong with it ends the process with 2. */
export function configOrExit(flags: Overrides): ParsedConfig {
  try {
    return parseConfig(environment, flags);
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    console.error(error.message);
    process.exit(2);
  }
}

/** Starts a server and says where it is; ends the process with 1 where it can't listen. */
export async function startServer(flags: Overrides): Promise<{ readonly app: NestFastifyApplication; readonly url: string }> {
  const { config, warnings } = configOrExit(flags);
  for (const warning of warnings) console.error(`Warning: ${warning}`);
  // Loaded only now, so that a wrong flag is answered at once.
  const { createApp } = await import('../app.ts');
  const app = await createApp(config);
  closeOnSignal(app);
  try {
    await app.listen(config.port, config.host);
  } catch (error) {
    console.error(listenFailure(error, config.host, config.port));
    process.exit(1);
  }
  const url = await app.getUrl();
  announce(url, config);
  return { app, url };
}
