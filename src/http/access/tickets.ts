import type { Passes } from '../../domain/passes.ts';
import { digestOf, randomSecret } from './api-key.ts';
import type { Grants } from './grants.ts';
import type { Grant } from './principal.ts';

/** How long a ticket may wait for its use. */
export const TICKET_SECONDS = 60;

/** A used one opens its stream again as long as this after it last did. */
const USED_MS = 30 * 24 * 60 * 60 * 1000;

interface Ticket {
  readonly grant: Grant;
  /** The path that it opened. */
  readonly path: string | null;
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
 * minute, and the same event stream again after it was lost. Kept as hashes. Methods throw `unavailable` while the database is away that has them.
 */
export class Tickets {
  readonly #passes: Passes;
  readonly #grants: Pick<Grants, 'isValid'>;

  constructor(passes: Passes, grants: Pick<Grants, 'isValid'>) {
    this.#passes = passes;
    this.#grants = grants;
  }

  async issue(grant: Grant): Promise<string> {
    const text = randomSecret();
    const ticket: Ticket = { grant, path: null };
    await this.#passes.put({ kind: 'ticket', id: digestOf(text) }, JSON.stringify(ticket), TICKET_SECONDS * 1_000);
    return text;
  }

  /** The right that the ticket gives for this connection, which uses it up; `undefined` where it opens nothing any more. */
  async open(text: string, { path, isResumed }: Opening): Promise<Grant | undefined> {
    const key = { kind: 'ticket', id: digestOf(text) } as const;
    const pass = await this.#passes.find(key);
    if (pass === undefined) return undefined;
    const ticket = JSON.parse(pass.body) as Ticket;
    if (!(await this.#grants.isValid(ticket.grant))) return undefined;
    if (ticket.path !== null) {
      if (ticket.path !== path || !isResumed) return undefined;
      await this.#passes.extend(key, USED_MS);
      return ticket.grant;
    }
    const used: Ticket = { ...ticket, path };
    const isFirst = await this.#passes.replace(key, pass.body, { body: JSON.stringify(used), leftMs: USED_MS });
    return isFirst ? ticket.grant : undefined;
  }
}
