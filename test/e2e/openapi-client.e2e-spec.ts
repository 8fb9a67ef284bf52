import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ApiError } from '../../src/client/api-error.ts';
import { assayClient } from '../../src/client/assay-client.ts';
import { ADD_FIVE, RunningServer } from './running-server.ts';

let server: RunningServer;

beforeAll(async () => {
  server = await RunningServer.start();
});
afterAll(() => server.close());

async function errorOf(answer: Promise<unknown>): Promise<ApiError> {
  const error = await answer.catch((reason: unknown) => reason);
  if (!(error instanceof ApiError)) throw new Error('no ApiError was thrown', { cause: error });
  return error;
}

describe('the generated client', () => {
  it('starts, watches and shows a job with the types of the document', async () => {
    const client = assayClient(server.url);

    const started = await client.POST('/api/evaluate', { body: ADD_FIVE });
    const path = { job_id: started.data?.job_id ?? '' };
    const stream = await client.GET('/api/jobs/{job_id}/events', { params: { path, query: { from_seq: 9 } }, parseAs: 'text' });
    const job = await client.GET('/api/jobs/{job_id}', { params: { path } });
    const list = await client.GET('/api/jobs', { params: { query: { limit: 1, kind: 'evaluate' } } });

    expect(stream.data).toMatch(/^id: 9\ndata: \{[^\n]*\}\n\n$/);
    expect(job.data?.summary?.per_metric['correct']?.n).toBe(5);
    expect(list.data?.jobs.map(({ job_id }) => job_id)).toEqual([path.job_id]);
  });

  it('throws the server’s own words', async () => {
    const client = assayClient(server.url);

    const unknown = await errorOf(client.GET('/api/jobs/{job_id}', { params: { path: { job_id: 'a/b' } } }));
    const unusable = await errorOf(client.POST('/api/run', { body: { ...ADD_FIVE, program: 'nothing' } }));

    expect([unknown.status, unknown.message]).toEqual([404, 'job not found']);
    expect([unusable.status, unusable.message]).toEqual([400, expect.stringContaining('no program "nothing"')]);
  });

  it('says which server can’t be reached, and why', async () => {
    const error = await errorOf(assayClient('http://127.0.0.1:1').GET('/api/health'));

    expect([error.status, error.message]).toEqual([0, expect.stringMatching(/^http:\/\/127\.0\.0\.1:1 can't be reached: /)]);
  });
});
