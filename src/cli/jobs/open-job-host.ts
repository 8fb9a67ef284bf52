import { localConfigOrExit } from '../config-or-exit.ts';
import { failWith } from '../exit-code.ts';
import { processTerminal, writeLine, type Terminal } from '../terminal.ts';
import type { JobHost } from './job-host.ts';

/** The options that say where jobs run. */
export interface HostOptions {
  readonly server?: string;
  readonly projectsRoot?: string;
  /** Whether jobs that others run are only looked at. */
  readonly isWatching?: boolean;
}

/**
 * Lets `act` work where the options say, prints the errors that the user should read, and sets the exit code of the process to the one
 * that `act` returns. A wrong configuration ends the process with 2.
 */
export async function withJobHost(
  options: HostOptions,
  act: (host: JobHost, terminal: Terminal) => Promise<number>,
): Promise<void> {
  const terminal = processTerminal();
  const host = await openJobHost(options, (text) => writeLine(terminal, text));
  try {
    process.exitCode = await act(host, terminal);
  } catch (error) {
    failWith(error, terminal);
  } finally {
    await host.close();
  }
}

async function openJobHost(
  { server, projectsRoot, isWatching = false }: HostOptions,
  onText: (text: string) => void,
): Promise<JobHost> {
  if (server !== undefined) {
    const { ServerJobs } = await import('./server-jobs.ts');
    return new ServerJobs(server);
  }
  const config = localConfigOrExit({ projectsRoot });
  const { LocalJobs, WatchedLocalJobs } = await import('./local-jobs.ts');
  return (isWatching ? WatchedLocalJobs : LocalJobs).open(config, onText);
}
