import { spawn, type ChildProcess } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { OLDEST_NODE, runsOnNode } from './required-node.ts';

const PASSED_ON = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR1', 'SIGUSR2', 'SIGWINCH'] as const;

/**
 * Runs the command that this process was started with on the Node that npm installed with Assay, and ends as it ends. Where npm brought
 * none, it says what is needed and ends with 1. Old Nodes load this file: nothing here is newer than Node 16.
 */
export function runOnOwnNode(): void {
  const node = ownNode();
  if (node === undefined) {
    refuse();
    return;
  }
  const launched = fileURLToPath(new URL(import.meta.url.replace(/run-on-own-node(\.\w+)$/, 'launched$1')));
  const command = [...process.execArgv, launched, ...process.argv.slice(2)];
  // In a group of its own a signal that goes to a whole group, such as Ctrl-C, does not reach it twice.
  const child = spawn(node, command, { stdio: 'inherit', detached: true });
  passOnSignals(child);
  child.once('error', () => refuse());
  child.once('exit', endLike);
}

/** Where npm puts the Node of the optional dependencies; `undefined` if it installed none for this system. */
function ownNode(): string | undefined {
  try {
    const require = createRequire(import.meta.url);
    const manifest = `node-${process.platform}-${process.arch}/package.json`;
    const { version } = require(manifest) as { readonly version: string };
    return runsOnNode(version) ? join(dirname(require.resolve(manifest)), 'bin', 'node') : undefined;
  } catch {
    return undefined;
  }
}

function refuse(): void {
  const { major, minor } = OLDEST_NODE;
  console.error(
    `Assay needs Node ${major}.${minor} or newer; this is ${process.version}: install a newer one from https://nodejs.org (on Linux with glibc npm brings it, with optional dependencies).`,
  );
  process.exitCode = 1;
}

function passOnSignals(child: ChildProcess): void {
  for (const signal of PASSED_ON) process.on(signal, () => child.kill(signal));

  process.on('SIGTSTP', () => {
    child.kill('SIGSTOP');
    process.kill(process.pid, 'SIGSTOP');
  });
  process.on('SIGCONT', () => child.kill('SIGCONT'));
}

function endLike(code: number | null, signal: NodeJS.Signals | null): void {
  if (signal === null) {
    process.exit(code ?? 1);
  } else {
    process.removeAllListeners(signal);
    process.kill(process.pid, signal);
  }
}
