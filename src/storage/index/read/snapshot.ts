import type { IndexDatabase } from '../index-database.ts';

/** Work that sees nothing of what is written meanwhile. */
export function inSnapshot<Result>(database: IndexDatabase, work: () => Result): Result {
  database.exec('BEGIN');
  let result: Result;
  try {
    result = work();
  } catch (error) {
    rollBack(database);
    throw error;
  }
  database.exec('COMMIT');
  return result;
}

function rollBack(database: IndexDatabase): void {
  try {
    database.exec('ROLLBACK');
  } catch {
    // A database that is damaged may have ended the transaction itself.
  }
}
