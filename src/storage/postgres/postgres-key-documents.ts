import type { KeyDocuments, SharedText } from '../../domain/key-documents.ts';
import type { PostgresDatabase } from './postgres-database.ts';
import { type DocumentKey, SharedDocuments } from './shared-documents.ts';

/** Of all that change what is kept of keys; any number will do. */
const LOCK = 4_710_817;

/** The keys of all processes over one database, as documents. */
export function postgresKeyDocuments(database: PostgresDatabase): KeyDocuments {
  return { keys: sharedText(database, 'list'), uses: sharedText(database, 'uses') };
}

function sharedText(database: PostgresDatabase, name: string): SharedText {
  const key: DocumentKey = { kind: 'keys', owner: '', name };
  return {
    place: 'the database',
    read: () => new SharedDocuments(database).find(key),
    async change(change) {
      await database.transaction(async (queries) => {
        await queries.query('SELECT pg_advisory_xact_lock($1)', [LOCK]);
        const documents = new SharedDocuments(queries);
        await documents.put(key, change(await documents.find(key)));
      });
    },
  };
}
