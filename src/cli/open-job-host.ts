import type { BenchmarkHost } from './benchmark-host.ts';
import { LocalJobs } from './local-jobs.ts';
import { ServerJobs } from './server-jobs.ts';
import { configOrExit } from './start-server.ts';

/** Where to run jobs, as the flags say. */
export interface HostOptions {
  readonly server?: string;
  readonly projectsRoot?: string;
}

/** A server's jobs, or those of this process; what is wrong with the configuration ends the process with 2. */
export async function openJobHost(
  { server, projectsRoot }: HostOptions,
  onText: (text: string) => void,
): Promise<BenchmarkHost> {
  if (server !== undefined) return new ServerJobs(server);
  const { config, warnings } = configOrExit({ projectsRoot });
  for (const warning of warnings) onText(`Warning: ${warning}`);
  return LocalJobs.open(config, onText);
}
