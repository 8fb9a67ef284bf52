import type { JobKind } from '../domain/job.ts';
import { exitCodeOf } from './exit-code-of.ts';
import type { JobHost } from './job-host.ts';
import { jobRequest, type JobOptions } from './job-options.ts';
import { LocalJobs } from './local-jobs.ts';
import { runJob } from './run-job.ts';
import { ServerJobs } from './server-jobs.ts';
import { configOrExit } from './start-server.ts';
import { processTerminal, writeLine } from './terminal.ts';

/** Runs `assay run`, `evaluate` or `optimize`, and leaves the exit code to the process. */
export async function jobAction(kind: JobKind, options: JobOptions): Promise<void> {
  const terminal = processTerminal();
  const host = await openHost(options, (text) => writeLine(terminal, text));
  try {
    process.exitCode = await runJob(jobRequest(kind, options), host, terminal);
  } catch (error) {
    const code = exitCodeOf(error);
    if (code === undefined) throw error;
    writeLine(terminal, `error: ${(error as Error).message}`);
    process.exitCode = code;
  } finally {
    await host.close();
  }
}

async function openHost({ server, projectsRoot }: JobOptions, onText: (text: string) => void): Promise<JobHost> {
  if (server !== undefined) return new ServerJobs(server);
  const { config, warnings } = configOrExit({ projectsRoot });
  for (const warning of warnings) onText(`Warning: ${warning}`);
  return LocalJobs.open(config, onText);
}
