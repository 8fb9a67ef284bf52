import { type ChildProcess, spawn } from 'node:child_process';
import { environment } from '../../config/config.ts';
import { MARK_VARIABLE, OWN_MARK } from './job-mark.ts';

/**
 * Reads which groups of processes there are, and ends them all once nothing can be written to it any more. Programs that have left their
 * group are known by their mark, where there is `/proc`.
 */
const SCRIPT = `
trap '' HUP INT TERM
groups= closed=
while read -r word group; do
  rest=
  for other in $groups; do [ "$other" = "$group" ] || rest="$rest $other"; done
  groups=$rest
  case $word in
    add) groups="$groups $group" ;;
    close) closed=yes ;;
  esac
done
for group in $groups; do kill -s KILL -- "-$group"; done
[ -n "$closed" ] && exit
for file in $(grep -lsF "$1" /proc/[0-9]*/environ); do
  pid=\${file#/proc/}
  kill -s KILL "\${pid%/environ}"
done
`;

/**
 * A shell of a few lines beside the server, which outlives it, however it dies, for as long as it takes to end the processes of its jobs:
 * those may be suspended, or in a loop in which they never notice that nobody listens.
 */
export class Reaper {
  readonly #shell: ChildProcess;

  constructor() {
    this.#shell = spawn('/bin/sh', ['-c', SCRIPT, 'assay-reaper', `${MARK_VARIABLE}=${OWN_MARK}`], {
      env: { PATH: environment.PATH },
      stdio: ['pipe', 'ignore', 'ignore'],
      detached: true,
    });
    // Without a shell, a child still ends with the server as soon as it pauses.
    this.#shell.on('error', () => undefined);
    this.#shell.stdin?.on('error', () => undefined);
    this.#shell.unref();
    (this.#shell.stdin as Partial<{ unref(): void }> | null)?.unref?.();
  }

  /** From now on the group ends with the server. */
  add(group: number): void {
    this.#tell(`add ${group}`);
  }

  /** The group has ended. */
  drop(group: number): void {
    this.#tell(`drop ${group}`);
  }

  /** No group is left: it ends, and touches nothing. */
  close(): void {
    this.#tell('close');
    this.#shell.stdin?.end();
  }

  #tell(line: string): void {
    this.#shell.stdin?.write(`${line}\n`);
  }
}
