import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { environment, type Environment } from '../config/config.ts';
import { usualServer } from './jobs/cancel.ts';
import { configOrExit } from './config-or-exit.ts';
import { EXIT, failWith } from './exit-code.ts';
import { findSubject } from './results/shown-result.ts';
import { ServerResults } from './results/server-results.ts';
import { processTerminal, writeSentence } from './terminal.ts';

/** The flags of `assay open`. */
export interface OpenOptions {
  readonly server?: string;
  readonly print?: boolean;
}

/** Runs `assay open`: prints the address of a page of the application, opens it where there is a browser, and sets the exit code. */
export async function openPage(id: string | undefined, { server, print = false }: OpenOptions): Promise<void> {
  const terminal = processTerminal();
  try {
    const host = new ServerResults(server ?? usualServer(configOrExit({})));
    const url = `${host.place}${id === undefined ? '/' : await pathOf(host, id)}`;
    terminal.out.write(`${url}\n`);
    if (!print && !(await opened(url))) writeSentence(terminal, 'There is no browser here: open the address in one.');
    process.exitCode = EXIT.done;
  } catch (error) {
    failWith(error, terminal);
  }
}

/** The page of a job, or of a run that is no whole job. */
async function pathOf(host: ServerResults, id: string): Promise<string> {
  const { job, run } = await findSubject(host, id);
  return job === undefined ? `/runs/${encodeURIComponent(run?.run_id ?? id)}` : `/jobs/${job.manifest.job_id}`;
}

/** Whether something has opened the address. */
async function opened(url: string): Promise<boolean> {
  const command = browserCommand(process.platform, environment);
  if (command === undefined) return false;
  const child = spawn(command, [url], { stdio: 'ignore', detached: true });
  try {
    await once(child, 'spawn');
    child.unref();
    return true;
  } catch {
    return false;
  }
}

/** What opens an address on this system; `undefined` where there is no screen. */
export function browserCommand(platform: NodeJS.Platform, env: Environment): string | undefined {
  if (platform === 'darwin') return 'open';
  if (platform === 'win32') return 'explorer';
  return [env.DISPLAY, env.WAYLAND_DISPLAY].some((display) => (display ?? '') !== '') ? 'xdg-open' : undefined;
}
