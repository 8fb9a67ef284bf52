import type { Confinement } from './confinement.ts';

/** Where a process in a mount namespace of its own may put temporary files. */
export const SCRATCH = '/tmp';

/**
 * Node's flags for a process that may read and write only what its confinement says. It gives up the right to start threads and
 * processes itself, before it loads a project. No path may have a `*`, which stands for anything. Node's permissions do not cover `node:sqlite`, so there is none.
 */
export function permissionFlags({ kind, reads, writes, hosts, startsPython }: Confinement, isDebugged: boolean): string[] {
  const allowed = (flag: string, paths: readonly string[]): string[] => paths.map((path) => `${flag}=${path}`);
  return [
    '--permission',
    ...allowed('--allow-fs-read', [...reads, ...writes]),
    ...allowed('--allow-fs-write', writes),
    ...(kind === 'bwrap' ? [...allowed('--allow-fs-read', [SCRATCH]), ...allowed('--allow-fs-write', [SCRATCH])] : []),
    ...(kind === 'bwrap' || hosts.length > 0 ? networkFlags() : []),
    ...(isDebugged ? ['--allow-inspector'] : []),
    ...(startsPython ? ['--allow-child-process'] : []),
    '--allow-worker',
    '--disable-warning=PERM0006',
    '--no-experimental-sqlite',
  ];
}

/** From version 25 on, Node refuses the network unless it is allowed. */
function networkFlags(): string[] {
  return process.allowedNodeEnvironmentFlags.has('--allow-net') ? ['--allow-net'] : [];
}
