import { ApiError } from '../../client/api-error.ts';
import { configOrExit } from '../config-or-exit.ts';
import { ApiClient, type CancelledJob } from '../api-client.ts';
import { failWith } from '../exit-code.ts';
import { processTerminal } from '../terminal.ts';

/** Runs `assay cancel`, and sets the exit code of the process. */
export async function cancel(name: string, server: string | undefined): Promise<void> {
  const terminal = processTerminal();
  const url = (server ?? usualServer(configOrExit({}))).replace(/\/+$/, '');
  try {
    const client = new ApiClient(url);
    const jobId = await client.jobId(name);
    const cancelled = await client.cancel(jobId);
    terminal.out.write(`${outcome(cancelled)}\n`);
    terminal.out.write(`Report  ${url}/api/jobs/${jobId}/report\n`);
  } catch (error) {
    failWith(error instanceof ApiError ? explained(error, name, url) : error, terminal);
  }
}

/** The address of a server that this machine's settings start, as a client reaches it. */
export function usualServer({ host, port }: { readonly host: string; readonly port: number }): string {
  const reachable = ['0.0.0.0', '::'].includes(host) ? 'localhost' : host;
  return `http://${reachable.includes(':') ? `[${reachable}]` : reachable}:${port}`;
}

/** What became of the job, in a sentence. */
export function outcome({ jobId, status, hadEnded }: CancelledJob): string {
  if (hadEnded) return `Job ${jobId} had already ended as ${status}.`;
  if (status === 'cancelled') return `Job ${jobId} is cancelled; everything it did so far is kept.`;
  return `Job ${jobId} ended as ${status} before it could be cancelled.`;
}

/** The server's error, with what to do about it. */
export function explained({ message, status, hint }: ApiError, jobId: string, url: string): ApiError {
  const elsewhere = 'A job that a command runs without --server ends with Ctrl-C in its own terminal.';
  switch (status) {
    case 0:
      return new ApiError(`${message}. Name the server that runs the job with --server. ${elsewhere}`, status);
    case 404:
      return new ApiError(
        `${url} has no job ${jobId}.${hint === undefined ? '' : ` ${hint}`} Name the server that runs it with --server. ${elsewhere}`,
        status,
      );
    case 409:
      return new ApiError(
        `Job ${jobId} is run by another process, not by ${url}: press Ctrl-C in its terminal, or cancel it on its own server.`,
        status,
      );
    default:
      return new ApiError(message, status);
  }
}
