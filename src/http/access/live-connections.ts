import { Injectable } from '@nestjs/common';
import { Grants } from './grants.ts';
import type { Grant } from './principal.ts';

/** How often the rights of open connections are looked at. */
const LOOK_MS = 15_000;

/**
 * Ends streams and sockets whose key was revoked or has expired, or whose session is over, within 20 seconds: a change of the list of keys is seen
 * within one. While the database is away that says so, they stay.
 */
@Injectable()
export class LiveConnections {
  readonly #open = new Map<object, { readonly grant: Grant; readonly end: () => void }>();
  #timer: NodeJS.Timeout | undefined;

  constructor(private readonly grants: Grants) {}

  /** `end` is called when the right ends. Call what is returned when the connection has closed. */
  keep(grant: Grant, end: () => void): () => void {
    const connection = {};
    this.#open.set(connection, { grant, end });
    this.#timer ??= setInterval(() => void this.look(), LOOK_MS).unref();
    return () => this.#forget(connection);
  }

  /** Ends the connections whose right has ended by now. */
  async look(): Promise<void> {
    const asked = new Map<string, Promise<boolean>>();
    const connections = [...this.#open];
    await Promise.all(
      connections.map(async ([connection, { grant, end }]) => {
        const key = JSON.stringify(grant.basis);
        const isValid = asked.get(key) ?? this.grants.isValid(grant).catch(() => true);
        asked.set(key, isValid);
        if ((await isValid) || !this.#open.has(connection)) return;
        this.#forget(connection);
        end();
      }),
    );
  }

  #forget(connection: object): void {
    this.#open.delete(connection);
    if (this.#open.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
