import { runReloading } from './run-reloading.ts';
import { configOrExit, startServer } from './start-server.ts';

/** The flags of `assay serve`, as typed. */
export interface ServeOptions {
  readonly host?: string;
  readonly port?: string;
  readonly projectsRoot?: string;
  readonly storage?: string;
  readonly staticDir?: string;
  readonly logLevel?: string;
  readonly reload?: boolean;
}

/** Starts the server and returns when it listens; ends the process where it can't. */
export async function serve({ reload = false, storage, ...options }: ServeOptions): Promise<void> {
  const flags = { storageDir: storage, ...options };
  if (reload) {
    configOrExit(flags);
    runReloading();
    return;
  }
  await startServer(flags);
}
