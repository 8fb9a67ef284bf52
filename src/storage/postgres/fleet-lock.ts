import type { PostgresDatabase } from './postgres-database.ts';

/** Of all processes that decide which jobs run; any number will do. */
const LOCK = 4_710_816;

/** Work that one process at a time does of all over one database; work of one process runs side by side. */
export class FleetLock {
  readonly #database: PostgresDatabase;
  #held: { readonly isOpen: Promise<void>; readonly over: Promise<void>; readonly end: () => void; users: number } | undefined;

  constructor(database: PostgresDatabase) {
    this.#database = database;
  }

  async exclusively<Result>(work: () => Promise<Result>): Promise<Result> {
    const held = (this.#held ??= this.#take());
    held.users += 1;
    try {
      await held.isOpen;
      return await work();
    } finally {
      held.users -= 1;
      if (held.users === 0) {
        if (this.#held === held) this.#held = undefined;
        held.end();
        await held.over;
      }
    }
  }

  /** The lock is that of a transaction, so that it is free as soon as its connection is gone. */
  #take() {
    const opened = Promise.withResolvers<undefined>();
    const ended = Promise.withResolvers<undefined>();
    const over = this.#database
      .transaction(async (queries) => {
        await queries.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
        opened.resolve(undefined);
        await ended.promise;
      })
      // What was done under a lock that was lost is done; a lock that could not be had is told to all who wait for it.
      .catch((error: unknown) => opened.reject(error as Error));
    return { isOpen: opened.promise, over, end: () => ended.resolve(undefined), users: 0 };
  }
}
