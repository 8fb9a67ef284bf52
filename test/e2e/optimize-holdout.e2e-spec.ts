import { cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ComparisonDto } from '../../src/compare/comparison.dto.ts';
import type { JobEvent } from '../../src/domain/job-event.ts';
import type { ProposalPayload, StepPayload, TrialPayload } from '../../src/evaluation/event.ts';
import type { HoldoutOutcome, SearchEnd, StepOutcome } from '../../src/evaluation/summary.ts';
import type { JobPlan } from '../../src/jobs/job-plan.ts';
import type { TrajectoryDto } from '../../src/jobs/steps.dto.ts';
import { temporaryRoot } from '../fixtures/temporary-root.ts';
import { type JobDocument, RunningServer } from './running-server.ts';

const SAMPLE = fileURLToPath(new URL('../../samples/classify_sentiment', import.meta.url));
const SEARCH = {
  project: 'classify_sentiment',
  program: 'plain',
  prompt: 'mixed',
  examples: 'full',
  model: 'local:lexicon',
  metrics: ['label_correctness'],
  workers: 8,
  steps: 6,
  proposer_model: 'local:proposer',
};

interface SearchSummary {
  readonly ended: SearchEnd;
  readonly holdout: HoldoutOutcome | null;
  readonly steps: readonly StepOutcome[];
  readonly best_step: StepOutcome;
}

interface Problem {
  readonly detail: string;
  readonly errors: readonly { readonly path: string; readonly message: string }[];
}

let server: RunningServer;
let rows: readonly string[];

beforeAll(async () => {
  const root = await temporaryRoot('arithmetic');
  const project = join(root.path, 'classify_sentiment');
  await cp(SAMPLE, project, { recursive: true });
  rows = (await readFile(join(project, 'data/full.jsonl'), 'utf8')).trim().split('\n');
  const write = (name: string, lines: readonly string[]): Promise<void> =>
    writeFile(join(project, `data/${name}.jsonl`), `${lines.join('\n')}\n`);
  await write('three', rows.slice(0, 3));
  await write('twice', [...rows.slice(0, 20), ...rows.slice(0, 20)]);
  await write('others', rows.slice(0, 60));
  await write('more', rows.slice(60, 80));
  await write('rest', rows.slice(80));
  await write('planned', rows);
  server = await RunningServer.start({}, root);
});
afterAll(() => server.close());

async function search(fields: object): Promise<{ jobId: string; job: JobDocument; summary: SearchSummary }> {
  const jobId = await server.startJob('optimize', { ...SEARCH, ...fields });
  const job = await server.settledJob(jobId);
  return { jobId, job, summary: job.summary as unknown as SearchSummary };
}

function rowsOf(events: readonly JobEvent[], isStep: (step: number) => boolean): ReadonlySet<number> {
  const trials = events.filter(({ type, step_index: step }) => type === 'trial' && isStep(step));
  return new Set(trials.map(({ payload }) => (payload as TrialPayload).row ?? -1));
}

function proposalsOf(events: readonly JobEvent[]): readonly ProposalPayload[] {
  return events.filter(({ type }) => type === 'proposal').map(({ payload }) => payload as ProposalPayload);
}

async function comparison(runIds: readonly string[]): Promise<ComparisonDto> {
  return (await server.post<ComparisonDto>('/api/compare', { run_ids: runIds })).body;
}

function warningsOf({ pairwise_results: [pair] }: ComparisonDto): readonly string[] {
  return (pair?.warnings ?? []).map(({ code }) => code);
}

describe('a search that holds rows out', () => {
  it('tests what it selects against the baseline on rows that no step has seen, and compares as the report of a comparison does', async () => {
    const { jobId, job, summary } = await search({ holdout: 0.3 });
    const { manifest, events } = job;
    expect(manifest).toMatchObject({ status: 'done', holdout: 0.3, planned_trials: 83, parts: { training: 83, holdout: 36 } });
    const heldOut = proposalsOf(events).flatMap(({ holdout_of: of }, step) => (of === undefined ? [] : [step]));
    const selected = summary.best_step.step_index;
    expect(heldOut).toEqual([7, 8]);
    expect(heldOut.map((step) => proposalsOf(events)[step]?.holdout_of)).toEqual([0, selected]);
    const searched = rowsOf(events, (step) => step < 7);
    const tested = rowsOf(events, (step) => step >= 7);
    expect([searched.size, tested.size]).toEqual([83, 36]);
    expect([...tested].filter((row) => searched.has(row))).toEqual([]);

    expect(summary.ended).toEqual({ reason: 'steps' });
    const { holdout } = summary;
    const [baseline, best] = heldOut.map((step) => summary.steps[step]?.score);
    expect(holdout).toMatchObject({
      baseline,
      best,
      best_step: selected,
      steps: { baseline: 7, best: 8 },
      rows: 36,
      unscored: 0,
    });
    expect(holdout?.verdict).toBe('promoted');
    expect(selected).toBeLessThan(7);

    const tests = await comparison([`${jobId}.8`, `${jobId}.7`]);
    expect(warningsOf(tests)).not.toContain('selected-on-these-samples');
    expect(tests.pairwise_results[0]?.delta).toBeCloseTo(holdout?.delta ?? NaN, 12);
    expect((tests.pairwise_results[0]?.p_value ?? NaN) / 2).toBeCloseTo(holdout?.p_value ?? NaN, 12);
    expect(tests.pairwise_results[0]?.interval).toEqual(holdout?.interval);
    expect(warningsOf(await comparison([`${jobId}.${selected}`, `${jobId}.0`]))).toContain('selected-on-these-samples');
  });

  it('pays for no test where the baseline is the best of the search', async () => {
    const { job, summary } = await search({ steps: 0, holdout: 0.3 });
    expect(summary.holdout).toMatchObject({ verdict: 'kept', kept_because: 'baseline_is_best', steps: null, p_value: null });
    expect(job.events.filter(({ type }) => type === 'trial')).toHaveLength(83);
    expect(job.manifest.status).toBe('done');
  });

  it('takes another dataset, whose runs are of that one', async () => {
    const { jobId, job, summary } = await search({ examples: 'others', holdout: 'rest', steps: 3 });
    expect(job.manifest).toMatchObject({ parts: { training: 60, holdout: rows.length - 80 } });
    const tested = summary.holdout?.steps?.best ?? NaN;
    const run = await server.get<{ metadata: object; dataset: string; name: string }>(
      `/api/runs/${jobId}.${tested}?samples=false`,
    );
    expect(run.body).toMatchObject({
      dataset: 'rest',
      metadata: { examples: 'rest', holdout_of: summary.best_step.step_index },
    });
    expect(run.body.name).toContain('on held-out rows');
    const evaluated = await server.startJob('evaluate', {
      ...SEARCH,
      examples: 'rest',
      steps: undefined,
      proposer_model: undefined,
    });
    await server.settledJob(evaluated);
    const pair = (await comparison([`${jobId}.${summary.holdout?.steps?.baseline ?? ''}`, evaluated])).pairwise_results[0];
    expect([pair?.delta, pair?.n]).toEqual([0, rows.length - 80]);
  });

  it('chooses by selection rows, and says what the training rows scored beside', async () => {
    const { job, summary } = await search({ examples: 'others', selection: 'more', holdout: 0.25, steps: 3 });
    expect(job.manifest).toMatchObject({ parts: { training: 45, selection: 20, holdout: 15 }, planned_trials: 65 });
    const trials = job.events.filter(({ type, step_index: step }) => type === 'trial' && step === 0);
    const parts = Map.groupBy(trials, ({ payload }) => (payload as TrialPayload).part);
    expect([parts.get('training')?.length, parts.get('selection')?.length]).toEqual([45, 20]);
    const step = job.events.find(({ type }) => type === 'step')?.payload as StepPayload;
    const chosenBy = parts.get('selection')?.map(({ payload }) => (payload as TrialPayload).row ?? -1) ?? [];
    const scores = job.events.flatMap(({ type, step_index: index, payload }) => {
      const { row = -1, score } = payload as { row?: number; score?: { normalized: number } };
      return type === 'scoring' && index === 0 && chosenBy.includes(row) ? [score?.normalized ?? NaN] : [];
    });
    expect(Math.min(...chosenBy)).toBe(60);
    expect(step.score).toBeCloseTo(scores.reduce((sum, score) => sum + score, 0) / 20, 12);
    expect(step.summary.per_metric['label_correctness']?.n).toBe(20);
    expect(step.summary.training).toMatchObject({ n: 1 });
    expect(summary.best_step.summary.per_metric['label_correctness']?.n).toBe(20);
  });

  it('never tears equal rows apart', async () => {
    const { job } = await search({ examples: 'twice', holdout: 0.3, steps: 2 });
    const contents = (isStep: (step: number) => boolean): ReadonlySet<string> =>
      new Set(
        job.events.flatMap(({ type, step_index: step, payload }) =>
          type === 'trial' && isStep(step) ? [JSON.stringify((payload as TrialPayload).example.inputs)] : [],
        ),
      );
    const searched = contents((step) => step < 3);
    expect([...contents((step) => step >= 3)].filter((row) => searched.has(row))).toEqual([]);
    expect(searched.size).toBe(14);
  });

  it('ends its search by its budget, and makes the test all the same', async () => {
    const { job, summary } = await search({ holdout: 0.3, budget: { trials: 200 } });
    expect(summary.ended).toEqual({ reason: 'budget', budget: 'trials', limit: 200, spent: 166 });
    expect(job.manifest).toMatchObject({ status: 'done', stopped: { reason: 'budget', limit: 200 } });
    expect(summary.holdout).toMatchObject({ best_step: 1, rows: 36 });
    expect(summary.steps.map(({ holdout_of: of }) => of ?? null)).toEqual([null, null, 0, 1]);
  });

  it('has no verdict where a limit cuts it, says why, and goes on in the middle of the test without paying for anything twice', async () => {
    const whole = await search({ holdout: 0.3, budget: { trials: 170 }, workers: 1 });
    const calls = whole.job.events.filter(({ type, step_index: step }) => type === 'trial' && step === 3);
    const tokensBefore = tokensUpTo(whole.job.events, calls[10]?.seq ?? NaN);
    const fields = { holdout: 0.3, budget: { trials: 170 }, workers: 1, max_tokens: tokensBefore };
    const cut = await search(fields);
    expect(cut.job.manifest).toMatchObject({ status: 'cancelled', stopped: { reason: 'max_tokens' } });
    expect(cut.summary).toMatchObject({ ended: { reason: 'max_tokens' }, holdout: null });
    expect(cut.job.events.at(-1)?.step_index).toBe(3);

    const { status } = await server.post(`/api/jobs/${cut.jobId}/resume`, { max_tokens: 100_000_000 });
    expect(status).toBe(202);
    const { events, summary, manifest } = await server.settledJob(cut.jobId);
    expect(manifest.status).toBe('done');
    expect(events.slice(0, cut.job.events.length)).toEqual(cut.job.events);
    expect(events.filter(({ type }) => type === 'trial')).toHaveLength(
      whole.job.events.filter(({ type }) => type === 'trial').length,
    );
    expect((summary as unknown as SearchSummary).holdout).toEqual(whole.summary.holdout);
    expect((summary as unknown as SearchSummary).ended).toEqual(whole.summary.ended);
  });
});

function tokensUpTo(events: readonly JobEvent[], seq: number): number {
  return events.reduce((sum, event) => {
    const { telemetry } = event.payload as { telemetry?: { response: { input_tokens: number; output_tokens: number } } };
    if (event.seq > seq || telemetry === undefined) return sum;
    return sum + telemetry.response.input_tokens + telemetry.response.output_tokens;
  }, 0);
}

describe('the result of a search that holds rows out', () => {
  it('is told first in its report, by the scores of the test in lists, and as tests among its steps', async () => {
    const { jobId, summary } = await search({ holdout: 0.3 });
    const report = await server.get<string>(`/api/jobs/${jobId}/report`);
    expect(report.body).toContain('Promoted: step');
    expect(report.body.indexOf('Held-out score')).toBeLessThan(report.body.indexOf('Score in the search'));
    const { body } = await server.get<TrajectoryDto>(`/api/jobs/${jobId}/steps`);
    const best = summary.best_step.step_index;
    expect(body.steps.map(({ holdout_of: of }) => of)).toEqual([...Array<null>(7).fill(null), 0, best]);
    expect(body.steps.filter(({ is_best: isBest }) => isBest).map(({ step_index: index }) => index)).toEqual([best]);
    expect(body.steps[8]?.difference_to_baseline).toBeCloseTo(summary.holdout?.delta ?? NaN, 12);
    const list = await server.get<{
      results: { id: string; metrics: Record<string, { mean: number }>; best_step_run_id: string }[];
    }>('/api/results?limit=1');
    const [first] = list.body.results;
    expect(first).toMatchObject({ id: jobId, best_step_run_id: `${jobId}.${best}` });
    expect(first?.metrics['label_correctness']?.mean).toBeCloseTo(summary.holdout?.best ?? NaN, 12);
  });

  it('warns where a prompt is saved that it did not show to be better, and saves it all the same', async () => {
    const { jobId, summary } = await search({ program: 'v1', holdout: 0.3, steps: 2 });
    expect(summary.holdout).toMatchObject({ verdict: 'kept', kept_because: null });
    const save = (name: string, step?: number) =>
      server.post<{ outcome: string; warning: string | null }>(`/api/jobs/${jobId}/prompt`, { name, step_index: step });
    expect((await save('kept_best')).body).toMatchObject({
      outcome: 'created',
      warning: expect.stringContaining('Kept: step') as unknown,
    });
    expect((await save('kept_baseline', 0)).body.warning).toBeNull();
    const other = summary.best_step.step_index === 1 ? 2 : 1;
    expect((await save('kept_other', other)).body.warning).toContain('not this one');
  });
});

describe('the plan of a search that holds rows out', () => {
  it('says what it takes at most, and what the held-out rows can show, before anything is paid for', async () => {
    const fields = { ...SEARCH, holdout: 0.3, program: 'v1', prompt: 'english', examples: 'planned' };
    const planned = await server.post<{ plan: JobPlan }>('/api/optimize?dry_run=true', fields);
    expect(planned.body.plan).toMatchObject({
      trials: 7 * 83 + 2 * 36,
      calls: 7 * 83 + 2 * 36 + 6,
      holdout_rows: 36,
      rows_for_5_points: 841,
      discordance: 0.34,
      discordance_basis: 'assumed',
    });
    expect(planned.body.plan.chance_of_5_points).toBeCloseTo(0.129, 3);
    const started = await server.post<{ job_id: string; plan: JobPlan }>('/api/optimize', fields);
    expect(started.body.plan).toEqual(planned.body.plan);
    await server.settledJob(started.body.job_id);
    const again = await server.post<{ plan: JobPlan }>('/api/optimize?dry_run=true', { ...fields, budget: { trials: 300 } });
    expect(again.body.plan).toMatchObject({ trials: 3 * 83 + 2 * 36, discordance_basis: 'last_job' });
  });

  it('says of a search without held-out rows that it has none', async () => {
    const { body } = await server.post<{ plan: JobPlan }>('/api/optimize?dry_run=true', SEARCH);
    expect(body.plan).toMatchObject({ holdout_rows: 0, chance_of_5_points: null });
  });
});

describe('a search whose rows can not be held out', () => {
  it.each([
    ['three rows', { examples: 'three', holdout: 0.3 }, 'holdout', 'below 5 nothing can be shown'],
    ['a share that is too small', { examples: 'others', holdout: 0.01 }, 'holdout', 'distinct row'],
    ['no such dataset', { holdout: 'nothing' }, 'holdout', 'nothing'],
    ['a dataset with rows of the search', { holdout: 'others' }, 'holdout', 'also among the rows that are searched with'],
    ['the dataset of the search itself', { holdout: 'full' }, 'holdout', 'also among'],
    ['a selection with rows of the search', { selection: 'three' }, 'selection', 'also among the training rows'],
    ['shares that leave nothing', { selection: 0.5, holdout: 0.5 }, 'holdout', 'none is left to search with'],
    ['a budget below the baseline', { budget: { trials: 10 } }, 'budget.trials', 'the baseline alone may take'],
  ])('is refused: %s', async (_what, fields, path, message) => {
    const { status, body } = await server.post<Problem>('/api/optimize', { ...SEARCH, ...fields });
    expect([status, body.errors]).toEqual([400, [{ path, message: expect.stringContaining(message) as unknown }]]);
    expect(body.detail).toContain(message);
  });

  it.each([
    ['holdout', 1],
    ['holdout', 0],
    ['holdout', -0.5],
    ['holdout', true],
    ['selection', 2],
    ['budget', {}],
    ['budget', { trials: 0 }],
    ['budget', { calls: 5 }],
    ['algorithm', 'annealing'],
  ])('is refused where %s is %j', async (field, value) => {
    const { status, body } = await server.post<Problem>('/api/optimize', { ...SEARCH, [field]: value });
    expect([status, body.errors.map(({ path }) => path)]).toEqual([422, [field]]);
  });
});
