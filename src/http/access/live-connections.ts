import { Injectable } from '@nestjs/common';
import type { Grant } from './principal.ts';

/** How often the rights of open connections are looked at. */
const LOOK_MS = 15_000;

/** Ends streams and sockets whose key was revoked or has expired, or whose session is over, within 20 seconds: a change of the file of keys is seen within one. */
@Injectable()
export class LiveConnections {
  readonly #open = new Map<object, { readonly grant: Grant; readonly end: () => void }>();
  #timer: NodeJS.Timeout | undefined;

  /** `end` is called when the right ends. Call what is returned when the connection has closed. */
  keep(grant: Grant, end: () => void): () => void {
    const connection = {};
    this.#open.set(connection, { grant, end });
    this.#timer ??= setInterval(() => this.look(), LOOK_MS).unref();
    return () => this.#forget(connection);
  }

  /** Ends the connections whose right has ended by now. */
  look(): void {
    for (const [connection, { grant, end }] of this.#open) {
      if (grant.isValid()) continue;
      this.#forget(connection);
      end();
    }
  }

  #forget(connection: object): void {
    this.#open.delete(connection);
    if (this.#open.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
