import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADD_FIVE, RunningServer } from './running-server.ts';

interface Answer {
  readonly status: number;
  readonly body: { readonly job_id?: string; readonly detail?: string };
}

describe('a POST with an Idempotency-Key', () => {
  let server: RunningServer;

  beforeAll(async () => {
    server = await RunningServer.start({ maxRunningJobs: 3 });
  });

  afterAll(async () => {
    await server.close();
  });

  async function evaluate(key: string, body: object = ADD_FIVE): Promise<Answer> {
    const headers = { 'content-type': 'application/json', 'idempotency-key': key };
    const answer = await fetch(`${server.url}/api/evaluate`, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: answer.status, body: (await answer.json()) as Answer['body'] };
  }

  it('starts one job, however often it is sent, also after a restart', async () => {
    const answers = await Promise.all([evaluate('one'), evaluate('one')]);
    const { job_id: jobId = '' } = answers[0].body;
    await server.settledJob(jobId);
    await server.stop();
    server = await RunningServer.start({ maxRunningJobs: 3 }, server.root);
    answers.push(await evaluate('one'));
    expect(answers).toEqual(answers.map(() => ({ status: 200, body: { job_id: jobId } })));
    expect((await server.get<{ jobs: object[] }>('/api/jobs')).body.jobs).toHaveLength(1);
  });

  it('is refused where the key was used with another body, and starts a job with another key', async () => {
    const { body: first } = await evaluate('two');
    const reused = { status: 422, body: { type: 'urn:assay:problem:key_reused' } };
    expect(await evaluate('two', { ...ADD_FIVE, repeats: 2 })).toMatchObject(reused);
    expect(await evaluate('two', { ...ADD_FIVE, workers: 1 })).toEqual({ status: 200, body: first });
    expect((await evaluate('three')).body.job_id).not.toBe(first.job_id);
  });

  it('is refused where the key can not be one', async () => {
    const { status, body } = await evaluate('two words');
    expect([status, body.detail]).toEqual([400, expect.stringContaining('1 to 255')]);
  });
});
