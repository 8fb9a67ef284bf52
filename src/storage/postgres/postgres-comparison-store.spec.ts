import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  describeComparisonStore,
  SAMPLE_SETUP,
  sampleComparison,
  sampleStates,
} from '../../../test/contracts/comparison-store.contract.ts';
import { TestPostgres } from '../../../test/fixtures/postgres.ts';
import { PostgresComparisonStore } from './postgres-comparison-store.ts';
import { PostgresDatabase } from './postgres-database.ts';

let server: TestPostgres;
let database: PostgresDatabase;

beforeAll(async () => {
  server = await TestPostgres.start();
});

beforeEach(async () => {
  database = await PostgresDatabase.open(await server.newDatabase());
});

afterEach(async () => {
  await database.close();
});

afterAll(async () => {
  await server.stop();
});

function newStore(): PostgresComparisonStore {
  return new PostgresComparisonStore(database, randomUUID(), { send: () => undefined });
}

describeComparisonStore('PostgresComparisonStore', async () => newStore());

describe('comparisons that several processes share', () => {
  let [a, b]: [PostgresComparisonStore, PostgresComparisonStore] = [] as never;

  beforeEach(() => {
    [a, b] = [newStore(), newStore()];
  });

  afterEach(async () => {
    await a.close();
    await b.close();
  });

  it('are written by one of them, and by another once that one stops', async () => {
    await a.create(sampleComparison('a'), SAMPLE_SETUP);
    expect(await b.claim('a')).toBe(false);
    await expect(b.appendStates('a', sampleStates(0, 1))).rejects.toMatchObject({ code: 'illegal_move' });
    await a.appendStates('a', sampleStates(0, 1));
    await a.close();
    expect(await b.claim('a')).toBe(true);
    await b.appendStates('a', sampleStates(1, 1));
  });

  it('are written no more by one that has lost its claim', async () => {
    await a.create(sampleComparison('a'), SAMPLE_SETUP);
    // As another process does once the lease is void, which a young database does not let happen.
    await database.query(`UPDATE assay_comparisons SET token = nextval('assay_tokens')`);
    await a.renew();
    await expect(a.appendStates('a', sampleStates(0, 1))).rejects.toMatchObject({ code: 'illegal_move' });
    await expect(a.keep('a', {} as never)).rejects.toMatchObject({ code: 'illegal_move' });
    await expect(a.update(sampleComparison('a'))).rejects.toMatchObject({ code: 'illegal_move' });
  });
});
