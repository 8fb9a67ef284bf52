import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ADD_FIVE, RunningServer } from './running-server.ts';

interface Planned {
  readonly job_id: string | null;
  readonly plan: Readonly<Record<string, unknown>>;
}

let server: RunningServer;

beforeAll(async () => {
  server = await RunningServer.start({ datasetsServer: 'http://127.0.0.1:1' });
});
afterAll(() => server.close());

async function planned(kind: string, body: object): Promise<Planned> {
  return (await server.post<Planned>(`/api/${kind}?dry_run=true`, body)).body;
}

async function jobIds(): Promise<readonly string[]> {
  const { body } = await server.get<{ jobs: { job_id: string }[] }>('/api/jobs');
  return body.jobs.map(({ job_id: id }) => id);
}

describe('a dry run', () => {
  it('says what a job is made of, and claims nothing that no job has shown', async () => {
    expect(await planned('evaluate', { ...ADD_FIVE, repeats: 2 })).toEqual({
      job_id: null,
      plan: {
        trials: 10,
        scorings: 10,
        calls: 10,
        cost_usd: null,
        cost_basis: 'none',
        basis_job_id: null,
        tokens: null,
        seconds: null,
        holdout_rows: null,
        rows_for_5_points: null,
        chance_of_5_points: null,
        discordance: null,
        discordance_basis: null,
      },
    });
    const search = { ...ADD_FIVE, steps: 2, proposer_model: 'local:proposer', metrics: ['correct', 'judged'] };
    expect((await planned('optimize', search)).plan).toMatchObject({ trials: 15, scorings: 45, calls: 47 });
    expect(await jobIds()).toEqual([]);
  });

  it('refuses what the job itself would be refused for', async () => {
    const { status, body } = await server.post('/api/evaluate?dry_run=true', { ...ADD_FIVE, program: 'adds' });
    expect([status, body['detail']]).toEqual([400, expect.stringContaining('has no program "adds"') as unknown]);
    expect((await server.post('/api/evaluate?dry_run=yes', ADD_FIVE)).status).toBe(422);
  });

  it('fetches no data', async () => {
    const gsm8k = { project: 'gsm8k', program: 'solve', prompt: 'step_by_step', examples: 'test', model: 'local:echo' };
    const { status, body } = await server.post('/api/run?dry_run=true', gsm8k);
    expect([status, body['detail']]).toEqual([400, expect.stringContaining('/api/benchmarks/gsm8k/fetch') as unknown]);
  });

  it('estimates by the last such job', async () => {
    const jobId = await server.startJob('evaluate', ADD_FIVE);
    const { summary } = await server.settledJob(jobId);
    const { input_tokens: input, output_tokens: output } = summary?.['telemetry'] as Record<string, number>;

    const { plan } = await planned('evaluate', { ...ADD_FIVE, repeats: 3 });

    expect(plan).toMatchObject({ trials: 15, cost_usd: 0, cost_basis: 'last_job', basis_job_id: jobId });
    expect(plan['tokens']).toBe(3 * ((input ?? 0) + (output ?? 0)));
    expect((await planned('evaluate', { ...ADD_FIVE, model: 'local:lexicon' })).plan).toMatchObject({ cost_basis: 'none' });
    expect(await jobIds()).toEqual([jobId]);
  });
});

describe('fetching the data of a benchmark', () => {
  it('begins at once, and shows why it has failed', async () => {
    const started = await server.post<{ name: string }>('/api/benchmarks/gsm8k/fetch', {});
    expect(started).toMatchObject({ status: 202, body: { name: 'gsm8k', data: { state: 'fetching', error: null } } });

    await expect(server.post('/api/evaluate', GSM8K_JOB)).resolves.toMatchObject({ status: 503 });

    const { body } = await server.get<{ presets: { name: string }[] }>('/api/benchmarks');
    expect(body.presets.find(({ name }) => name === 'gsm8k')).toMatchObject({
      data: { state: 'absent', error: expect.stringContaining('127.0.0.1:1') as unknown },
    });
  });

  it('has nothing to do where the data is here, and is a 404 for an unknown benchmark', async () => {
    expect(await server.post('/api/benchmarks/demo/fetch', {})).toMatchObject({
      status: 200,
      body: { data: { state: 'present' } },
    });
    expect((await server.post('/api/benchmarks/gsm9k/fetch', {})).status).toBe(404);
  });
});

/** Joins the fetch that is under way, so that it has ended once this is refused. */
const GSM8K_JOB = {
  project: 'gsm8k',
  program: 'solve',
  prompt: 'step_by_step',
  examples: 'test',
  model: 'local:echo',
  metrics: ['numeric_match'],
};
