import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll } from '@jest/globals';
import { describeJobStore } from '../../../test/contracts/job-store.contract.ts';
import { TestPostgres } from '../../../test/fixtures/postgres.ts';
import { systemClock } from '../../domain/clock.ts';
import { PostgresDatabase } from './postgres-database.ts';
import { PostgresJobStore } from './postgres-job-store.ts';
import { Replica } from './replica.ts';
import { SharedJobs } from './shared-jobs.ts';

let server: TestPostgres;
let closings: (() => Promise<unknown>)[] = [];

beforeAll(async () => {
  server = await TestPostgres.start();
});

afterEach(async () => {
  for (const close of closings.toReversed()) await close();
  closings = [];
});

afterAll(async () => {
  await server.stop();
});

async function openStore(): Promise<PostgresJobStore> {
  const database = await PostgresDatabase.open(await server.newDatabase());
  const storageDir = await mkdtemp(join(tmpdir(), 'assay-replica-'));
  const jobs = new SharedJobs(database, randomUUID(), systemClock);
  const replica = await Replica.open({ database, jobs, storageDir, clock: systemClock, hasThreads: false });
  closings.push(
    () => rm(storageDir, { recursive: true }),
    () => database.close(),
    () => replica.close(),
  );
  return new PostgresJobStore(database, jobs, replica, { send: () => undefined });
}

describeJobStore('PostgresJobStore', openStore);
