import { statSync } from 'node:fs';
import type { ProviderHost } from './provider-host.ts';

export type SandboxKind = 'node' | 'bwrap';

/** What a process that runs a project's code may reach. */
export interface Confinement {
  readonly kind: SandboxKind;
  /** Absolute paths, of folders with all that is in them. What is not there is left out. */
  readonly reads: readonly string[];
  readonly writes: readonly string[];
  /** Its whole environment. */
  readonly environment: Readonly<Record<string, string>>;
  /** Servers of the providers that it may ask. */
  readonly hosts: readonly ProviderHost[];
  /** Whether it starts one more process, the interpreter of its project's Python, before it loads any code. */
  readonly startsPython: boolean;
  /** For the connections that are made for it, instead of by it. */
  readonly proxyEnvironment: Readonly<Record<string, string | undefined>>;
}

/**
 * The same for confinements of which one process can stand in for another: files that are replaced or made make a difference, since a
 * sandbox keeps those that it was started with.
 */
export function confinementKey(confinement: Confinement | null): string {
  if (confinement === null) return '';
  const files = [...confinement.reads, ...confinement.writes].map((path) => {
    const found = statSync(path, { throwIfNoEntry: false });
    if (found === undefined) return null;
    return [found.dev, found.ino, found.isDirectory() ? 0 : found.mtimeMs];
  });
  return JSON.stringify([confinement, files]);
}
