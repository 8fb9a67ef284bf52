import { describe, expect, it } from '@jest/globals';
import type { EngineEvent } from '../evaluation/event.ts';
import { FakeModel, row } from '../evaluation/fake-model.fixture.ts';
import { programmaticMetric } from '../evaluation/metric.ts';
import type { OptimizationPlan } from '../evaluation/optimize.ts';
import { PromptTemplate } from '../evaluation/prompt-template.ts';
import { range } from '../evaluation/scale.ts';
import { SearchSteps } from '../evaluation/search-steps.ts';
import type { SearchOutcome } from '../evaluation/summary.ts';
import { runSearch } from './run-search.ts';

const never = new AbortController().signal;
const thinking = Object.fromEntries(
  'reinstate_goal trajectory_summary failure_analysis what_works what_hurts improvement_hypothesis edit_plan'
    .split(' ')
    .map((field) => [field, field]),
);
const rowsFrom = (first: number, count: number) =>
  Array.from({ length: count }, (_, at) => row({ q: `question ${first + at}` }, null, first + at));

interface Searched {
  readonly outcome: SearchOutcome | null;
  readonly events: readonly EngineEvent[];
  readonly asked: readonly string[];
  readonly steps: SearchSteps;
}

/** A search with one candidate; the number in a template is the score of each row in tenths. */
async function searched(
  candidate: string,
  { signal = never, onEvent }: { signal?: AbortSignal; onEvent?: (event: EngineEvent) => void } = {},
): Promise<Searched> {
  const proposer = new FakeModel(() => ({ parsed: { thinking, prompt_template: candidate, advice: 'a' } }));
  const plan: OptimizationPlan = {
    program: async ({ render, complete }) => (await complete(render())).output,
    template: new PromptTemplate('5 {{ q }}'),
    model: new FakeModel(),
    metrics: [
      {
        name: 'points',
        judge: null,
        metric: programmaticMetric<string>({
          description: 'The first number.',
          scale: range(0, 10),
          score: ({ output }) => Number(output.split(' ')[0]),
        }),
      },
    ],
    rows: { read: () => [...rowsFrom(0, 3), ...rowsFrom(3, 2)], partOf: (number) => (number < 3 ? 'training' : 'selection') },
    stepTrials: 5,
    repeats: 1,
    workers: 1,
    generationKwargs: {},
    trialTimeoutMs: null,
    steps: 1,
    proposer,
    task: { project: 'p', program: 'v1', source: 's' },
  };
  const events: EngineEvent[] = [];
  const steps = new SearchSteps(plan, (event) => {
    events.push(event);
    onEvent?.(event);
  });
  const heldOut = { read: () => rowsFrom(5, 6), partOf: () => 'holdout' as const };
  const outcome = await runSearch({ ...plan, heldOut, algorithm: 'opro', seed: 0 }, steps, signal);
  return { outcome, events, asked: proposer.requests.map(({ messages }) => messages[0]?.content ?? ''), steps };
}

describe('a search with held-out rows', () => {
  it('runs baseline and best once each on them, and says which steps they are', async () => {
    const { outcome, events, steps } = await searched('7 {{ q }}');
    expect(outcome?.ended).toEqual({ reason: 'steps' });
    expect(outcome?.holdout).toMatchObject({
      ...{ baseline: 0.5, best: 0.7, verdict: 'promoted', best_step: 1, steps: { baseline: 2, best: 3 } },
      ...{ rows: 6, unscored: 0, p_value: 1 / 64, kept_because: null },
    });
    const held = events.filter(({ type, stepIndex }) => type === 'trial' && stepIndex >= 2);
    expect(held.map(({ payload }) => payload)).toMatchObject(
      [...rowsFrom(5, 6), ...rowsFrom(5, 6)].map(({ row: number }) => ({ row: number, part: 'holdout' })),
    );
    expect(steps.fold.bestStep?.stepIndex).toBe(1);
    expect(steps.fold.toldStep?.stepIndex).toBe(3);
    expect(steps.fold.summary().steps?.map(({ holdout_of: of }) => of)).toEqual([undefined, undefined, 0, 1]);
  });

  it('scores a step by its selection rows, and shows its proposer none but the training rows', async () => {
    const { asked, steps } = await searched('7 {{ q }}');
    const { score, trials, training } = steps.fold.step(0) ?? {};
    expect([score, trials, training?.score, training?.trials]).toEqual([0.5, 5, 0.5, 3]);
    expect(steps.fold.step(0)?.summary).toMatchObject({ per_metric: { points: { n: 2 } }, training: { mean: 0.5, n: 1 } });
    expect(asked).toHaveLength(1);
    expect(asked[0]).toContain('question 2');
    for (const unseen of [3, 4, 5, 10]) expect(asked[0]).not.toContain(`question ${unseen}`);
  });

  it('tests nothing where no step scores more than the baseline', async () => {
    const { outcome, events } = await searched('1 {{ q }}');
    expect(outcome?.holdout).toMatchObject({ verdict: 'kept', best_step: 0, steps: null, kept_because: 'baseline_is_best' });
    expect(Math.max(...events.map(({ stepIndex }) => stepIndex))).toBe(1);
  });

  it('has no outcome where it is cut in the middle of the test', async () => {
    const stop = new AbortController();
    const { outcome, steps } = await searched('7 {{ q }}', {
      signal: stop.signal,
      onEvent: ({ type, stepIndex }) => {
        if (type === 'trial' && stepIndex === 3) stop.abort();
      },
    });
    expect(outcome).toBeNull();
    expect(steps.fold.isBetweenSteps).toBe(false);
  });
});
