import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { TestPostgres } from '../../../test/fixtures/postgres.ts';
import { MIGRATIONS } from './migrations.ts';
import { PostgresDatabase } from './postgres-database.ts';

describe('the database of shared storage', () => {
  let server: TestPostgres;

  beforeAll(async () => {
    server = await TestPostgres.start();
  });

  afterAll(async () => {
    await server.stop();
  });

  it('is given its tables once, by whichever of several processes comes first', async () => {
    const url = await server.newDatabase();
    const opened = await Promise.all([1, 2, 3, 4].map(() => PostgresDatabase.open(url)));
    for (const database of opened) {
      const versions = MIGRATIONS.map((_, at) => ({ version: at + 1 }));
      expect(await database.query('SELECT version FROM assay_migrations')).toEqual(versions);
      expect(await database.query('SELECT count(*) AS databases FROM assay_database')).toEqual([{ databases: 1 }]);
      await database.close();
    }
  });

  it('is left alone by an Assay that is older than its tables', async () => {
    const url = await server.newDatabase();
    const database = await PostgresDatabase.open(url);
    await database.query('INSERT INTO assay_migrations (version) VALUES (999)');
    await expect(PostgresDatabase.open(url)).rejects.toThrow(/tables of a newer Assay \(version 999/);
    await database.close();
  });

  it('undoes a transaction that fails, and goes on', async () => {
    const database = await PostgresDatabase.open(await server.newDatabase());
    const fails = database.transaction(async (queries) => {
      await queries.query("INSERT INTO assay_jobs (id, status, experiment, manifest) VALUES ('a', 'queued', 'e', '{}')");
      await queries.query('SELECT 1 / 0');
    });
    await expect(fails).rejects.toMatchObject({ code: '22012' });
    expect(await database.query('SELECT id FROM assay_jobs')).toEqual([]);
    await database.close();
  });

  it('says that it is away, and answers again once it is back', async () => {
    if (!server.isOwn) return;
    const database = await PostgresDatabase.open(await server.newDatabase());
    const asleep = database.query('SELECT pg_sleep(60)').catch((error: unknown) => error);
    while ((await database.query("SELECT 1 FROM pg_stat_activity WHERE query LIKE 'SELECT pg_sleep%'")).length === 0);
    await server.halt('SIGKILL');
    expect(await asleep).toMatchObject({ code: 'unavailable' });
    await expect(database.query('SELECT 1')).rejects.toMatchObject({ code: 'unavailable' });
    await expect(database.transaction(async () => undefined)).rejects.toMatchObject({ code: 'unavailable' });
    await server.resume();
    expect(await database.query('SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await database.close();
  });
});
