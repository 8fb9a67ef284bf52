import type { IncomingMessage } from 'node:http';
import type { Scope } from '../../config/scope.ts';

/**
 * Who makes a request. Read it as `request.principal` from the hooks that are added after `guardRoutes` on, and where there is only
 * Node's request (a log's serializer, a WebSocket), by `principalOf`. It is `null` on a route that is open to everybody when the caller
 * showed no valid key, and before the check.
 */
export interface Principal {
  /** The name of the key, or of the person that a provider vouched for; `local` where nobody is asked for a key. */
  readonly name: string;
  readonly scope: Scope;
  /** What was shown: a key, the cookie of a session, or a ticket. */
  readonly kind: 'key' | 'session' | 'ticket' | 'local';
  /** Stable, and no secret: the id of the key, whatever was shown for it. For limits and the audit log. */
  readonly id: string;
}

declare module 'fastify' {
  interface FastifyRequest {
    readonly principal: Principal | null;
  }
}

const principals = new WeakMap<IncomingMessage, Principal>();

/** Who makes a request or opened a WebSocket; `null` where nobody is known. */
export function principalOf(request: IncomingMessage): Principal | null {
  return principals.get(request) ?? null;
}

export function setPrincipal(request: IncomingMessage, principal: Principal): void {
  principals.set(request, principal);
}
