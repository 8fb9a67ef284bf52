import { existsSync } from 'node:fs';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiError } from '../../src/client/api-error.ts';
import { runFixture, TestServer } from '../../src/testing.ts';
import { temporaryRoot, type TemporaryRoot } from '../fixtures/temporary-root.ts';
import { ADD_FIVE } from './running-server.ts';

let own: TemporaryRoot;
let server: TestServer;

beforeAll(async () => {
  own = await temporaryRoot('arithmetic');
  await mkdir(join(own.path, 'jobs'));
  await mkdir(join(own.path, 'node_modules', 'five'), { recursive: true });
  await writeFile(join(own.path, 'node_modules', 'five', 'index.js'), 'module.exports = 5;');
  server = await TestServer.start({ projects: own.path });
});
afterAll(async () => {
  await server.close();
  await own.remove();
});

describe('assay/testing', () => {
  it('runs a job of a copied project to its end, and leaves the project as it was', async () => {
    const { manifest, events, summary } = await server.finished('evaluate', ADD_FIVE);

    expect(manifest).toMatchObject({ status: 'done', projects_root: server.projectsRoot });
    expect(events).toHaveLength(10);
    expect(summary?.overall?.mean).toBe(1);
    expect(await readdir(join(own.path, 'jobs'))).toEqual([]);
    expect(await readdir(join(server.projectsRoot, 'jobs'))).toContain(manifest.job_id);
  });

  it('has the packages of the projects, by a link', () => {
    expect(existsSync(join(server.projectsRoot, 'node_modules', 'five', 'index.js'))).toBe(true);
  });

  it('refuses models that need a network', async () => {
    const error = await server
      .finished('evaluate', { ...ADD_FIVE, model: 'openai:gpt-5-mini' })
      .catch((reason: unknown) => reason);

    expect(error).toBeInstanceOf(ApiError);
    expect((error as ApiError).status).toBe(400);
    expect((error as ApiError).message).toContain('this server is offline (ASSAY_OFFLINE)');
  });

  it('compares runs of fixtures, by their places', async () => {
    await server.addRun(runFixture('base', { correct: [0, 0, 0, 1, 0, 0, 0, 0, 0, 0] }));
    await server.addRun(runFixture('better', { correct: [1, 1, 1, 1, 1, 1, 1, 1, 1, 1] }));

    const { data } = await server.client.POST('/api/compare', { body: { run_ids: ['better', 'base'] } });

    expect(data?.pairwise_results[0]).toMatchObject({ winner: 'better', significant: true, n: 10 });
  });

  it('refuses a fixture whose metrics have unequal numbers of scores', () => {
    expect(() => runFixture('odd', { correct: [1, 0], brief: [1] })).toThrow(
      new RangeError('metrics of one run have unequal numbers of scores: 2, 1'),
    );
  });

  it('deletes its folder when it is disposed of, and has the samples where no projects are named', async () => {
    const root = await rootOfSamples();
    expect(existsSync(root)).toBe(false);
  });
});

async function rootOfSamples(): Promise<string> {
  await using samples = await TestServer.start();
  const { data } = await samples.client.GET('/api/catalog');
  expect(data?.projects.map(({ name }) => name)).toContain('classify_sentiment');
  return samples.projectsRoot;
}
