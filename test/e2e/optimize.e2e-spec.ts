import { appendFile, cp } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { ComparisonDto } from '../../src/compare/comparison.dto.ts';
import type { JobEvent } from '../../src/domain/job-event.ts';
import type { ProposalPayload, StepPayload } from '../../src/evaluation/event.ts';
import type { StepOutcome } from '../../src/evaluation/summary.ts';
import type { TrajectoryDto } from '../../src/jobs/steps.dto.ts';
import { temporaryRoot } from '../fixtures/temporary-root.ts';
import { ADD_FIVE, eventsOf, RunningServer, type JobDocument } from './running-server.ts';

const SAMPLE = fileURLToPath(new URL('../../samples/classify_sentiment', import.meta.url));
const SENTIMENT = {
  project: 'classify_sentiment',
  program: 'v1',
  prompt: 'mixed',
  examples: 'full',
  model: 'local:lexicon',
  metrics: ['label_correctness'],
  workers: 8,
  steps: 3,
  proposer_model: 'local:proposer',
};
const SEARCH_FIVE = {
  ...ADD_FIVE,
  program: 'flaky',
  metrics: ['correct', 'judged'],
  steps: 2,
  proposer_model: 'local:proposer',
};

/** Survives the baseline and not the first candidate, which has tags. */
const FRAGILE = `
export const fragile = defineProgram<Sum>(async ({ render, complete }) => {
  const { text } = await complete(render());
  if (text.includes('</a>')) process.exit(3);
  return text.length;
});
`;

let server: RunningServer;

beforeAll(async () => {
  const root = await temporaryRoot('arithmetic');
  await cp(SAMPLE, join(root.path, 'classify_sentiment'), { recursive: true });
  await appendFile(join(root.path, 'arithmetic/programs.ts'), FRAGILE);
  server = await RunningServer.start({}, root);
});
afterAll(() => server.close());

async function optimize(body: object): Promise<{ jobId: string; events: readonly JobEvent[]; job: JobDocument }> {
  const { status, body: answer } = await server.post<{ job_id: string }>('/api/optimize', body);
  expect([status, answer]).toEqual([200, { job_id: expect.any(String) as unknown, plan: expect.any(Object) as unknown }]);
  const events = eventsOf(await server.stream(answer.job_id));
  return { jobId: answer.job_id, events, job: await server.job(answer.job_id) };
}

function stepsOf(events: readonly JobEvent[]): readonly StepPayload[] {
  return events.filter(({ type }) => type === 'step').map(({ payload }) => payload as StepPayload);
}

/** `proposal` first, `step` last, and between them each trial before its scorings. */
function expectStep(events: readonly JobEvent[], trials: number, scoringsPerTrial: number): void {
  expect(events[0]?.type).toBe('proposal');
  expect(events.at(-1)?.type).toBe('step');
  const seen = new Set<string>();
  for (const { type, payload } of events.slice(1, -1)) {
    if (!('trial_id' in payload)) throw new Error(`unexpected event ${type}`);
    if (type === 'trial') seen.add(payload.trial_id);
    else expect(seen).toContain(payload.trial_id);
  }
  expect(seen.size).toBe(trials);
  expect(events).toHaveLength(2 + trials * (1 + scoringsPerTrial));
}

describe('GET /api/jobs/{id}/steps', () => {
  it('shows each step with its numbers, its template and why it was proposed', async () => {
    const { jobId, events, job } = await optimize({ ...SEARCH_FIVE, workers: 2 });
    const { body } = await server.get<TrajectoryDto>(`/api/jobs/${jobId}/steps`);
    const proposals = events.filter(({ type }) => type === 'proposal').map(({ payload }) => payload as ProposalPayload);
    expect(body.steps.map((step) => step.prompt_template)).toEqual(proposals.map((step) => step.prompt_template));
    expect(body.steps.map(({ thinking }) => thinking)).toEqual(proposals.map(({ thinking }) => thinking));
    expect(body.steps.map(({ score }) => score)).toEqual(stepsOf(events).map(({ score }) => score));
    expect(body.steps.filter((step) => step.is_best).map((step) => step.step_index)).toEqual([
      (job.summary?.['best_step'] as StepOutcome).step_index,
    ]);
    expect(body.steps[0]).toMatchObject({ run_id: `${jobId}.0`, is_finished: true, difference_to_baseline: 0, trials: 5 });
    expect(Object.keys(body.steps[0]?.metrics ?? {})).toEqual(SEARCH_FIVE.metrics);
  });

  it('refuses a job that has none', async () => {
    const jobId = await server.startJob('evaluate', ADD_FIVE);
    await server.settledJob(jobId);
    expect((await server.get(`/api/jobs/${jobId}/steps`)).status).toBe(400);
    expect((await server.get('/api/jobs/none/steps')).status).toBe(404);
  });
});

describe('POST /api/optimize', () => {
  it('streams every step as a proposal, its trials and scorings, and a step', async () => {
    const { jobId, events, job } = await optimize({ ...SEARCH_FIVE, workers: 3 });
    expect(job.manifest).toMatchObject({
      status: 'done',
      error: null,
      kind: 'optimize',
      steps: 2,
      proposer_model: 'local:proposer',
    });
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_event, index) => index));
    expect(events.every((event) => event.job_id === jobId)).toBe(true);
    const steps = Map.groupBy(events, ({ step_index: index }) => index);
    expect([...steps.keys()]).toEqual([0, 1, 2]);
    // `judged` looks twice.
    for (const step of steps.values()) expectStep(step, 5, 3);
  });

  it('replays what it streamed, and says how each step came out in its summary', async () => {
    const { jobId, events, job } = await optimize({ ...SEARCH_FIVE, steps: 1 });
    expect(eventsOf(await server.stream(jobId))).toEqual(events);
    expect(job.events).toEqual(events);
    const outcomes = stepsOf(events).map(({ score, prompt_template, summary }, step_index) => ({
      step_index,
      score,
      prompt_template,
      summary,
    }));
    expect(job.summary).toMatchObject({
      kind: 'optimize',
      status: 'done',
      trial_count: 10,
      scoring_count: 30,
      steps: outcomes,
    });
    const [first, second] = outcomes;
    expect(job.summary?.best_step).toEqual((second?.score ?? 0) > (first?.score ?? 0) ? second : first);
  });

  it('begins with the baseline and gives a rationale with each candidate', async () => {
    const { events } = await optimize({ ...SEARCH_FIVE, steps: 1 });
    const [baseline, candidate] = events
      .filter(({ type }) => type === 'proposal')
      .map(({ payload }) => payload as ProposalPayload);
    expect(baseline).toEqual({ prompt_template: 'What is {{ a }} + {{ b }}?\n', thinking: null, advice: null });
    expect(candidate?.prompt_template).toMatch(/\{\{ a \}\}[^]*\{\{ b \}\}/);
    expect(Object.keys(candidate?.thinking ?? {})).toEqual([
      'reinstate_goal',
      'trajectory_summary',
      'failure_analysis',
      'what_works',
      'what_hurts',
      'improvement_hypothesis',
      'edit_plan',
    ]);
    expect(Object.values({ ...candidate?.thinking, advice: candidate?.advice }).every((text) => text !== '')).toBe(true);
    const { telemetry, ...proposed } = candidate ?? {};
    expect(stepsOf(events)[1]).toMatchObject(proposed);
    expect(telemetry).toMatchObject({ model_id: 'proposer', response: { output_tokens: expect.any(Number) } });
  });

  it('improves the prompt of the sample, step by step', async () => {
    const { jobId, job } = await optimize(SENTIMENT);
    const best = job.summary?.best_step as StepOutcome;
    const [baseline] = job.summary?.steps as readonly StepOutcome[];
    expect(best.score).toBeGreaterThan((baseline?.score ?? 1) + 0.1);
    expect(best.prompt_template).toContain('<review>\n{{ review }}\n</review>');
    await expectSelection(jobId, best.step_index);
  });

  /** The best of three candidates against the baseline: the comparison and the report say that it was chosen. */
  async function expectSelection(jobId: string, best: number): Promise<void> {
    const { body } = await server.post<ComparisonDto>('/api/compare', { run_ids: [`${jobId}.${best}`, `${jobId}.0`] });
    const [pair] = body.pairwise_results;
    expect(pair?.selection).toMatchObject({ job: jobId, candidates: 3 });
    expect(pair?.p_value).toBeCloseTo(Math.min(1, 3 * (pair?.selection?.p_value_uncorrected ?? NaN)), 12);
    expect(pair?.level).toBeCloseTo(1 - 0.05 / 3, 12);
    expect(pair?.warnings.map(({ code }) => code)).toContain('selected-on-these-samples');
    const report = await fetch(`${server.url}/api/jobs/${jobId}/report`);
    expect(await report.text()).toContain('It was chosen among 4 steps by these very scores');
  }

  it('ends early when a step has the full score', async () => {
    const { events, job } = await optimize({ ...SEARCH_FIVE, program: 'add', metrics: ['correct'], steps: 9 });
    expect(job.manifest).toMatchObject({ status: 'done', steps: 9 });
    expect(stepsOf(events).map(({ score }) => score)).toEqual([1]);
    expect(job.summary).toMatchObject({ best_step: { step_index: 0, score: 1 } });
  });

  it('tries the baseline alone with steps 0', async () => {
    const { events, job } = await optimize({ ...SEARCH_FIVE, steps: 0 });
    expectStep(events, 5, 3);
    expect(job.manifest).toMatchObject({ status: 'done', steps: 0 });
  });

  it('fails with the reason when the proposer gives no usable template, and keeps what came before', async () => {
    const { events, job } = await optimize({ ...SEARCH_FIVE, proposer_model: 'local:echo' });
    const message = job.manifest.error ?? '';
    expect(message).toMatch(/^no template for step 1: the proposed template can't be used: it uses the placeholder/);
    expect(message).toMatch(/drops the placeholders \{\{ a \}\}, \{\{ b \}\} of the baseline and uses /);
    expect(job.manifest.status).toBe('error');
    expectStep(events.slice(0, -1), 5, 3);
    expect(events.at(-1)).toMatchObject({
      type: 'error',
      step_index: 1,
      payload: { message, telemetry: { model_id: 'echo' } },
    });
    expect(job.summary).toMatchObject({
      status: 'error',
      error: message,
      trial_count: 5,
      steps: [{ step_index: 0, prompt_template: 'What is {{ a }} + {{ b }}?\n' }],
      best_step: { step_index: 0 },
      telemetry: { proposer: { calls: 2 } },
    });
  });

  it('keeps the finished steps when the program ends its process in a later one', async () => {
    const { events, job } = await optimize({ ...SEARCH_FIVE, program: 'fragile', metrics: ['correct'] });
    expect(job.manifest.error).toContain('exit code 3');
    expect(events.at(-1)).toMatchObject({ type: 'error', step_index: 1 });
    expect((job.summary?.steps as readonly StepOutcome[]).map(({ step_index: index }) => index)).toEqual([0]);
  });

  it.each([
    ['a proposer that there is not', { proposer_model: 'local:nobody' }, "there is no model 'local:nobody'"],
    ['a proposer without a provider', { proposer_model: 'nobody' }, 'nobody'],
    ['a baseline that the program can not fill', { prompt: 'needs_more' }, /needs_more\.jinja: .*c.* \(given: a, b\)/],
  ])('refuses %s', async (_what, change, detail) => {
    const { status, body } = await server.post('/api/optimize', { ...SEARCH_FIVE, ...change });
    expect(status).toBe(400);
    expect(body.detail).toMatch(detail);
  });

  it.each([
    ['steps', { steps: -1 }],
    ['steps', { steps: 1.5 }],
    ['steps', { steps: undefined }],
    ['proposer_model', { proposer_model: '' }],
    ['proposer_model', { proposer_model: undefined }],
    ['metrics', { metrics: [] }],
  ])('says what is wrong with %s in %p', async (path, change) => {
    const { status, body } = await server.post('/api/optimize', { ...SEARCH_FIVE, ...change });
    expect(status).toBe(422);
    expect(body.errors).toEqual([expect.objectContaining({ path })]);
  });
});
