const NETWORK_CODES: readonly unknown[] = ['ENETUNREACH', 'EHOSTUNREACH', 'ECONNREFUSED', 'EAI_AGAIN', 'ENOTFOUND'];
const DEEPEST_CAUSE = 5;

let isClosed = false;

/** From now on, errors of the network and of read-only folders are taken for refusals: this process has neither a network nor a folder to write to. */
export function tellOfClosedWorld(): void {
  isClosed = true;
}

/** What the sandbox of this process refused, and which setting says so; `null` for an error with another cause. */
export function sandboxRefusal(error: unknown): string | null {
  let cause = error;
  for (let depth = 0; depth < DEEPEST_CAUSE && cause instanceof Error; depth += 1) {
    const what = refusedAction(cause);
    if (what !== null) return `Assay's sandbox does not let programs ${what} (ASSAY_SANDBOX; see docs/security.md)`;
    cause = cause instanceof AggregateError && cause.errors.length > 0 ? cause.errors[0] : cause.cause;
  }
  return null;
}

function refusedAction(error: Error): string | null {
  const { code, permission, resource, path } = error as Refused;
  switch (code) {
    case 'ERR_ACCESS_DENIED':
      return deniedAction(permission, resource);
    case 'ERR_DLOPEN_DISABLED':
      return 'load native add-ons';
    case 'EROFS':
      return isClosed ? `write ${shown(path, 'there')}` : null;
    default:
      return isClosed && NETWORK_CODES.includes(code) ? "reach servers other than their model's" : null;
  }
}

/** By Node's name of a permission. */
function deniedAction(permission: unknown, resource: unknown): string {
  switch (permission) {
    case 'FileSystemRead':
      return `read ${shown(resource, 'outside their project')}`;
    case 'FileSystemWrite':
      return `write ${shown(resource, 'files')}`;
    case 'ChildProcess':
      return `start processes (${shown(resource, 'a command')})`;
    case 'WorkerThreads':
      return 'start worker threads';
    default:
      return `do that${typeof permission === 'string' && permission !== '' ? ` (${permission})` : ''}`;
  }
}

function shown(value: unknown, otherwise: string): string {
  return typeof value === 'string' && value !== '' ? value : otherwise;
}

interface Refused {
  readonly code?: unknown;
  readonly permission?: unknown;
  readonly resource?: unknown;
  readonly path?: unknown;
}
