import type { Config } from '../../config/config.ts';
import type { KeyDocuments } from '../../domain/key-documents.ts';
import { areKeysInFile, keyFilePath, keyFiles } from '../../http/access/key-file.ts';

/** Does something with the keys of a server with these settings, in a file or in its database. Throws `unavailable` where that is away. */
export async function withKeyDocuments<Result>(
  config: Pick<Config, 'databaseUrl' | 'keysFile' | 'storageDir'>,
  act: (documents: KeyDocuments) => Promise<Result>,
): Promise<Result> {
  const { databaseUrl } = config;
  if (databaseUrl === null || areKeysInFile(config)) return act(keyFiles(keyFilePath(config)));
  // Nobody else needs the client of the database.
  const [{ PostgresDatabase }, { postgresKeyDocuments }] = await Promise.all([
    import('../../storage/postgres/postgres-database.ts'),
    import('../../storage/postgres/postgres-key-documents.ts'),
  ]);
  const database = await PostgresDatabase.open(databaseUrl, { connections: 1 });
  try {
    return await act(postgresKeyDocuments(database));
  } finally {
    await database.close();
  }
}
