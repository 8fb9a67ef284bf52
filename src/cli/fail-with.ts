import { exitCodeOf } from './exit-code-of.ts';
import { writeLine, type Terminal } from './terminal.ts';

/** Says what is wrong, and leaves the exit code to the process. A fault of ours is thrown again. */
export function failWith(error: unknown, terminal: Terminal): void {
  const code = exitCodeOf(error);
  if (code === undefined) throw error;
  writeLine(terminal, `error: ${(error as Error).message}`);
  process.exitCode = code;
}
