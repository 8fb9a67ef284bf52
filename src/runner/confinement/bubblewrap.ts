import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Confinement } from './confinement.ts';
import { SCRATCH } from './node-permission.ts';

/** Where the folder of the gate is in the sandbox. */
const GATE_FOLDER = '/run/assay-gate';
const SCRATCH_BYTES = 64 * 1024 ** 2;
const PROBE_LIMIT_MS = 20_000;

/** What Node's own program loads: libraries, and the zones of time. Nothing here is private to a user. */
const SYSTEM_PATHS = ['/lib', '/lib64', '/usr/lib', '/usr/lib64', '/usr/local/lib', '/nix/store', '/usr/share/zoneinfo'];
const SYSTEM_FILES = ['/etc/ld.so.cache', '/etc/localtime', '/etc/ssl/openssl.cnf'];
const DEVICES = ['/dev/null', '/dev/zero', '/dev/random', '/dev/urandom'];

/** A command that runs another in a sandbox. */
export interface Wrapper {
  readonly command: string;
  readonly args: readonly string[];
}

/**
 * Bubblewrap around a command: namespaces of its own for mounts, processes, network, users and messages; all that it sees is read-only, but
 * for what the confinement lets it write and a small scratch folder. `gateFolder` is the folder of its gate.
 *
 * Signals that supervisors send to every process of a service do not end bubblewrap: a shell has it ignore them.
 */
export function bubblewrapped({ reads, writes }: Pick<Confinement, 'reads' | 'writes'>, gateFolder: string | null): Wrapper {
  const visible = (flag: string, paths: readonly string[]): string[] => paths.flatMap((path) => [flag, path, path]);
  const bwrap = [
    'bwrap',
    ...['--unshare-user-try', '--unshare-ipc', '--unshare-pid', '--unshare-net', '--unshare-uts', '--unshare-cgroup-try'],
    ...['--cap-drop', 'ALL', '--die-with-parent', '--proc', '/proc'],
    ...['--size', String(SCRATCH_BYTES), '--tmpfs', SCRATCH],
    ...visible('--dev-bind-try', DEVICES),
    ...visible('--ro-bind-try', [...SYSTEM_PATHS, ...SYSTEM_FILES, process.execPath, ...reads]),
    ...visible('--bind-try', writes),
    ...(gateFolder === null ? [] : ['--ro-bind', gateFolder, GATE_FOLDER]),
    ...['--remount-ro', '/', '--chdir', '/', '--'],
  ];
  return { command: '/bin/sh', args: ['-c', `trap '' INT TERM; exec "$@"`, 'assay-sandbox', ...bwrap] };
}

/** The path of a gate's socket in the sandbox. */
export function gateInside(socket: string): string {
  return `${GATE_FOLDER}/${socket}`;
}

/** Why no process can be run in a sandbox of bubblewrap here; `null` where that works. */
export async function bubblewrapFault(): Promise<string | null> {
  const { command, args } = bubblewrapped({ reads: [], writes: [] }, null);
  try {
    await promisify(execFile)(command, [...args, process.execPath, '--version'], { timeout: PROBE_LIMIT_MS });
    return null;
  } catch (error) {
    const { stderr } = error as { readonly stderr?: unknown };
    const said = typeof stderr === 'string' ? stderr.trim() : '';
    return said === '' ? String(error) : (said.split('\n').at(-1) ?? said);
  }
}
