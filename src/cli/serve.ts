import { ConfigError, parseConfig, type ParsedConfig } from '../config/parse-config.ts';
import { environment } from '../config/environment.ts';
import { announce } from './announce.ts';
import { closeOnSignal } from './close-on-signal.ts';
import { listenFailure } from './listen-failure.ts';
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
    console.error(listenFailure(error, config.host, config.port));
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
