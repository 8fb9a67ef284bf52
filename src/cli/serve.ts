import { ConfigError, parseConfig, type ParsedConfig } from '../config/parse-config.ts';
import { environment } from '../config/environment.ts';
import { announce } from './announce.ts';
import { closeOnSignal } from './close-on-signal.ts';
import { runReloading } from './run-reloading.ts';

/** The flags of `assay serve`, as typed. */
export interface ServeOptions {
  readonly host?: string;
  readonly port?: string;
  readonly projectsRoot?: string;
  readonly storage?: string;
  readonly logLevel?: string;
  readonly reload?: boolean;
}

/** Starts the server and returns when it listens; ends the process where it can't. */
export async function serve({ reload = false, storage, ...flags }: ServeOptions): Promise<void> {
  const { config, warnings } = configOrExit({ storageDir: storage, ...flags });
  if (reload) {
    runReloading();
    return;
  }
  warnings.forEach((warning) => console.error(`Warning: ${warning}`));
  const { createApp } = await import('../app.ts');
  const app = await createApp(config);
  closeOnSignal(app);
  try {
    await app.listen(config.port, config.host);
  } catch (error) {
    console.error(whyNotListening(error, config.host, config.port));
    process.exit(1);
  }
  announce(await app.getUrl(), config);
}

function configOrExit(flags: Parameters<typeof parseConfig>[1]): ParsedConfig {
  try {
    return parseConfig(environment, flags);
  } catch (error) {
    if (error instanceof ConfigError) {
      console.error(error.message);
      process.exit(2);
    }
    throw error;
  }
}

function whyNotListening(error: unknown, host: string, port: number): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'EADDRINUSE':
      return `Port ${port} on ${host} is in use: stop what listens there, or choose another with --port (0 picks a free one).`;
    case 'EACCES':
      return `Port ${port} may not be used by this user: choose one above 1023 with --port.`;
    case 'ENOTFOUND':
    case 'EADDRNOTAVAIL':
      return `${host} is no address of this machine: choose another with --host.`;
    default:
      return `Can't listen on ${host}, port ${port}: ${message}`;
  }
}
