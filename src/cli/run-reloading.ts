import { spawn } from 'node:child_process';
import { join } from 'node:path';

/** Runs this command, without `--reload`, in a process that Node starts again when a file of the server changes. */
export function runReloading(): void {
  const [, script = '', ...args] = process.argv;
  const code = join(import.meta.dirname, '..');
  const watched = ['--watch', '--watch-preserve-output', `--watch-path=${code}`];
  const command = [...process.execArgv, ...watched, script, ...args.filter((arg) => arg !== '--reload')];
  const child = spawn(process.execPath, command, { stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));

  child.once('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 143)));
}
