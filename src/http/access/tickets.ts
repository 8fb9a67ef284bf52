import { digestOf, randomSecret } from './api-key.ts';
import type { Grant } from './principal.ts';

/** How long a ticket may wait for its use. */
export const TICKET_SECONDS = 60;

/** With more, the oldest is forgotten. */
const MAX_TICKETS = 10_000;

interface Ticket {
  readonly grant: Grant;
  readonly issuedMs: number;
  /** The path that it opened. */
  path: string | null;
}

/** What a ticket is shown for. */
export interface Opening {
  /** Without the query. */
  readonly path: string;
  /** Whether it names the last event that the client has: only then may a used ticket open the same stream again. */
  readonly isResumed: boolean;
}

/**
 * Tickets for clients that can't send headers, such as `EventSource` and `WebSocket` in a browser: each opens one connection within a
 * minute, and the same event stream again after it was lost. Kept in this process, as hashes.
 */
export class Tickets {
  readonly #tickets = new Map<string, Ticket>();
  readonly #nowMs: () => number;

  constructor(nowMs: () => number = Date.now) {
    this.#nowMs = nowMs;
  }

  issue(grant: Grant): string {
    this.#forgetUnused();
    const ticket = randomSecret();
    this.#tickets.set(digestOf(ticket), { grant, issuedMs: this.#nowMs(), path: null });
    return ticket;
  }

  /** The right that the ticket gives for this connection, which uses it up; `undefined` where it opens nothing any more. */
  open(text: string, { path, isResumed }: Opening): Grant | undefined {
    const ticket = this.#tickets.get(digestOf(text));
    if (ticket === undefined || !ticket.grant.isValid()) return undefined;
    if (ticket.path !== null) return ticket.path === path && isResumed ? ticket.grant : undefined;
    if (this.#isLate(ticket)) return undefined;
    ticket.path = path;
    return ticket.grant;
  }

  #forgetUnused(): void {
    for (const [id, ticket] of this.#tickets) {
      const isFull = this.#tickets.size >= MAX_TICKETS;
      if (isFull || (ticket.path === null && this.#isLate(ticket)) || !ticket.grant.isValid()) this.#tickets.delete(id);
    }
  }

  #isLate({ issuedMs }: Ticket): boolean {
    return this.#nowMs() - issuedMs > TICKET_SECONDS * 1_000;
  }
}
