import { describe, expect, it } from '@jest/globals';
import { EarlyStop } from './early-stop.ts';
import type { CallTelemetryPayload, EngineEvent } from './event.ts';
import { FakeModel, row } from './fake-model.fixture.ts';
import type { JobFold } from './job-fold.ts';
import { type NamedMetric, programmaticMetric } from './metric.ts';
import { type Completion, ModelError } from './model.ts';
import { type OptimizationPlan, optimize } from './optimize.ts';
import type { Program } from './program.ts';
import { PromptTemplate } from './prompt-template.ts';
import { ProposerError } from './proposer.ts';
import { range } from './scale.ts';
import { SearchSteps } from './search-steps.ts';
import type { SearchEnd } from './summary.ts';

const EARLY_END = { stopped: { reason: 'max_seconds', limit: 1 } } as const;

const never = new AbortController().signal;
const echo = (async ({ render, complete }) => (await complete(render())).output) satisfies Program;
const thinking = {
  reinstate_goal: 'a',
  trajectory_summary: 'b',
  failure_analysis: 'c',
  what_works: 'd',
  what_hurts: 'e',
  improvement_hypothesis: 'f',
  edit_plan: 'g',
};

/** The share of a full score is the number in the template. */
const points: NamedMetric = {
  name: 'points',
  judge: null,
  metric: programmaticMetric<string>({
    description: 'The number.',
    scale: range(0, 10),
    score: ({ output }) => Number(output.replace(/\D/g, '')),
  }),
};

/** A proposer that answers with these templates, one after another. */
function proposing(...templates: readonly unknown[]): FakeModel {
  const left = [...templates];
  return new FakeModel(() => answer(left.shift()));
}

function answer(template: unknown): Partial<Completion> {
  const parsed = { thinking, prompt_template: template as string, advice: 'h' };
  return { content: JSON.stringify(parsed), parsed };
}

function planOf(change: Partial<OptimizationPlan>): OptimizationPlan {
  return {
    program: echo,
    template: new PromptTemplate('2 {{ q }}'),
    model: new FakeModel(),
    metrics: [points],
    rows: { read: () => [row({ q: 'a' }), row({ q: 'b' }, null, 1)] },
    stepTrials: 2,
    repeats: 1,
    workers: 1,
    generationKwargs: {},
    trialTimeoutMs: null,
    steps: 2,
    proposer: proposing('4 {{ q }}', '3 {{ q }}'),
    task: { project: 'p', program: 'v1', source: 'the source' },
    ...change,
  };
}

async function resultOf(
  change: Partial<OptimizationPlan>,
  signal = never,
): Promise<{ outcome: JobFold; events: readonly EngineEvent[]; end: SearchEnd | null }> {
  const events: EngineEvent[] = [];
  const plan = planOf(change);
  const steps = new SearchSteps(plan, (event) => void events.push(event));
  const end = await optimize(plan, steps, signal);
  return { outcome: steps.fold, events, end };
}

function namesOf(events: readonly EngineEvent[]): readonly string[] {
  return events.map(({ type, stepIndex }) => `${type} ${stepIndex}`);
}

function stepNames(step: number): readonly string[] {
  return ['proposal', 'trial', 'scoring', 'trial', 'scoring', 'step'].map((type) => `${type} ${step}`);
}

describe('optimize', () => {
  it('makes of each step a proposal, its trials and scorings, and a step', async () => {
    const { events } = await resultOf({});
    expect(namesOf(events)).toEqual([0, 1, 2].flatMap(stepNames));
  });

  it('starts from the baseline, which has no rationale', async () => {
    const { events } = await resultOf({ steps: 0 });
    expect(namesOf(events)).toEqual(stepNames(0));
    const baseline = { prompt_template: '2 {{ q }}', thinking: null, advice: null };
    expect(events[0]?.payload).toEqual(baseline);
    expect(events.at(-1)?.payload).toEqual({
      score: 0.2,
      ...baseline,
      summary: {
        overall: { mean: 0.2, sd: 0, n: 1 },
        per_metric: { points: { mean: 0.2, sd: 0, n: 2 } },
        failure_rate: 0,
        scoring_failure_rate: 0,
        failed_trials: { provider: 0, answer: 0, program: 0 },
      },
    });
  });

  it('says with each candidate why it was proposed', async () => {
    const { events } = await resultOf({});
    expect(events[6]?.payload).toEqual({
      prompt_template: '4 {{ q }}',
      thinking,
      advice: 'h',
      telemetry: {
        model_id: 'fake-1',
        response: { content: expect.stringContaining('4 {{ q }}'), input_tokens: 3, output_tokens: 1, latency: 0.5 },
      },
    });
    expect(events[11]?.payload).toMatchObject({ score: 0.4, prompt_template: '4 {{ q }}', thinking, advice: 'h' });
  });

  it('keeps every step, and counts the trials of all of them', async () => {
    const { outcome } = await resultOf({});
    expect(outcome.finishedSteps.map(({ stepIndex, score }) => [stepIndex, score])).toEqual([
      [0, 0.2],
      [1, 0.4],
      [2, 0.3],
    ]);
    const summary = outcome.summary();
    expect(summary).toMatchObject({ trial_count: 6, scoring_count: 6, best_step: { step_index: 1, score: 0.4 } });
    expect(summary.per_metric.points?.mean).toBeCloseTo(0.3);
  });

  it('ends when a step has the full score', async () => {
    const { outcome, events } = await resultOf({ proposer: proposing('10 {{ q }}'), steps: 9 });
    expect(outcome.finishedSteps).toHaveLength(2);
    expect(events.at(-1)).toMatchObject({ type: 'step', stepIndex: 1, payload: { score: 1 } });
  });

  it('asks for no proposal when the baseline has the full score', async () => {
    const proposer = proposing();
    const { outcome } = await resultOf({ template: new PromptTemplate('10 {{ q }}'), proposer });
    expect(outcome.finishedSteps).toHaveLength(1);
    expect(proposer.requests).toEqual([]);
  });

  it('goes on from a step without a score', async () => {
    const { outcome } = await resultOf({ template: new PromptTemplate('99 {{ q }}'), steps: 1 });
    expect(outcome.finishedSteps.map(({ score }) => score)).toEqual([null, 0.4]);
    expect(outcome.summary().best_step).toMatchObject({ step_index: 1 });
  });

  it.each([
    ['drops a placeholder', '5', 'it drops the placeholder {{ q }} of the baseline'],
    ['adds a placeholder', '5 {{ q }} {{ r }}', 'it uses the placeholder {{ r }}, which the baseline does not have'],
    ['does not parse', '5 {{ q }', /it is no valid template: line 1: .*/],
    ['repeats the baseline', '2 {{ q }}\n', 'it is the same as the template of step 0'],
    ['is empty', ' ', 'prompt_template is not a non-empty text'],
    ['is no text', 5, 'prompt_template is not a non-empty text'],
  ])('takes the second proposal when the first %s', async (_what, template, reason) => {
    const proposer = proposing(template, '5 {{ q }}');
    const { outcome } = await resultOf({ proposer, steps: 1 });
    expect(outcome.finishedSteps.map(({ promptTemplate }) => promptTemplate)).toEqual(['2 {{ q }}', '5 {{ q }}']);
    const [, refused, told] = proposer.requests[1]?.messages ?? [];
    expect(refused).toMatchObject({ role: 'assistant', content: answer(template).content });
    expect(told?.role).toBe('user');
    expect(told?.content).toMatch(reason);
  });

  it('fails with the reasons when the second proposal is no better', async () => {
    const events: EngineEvent[] = [];
    const plan = planOf({ proposer: proposing('5', '{{ q }} {{ r }}') });
    const steps = new SearchSteps(plan, (event) => void events.push(event));
    await expect(optimize(plan, steps, never)).rejects.toThrow(
      "no template for step 1: the proposed template can't be used: it drops the placeholder {{ q }} of the baseline; after it " +
        "was told so, the proposed template can't be used: it uses the placeholder {{ r }}, which the baseline does not have",
    );
    expect(namesOf(events)).toEqual(stepNames(0));
  });

  it('fails with what the provider said when it fails twice', async () => {
    const proposer = new FakeModel(() => {
      throw new ModelError('no credit left');
    });
    await expect(resultOf({ proposer })).rejects.toThrow(/no template for step 1: .*no credit left; it was told so/);
    expect(proposer.requests).toHaveLength(2);
  });

  it('says of proposals that were of no use what they took', async () => {
    const proposer = proposing('5', '{{ q }} {{ r }}');
    const error: unknown = await resultOf({ proposer }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ProposerError);
    expect((error as ProposerError).telemetry).toMatchObject({
      model_id: proposer.modelId,
      response: { content: answer('{{ q }} {{ r }}').content },
      other_attempts: [{ content: answer('5').content }],
    });
  });

  it('refuses a rationale with a hole', async () => {
    const parsed = { thinking: { ...thinking, what_hurts: '' }, prompt_template: '5 {{ q }}', advice: 'h' };
    await expect(resultOf({ proposer: new FakeModel(() => ({ parsed })) })).rejects.toThrow('thinking.what_hurts');
  });

  it('ends with the finished steps when it is aborted in the middle of one', async () => {
    const stop = new AbortController();
    let calls = 0;
    const model = new FakeModel(({ messages }) => {
      calls += 1;
      if (calls === 4) stop.abort();
      return { content: messages[0]?.content ?? '' };
    });
    const { outcome, events } = await resultOf({ model }, stop.signal);
    expect(outcome.finishedSteps).toHaveLength(1);
    expect(events.filter(({ type }) => type === 'step')).toHaveLength(1);
    expect(outcome.summary().trial_count).toBe(3);
  });

  it('ends with the finished steps when it is aborted while the proposer thinks', async () => {
    const stop = new AbortController();
    const proposer = new FakeModel((_request, signal) => {
      stop.abort();
      signal.throwIfAborted();
      return {};
    });
    const { outcome, events } = await resultOf({ proposer }, stop.signal);
    expect(outcome.finishedSteps).toHaveLength(1);
    expect(namesOf(events)).toEqual(stepNames(0));
  });

  it.each([
    ['after an answer that could not be used', 2, 'no JSON'],
    ['before it was answered', 1, undefined],
  ])('tells what a proposer took that was cut off %s', async (_what, cutCall, content) => {
    const stop = new AbortController();
    let calls = 0;
    const proposer = new FakeModel((_request, signal) => {
      calls += 1;
      if (calls === cutCall) stop.abort();
      signal.throwIfAborted();
      return { content: 'no JSON' };
    });
    const told: CallTelemetryPayload[] = [];
    const { outcome } = await resultOf({ proposer, onCutOff: (telemetry) => void told.push(telemetry) }, stop.signal);
    expect(outcome.finishedSteps).toHaveLength(1);
    expect(told.map(({ response }) => response.content)).toEqual(content === undefined ? [] : [content]);
  });

  it('keeps a proposal that comes after it was asked to end early, and does not try it', async () => {
    const earlyStop = new EarlyStop();
    const proposer = new FakeModel(() => {
      earlyStop.ask(EARLY_END);
      return answer('4 {{ q }}');
    });
    const { outcome, events } = await resultOf({ proposer, earlyStop });
    expect(namesOf(events)).toEqual([...stepNames(0), 'proposal 1']);
    expect(outcome.finishedSteps).toHaveLength(1);
  });

  it.each([
    ['ends a step whose last trial is in flight when it is asked to end early', 2, stepNames(0)],
    ['leaves a step open whose trials are not all begun when it is asked to', 1, stepNames(0).slice(0, 3)],
  ])('%s', async (_what, call, expected) => {
    const earlyStop = new EarlyStop();
    let calls = 0;
    const model = new FakeModel(({ messages }) => {
      calls += 1;
      if (calls === call) earlyStop.ask(EARLY_END);
      return { content: messages[0]?.content ?? '' };
    });
    const { events } = await resultOf({ model, earlyStop });
    expect(namesOf(events)).toEqual(expected);
  });
});
