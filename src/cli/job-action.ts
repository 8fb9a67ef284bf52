import type { JobKind } from '../domain/job-fields.ts';
import { failWith } from './fail-with.ts';
import { requestedFields, type FieldOptions, type OutputOptions } from './job-flags.ts';
import { openJobHost } from './open-job-host.ts';
import { runJob } from './run-job.ts';
import { processTerminal, writeLine } from './terminal.ts';

/** Runs `assay run`, `evaluate` or `optimize`, and leaves the exit code to the process. */
export async function jobAction(kind: JobKind, options: FieldOptions & OutputOptions): Promise<void> {
  const terminal = processTerminal();
  const host = await openJobHost(options, (text) => writeLine(terminal, text));
  try {
    process.exitCode = await runJob(
      { kind, fields: requestedFields(options), title: options.prompt, ...options },
      host,
      terminal,
    );
  } catch (error) {
    failWith(error, terminal);
  } finally {
    await host.close();
  }
}
