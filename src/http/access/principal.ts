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

/** What a right rests on, and ends with: a key, or a session, by the hash of its secret. */
export type Basis =
  | { readonly kind: 'key'; readonly id: string; readonly sha256: string }
  | { readonly kind: 'session'; readonly id: string }
  | { readonly kind: 'none' };

/** A right to get in, which may end while it is used: `Grants` tells whether it still counts. As JSON it means the same to every server. */
export interface Grant {
  readonly name: string;
  readonly scope: Scope;
  /** As in `Principal`. */
  readonly id: string;
  readonly basis: Basis;
}

declare module 'fastify' {
  interface FastifyRequest {
    readonly principal: Principal | null;
  }
}

interface Identified {
  readonly principal: Principal;
  readonly grant: Grant | null;
}

const identified = new WeakMap<IncomingMessage, Identified>();

/** Who makes a request or opened a WebSocket; `null` where nobody is known. */
export function principalOf(request: IncomingMessage): Principal | null {
  return identified.get(request)?.principal ?? null;
}

/** The right by which a request got in; `null` where none is needed. */
export function grantOf(request: IncomingMessage): Grant | null {
  return identified.get(request)?.grant ?? null;
}

export function identify(request: IncomingMessage, identity: Identified): void {
  identified.set(request, identity);
}
