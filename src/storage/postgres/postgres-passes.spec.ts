import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { describePasses } from '../../../test/contracts/passes.contract.ts';
import { TestPostgres } from '../../../test/fixtures/postgres.ts';
import type { PassKind } from '../../domain/passes.ts';
import { PostgresDatabase } from './postgres-database.ts';
import { postgresKeyDocuments } from './postgres-key-documents.ts';
import { PostgresPasses } from './postgres-passes.ts';

let server: TestPostgres;
const opened: PostgresDatabase[] = [];

beforeAll(async () => {
  server = await TestPostgres.start();
});

afterAll(async () => {
  await Promise.all(opened.map((database) => database.close()));
  await server.stop();
});

async function newDatabase(): Promise<PostgresDatabase> {
  const database = await PostgresDatabase.open(await server.newDatabase());
  opened.push(database);
  return database;
}

describePasses('PostgresPasses', async () => new PostgresPasses(await newDatabase()));

describe('PostgresPasses', () => {
  it('removes what is over, and the oldest of too many of a kind', async () => {
    const database = await newDatabase();
    const passes = new PostgresPasses(database, { most: 2 });
    const put = (kind: PassKind, id: string, forMs = 60_000): Promise<void> => passes.put({ kind, id }, '', forMs);
    for (const id of ['a', 'b', 'c']) await put('session', id);
    await passes.extend({ kind: 'session', id: 'a' }, 60_000);
    await put('session', 'over', -1);
    await put('ticket', 'd');
    await passes.tidy();
    const rows = await database.query<{ id: string }>('SELECT id FROM assay_passes ORDER BY id');
    expect(rows.map(({ id }) => id)).toEqual(['a', 'c', 'd']);
  });
});

describe('texts of keys in a database', () => {
  it('are changed by one after another, and stay as they are where a change fails', async () => {
    const { keys, uses } = postgresKeyDocuments(await newDatabase());
    expect(await keys.read()).toBeUndefined();
    await Promise.all(['a', 'b', 'c', 'd', 'e'].map((letter) => keys.change((text = '') => text + letter)));
    expect([...((await keys.read()) ?? '')].sort().join('')).toBe('abcde');
    const failing = keys.change(() => {
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    expect((await keys.read())?.length).toBe(5);
    expect(await uses.read()).toBeUndefined();
  });
});
