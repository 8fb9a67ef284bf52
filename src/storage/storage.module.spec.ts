import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Test } from '@nestjs/testing';
import { sampleJob } from '../../test/contracts/sample-job.ts';
import { ConfigModule } from '../config/config.module.ts';
import { parseConfig } from '../config/parse-config.ts';
import { JOB_STORE, type JobStore } from '../domain/job-store.ts';
import { FileJobStore } from './file/file-job-store.ts';
import { StorageModule } from './storage.module.ts';

describe('StorageModule', () => {
  let projectsRoot: string;

  beforeEach(async () => {
    projectsRoot = await mkdtemp(join(tmpdir(), 'assay-storage-'));
  });

  afterEach(async () => {
    await rm(projectsRoot, { recursive: true });
  });

  it('keeps jobs under the projects root, ends those that were lost, and closes its store', async () => {
    const lost = new FileJobStore(projectsRoot);
    await lost.create(sampleJob('lost'));
    await lost.close();
    const { config } = parseConfig({}, { projectsRoot });
    const app = await Test.createTestingModule({ imports: [ConfigModule.of(config), StorageModule] }).compile();
    await app.init();
    expect(await readdir(join(projectsRoot, 'jobs', 'lost'))).toEqual(['events.jsonl', 'manifest.json']);
    const store = app.get<JobStore>(JOB_STORE, { strict: false });
    await store.create(sampleJob('new'));
    await app.close();
    await expect(store.finish('new', { status: 'done', finishedAt: '', error: null }, null)).rejects.toMatchObject({
      code: 'illegal_move',
    });
  });
});
