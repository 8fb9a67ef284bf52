import { describe, expect, it } from '@jest/globals';
import type { EngineEvent, ProposalPayload, SearchPart, StepPayload, TrialPayload } from '../evaluation/event.ts';
import { FakeModel, row } from '../evaluation/fake-model.fixture.ts';
import { type JobLog, KeptWork, type LoggedEvent } from '../evaluation/kept-work.ts';
import { type NamedMetric, programmaticMetric } from '../evaluation/metric.ts';
import type { Completion } from '../evaluation/model.ts';
import type { Program } from '../evaluation/program.ts';
import { PromptTemplate } from '../evaluation/prompt-template.ts';
import { ProposerError } from '../evaluation/proposer.ts';
import { range } from '../evaluation/scale.ts';
import { SearchSteps } from '../evaluation/search-steps.ts';
import type { SearchOutcome } from '../evaluation/summary.ts';
import { runSearch, type SearchPlan } from './run-search.ts';

const never = new AbortController().signal;
const echo = (async ({ render, complete }) => (await complete(render())).output) satisfies Program;
const RULES = ['amber', 'birch', 'cedar', 'delta'];

/** Right where the template has the word that the row is about, which only the reference tells. */
const hasRule: NamedMetric = {
  name: 'has_rule',
  judge: null,
  metric: programmaticMetric<string>({
    description: 'The rule.',
    scale: range(0, 1),
    score: ({ output, reference }) => (output.includes(reference as string) ? 1 : 0),
  }),
};

const thinking = Object.fromEntries(
  [
    'reinstate_goal',
    'trajectory_summary',
    'failure_analysis',
    'what_works',
    'what_hurts',
    'improvement_hypothesis',
    'edit_plan',
  ].map((field) => [field, 'x']),
);

function answer(template: string): Partial<Completion> {
  const parsed = { thinking, prompt_template: template, advice: 'a' };
  return { content: JSON.stringify(parsed), parsed };
}

/** Adds what the first wrong example shows to the last template shown; `isNonsense` tells by the number of the answer which are of no use. */
function reflecting(isNonsense: (call: number) => boolean = () => false): FakeModel {
  let calls = 0;
  return new FakeModel(({ messages }) => {
    calls += 1;
    if (isNonsense(calls)) return { content: '"nonsense"', parsed: 'nonsense' };
    const prompt = messages[0]?.content ?? '';
    const templates = [...prompt.matchAll(/<tried_template>\n([^]*?)\n<\/tried_template>/g)].map(([, text = '']) => text);
    const [, lacking = 'nothing'] = /<weak_example score="0.0000">[^]*?<example_reference>\n(\w+)\n/.exec(prompt) ?? [];
    const words = new Set(templates.flatMap((text) => text.replace('{{ q }}', '').trim().split(' ')));
    return answer(`${[...words, lacking].join(' ')} {{ q }}`);
  });
}

function rowsFrom(first: number, count: number) {
  return Array.from({ length: count }, (_, at) => row({ q: `item ${first + at}` }, RULES[at % RULES.length] ?? '', first + at));
}

interface Setup {
  readonly algorithm: SearchPlan['algorithm'];
  readonly proposer?: FakeModel;
  readonly model?: FakeModel;
  readonly steps?: number;
  readonly budget?: SearchPlan['budget'];
  readonly kept?: readonly LoggedEvent[];
}

const partOf = (at: number): SearchPart => (at < 24 ? 'training' : 'selection');

function planOf({ algorithm, proposer = reflecting(), model = new FakeModel(), steps = 8, budget = {} }: Setup): SearchPlan {
  return {
    algorithm,
    seed: 3,
    program: echo,
    template: new PromptTemplate('Say it. {{ q }}'),
    model,
    metrics: [hasRule],
    rows: { read: () => rowsFrom(0, 40), partOf },
    heldOut: { read: () => rowsFrom(100, 20), partOf: () => 'holdout' },
    stepTrials: 40,
    repeats: 1,
    workers: 1,
    generationKwargs: {},
    trialTimeoutMs: null,
    steps,
    budget,
    proposer,
    task: { project: 'p', program: 'v1', source: 'the source' },
    keepsExamples: true,
  };
}

function logOf(events: readonly LoggedEvent[]): JobLog {
  return {
    async *read(fromSeq) {
      for (const event of events) if (event.seq >= fromSeq) yield Promise.resolve(event);
    },
    async *pick(fromSeq, isWanted) {
      for (const event of events) if (event.seq >= fromSeq && isWanted(event.seq)) yield Promise.resolve(event);
    },
  };
}

async function searched(setup: Setup): Promise<{ events: EngineEvent[]; outcome: SearchOutcome | null; steps: SearchSteps }> {
  const events: EngineEvent[] = [];
  const plan = planOf(setup);
  const steps = new SearchSteps(plan, (event) => void events.push(event));
  if (setup.kept !== undefined)
    await steps.recall(await KeptWork.of(logOf(setup.kept), { metrics: plan.metrics, repeats: 1, retriesFailed: false }));
  return { outcome: await runSearch(plan, steps, never), events, steps };
}

function logged(events: readonly EngineEvent[]): LoggedEvent[] {
  return events.map(({ stepIndex, type, payload }, seq) => ({ seq, step_index: stepIndex, type, payload }));
}

function payloads<Payload>(events: readonly EngineEvent[], type: EngineEvent['type']): Payload[] {
  return events.filter((event) => event.type === type).map(({ payload }) => payload as Payload);
}

describe.each(['gepa', 'race'] as const)('a search by %s', (algorithm) => {
  it('makes of each candidate a proposal, its trials and scorings, and a step', async () => {
    const { events } = await searched({ algorithm });
    let step = -1;
    let isOpen = false;
    for (const { type, stepIndex } of events) {
      if (type === 'proposal') {
        expect(isOpen).toBe(false);
        step += 1;
        isOpen = true;
      }
      expect(stepIndex).toBe(step);
      if (type === 'step') isOpen = false;
    }
    expect(isOpen).toBe(false);
  });

  it('finds what the reasons reveal, tests it once on held-out rows, and promotes it', async () => {
    const { outcome, steps } = await searched({ algorithm });
    expect(outcome).toMatchObject({
      ended: { reason: 'full_score' },
      holdout: { verdict: 'promoted', best: 1, baseline: 0, rows: 20 },
    });
    expect(steps.fold.bestStep?.score).toBe(1);
  });

  it('runs no row twice with one template', async () => {
    const model = new FakeModel();
    await searched({ algorithm, model });
    const prompts = model.requests.map(({ messages }) => messages.at(-1)?.content ?? '');
    expect(new Set(prompts).size).toBe(prompts.length);
  });

  it('shows the proposer training rows alone', async () => {
    const proposer = reflecting();
    await searched({ algorithm, proposer });
    const shown = proposer.requests.flatMap(({ messages }) =>
      Array.from((messages[0]?.content ?? '').matchAll(/item (\d+)/g), ([, number]) => Number(number)),
    );
    expect(shown.length).toBeGreaterThan(0);
    expect(Math.max(...shown)).toBeLessThan(24);
  });

  it('says of each candidate what it came from, and why it was accepted or not', async () => {
    const { events } = await searched({ algorithm, steps: 3 });
    const [baseline, ...others] = payloads<StepPayload>(events, 'step').filter(({ holdout_of: of }) => of === undefined);
    expect(baseline).not.toHaveProperty('accepted');
    for (const { origin, parents, accepted, reason } of others) {
      expect(typeof accepted).toBe('boolean');
      expect(reason).toMatch(/^it /);
      expect(['reflection', 'merge', 'instruction', 'demonstrations']).toContain(origin);
      expect(parents?.length).toBeGreaterThan(0);
    }
  });

  it('goes on from any event as if it had not stopped, and pays for nothing twice', async () => {
    const isNonsense = (call: number): boolean => call === 3 || call === 4;
    const whole = await searched({ algorithm, proposer: reflecting(isNonsense) });
    const asked = whole.events.filter(({ type }) => type === 'trial').length;
    for (let cut = 0; cut <= whole.events.length; cut += Math.max(1, Math.floor(whole.events.length / 40))) {
      const before = whole.events.slice(0, cut);
      const proposals = payloads<ProposalPayload>(before, 'proposal');
      const given = proposals.reduce((sum, { thinking: why, refused = [] }) => sum + (why ? 1 : 0) + 2 * refused.length, 0);
      const model = new FakeModel();
      const proposer = reflecting((call) => isNonsense(call + given));
      const rest = await searched({ algorithm, proposer, model, kept: logged(before) });
      expect([...before, ...rest.events].map(comparable)).toEqual(whole.events.map(comparable));
      expect(rest.outcome).toEqual(whole.outcome);
      expect(model.requests).toHaveLength(asked - before.filter(({ type }) => type === 'trial').length);
    }
  });

  it('counts an answer that is of no use even after it was told so, and goes on', async () => {
    const { events, outcome } = await searched({ algorithm, proposer: reflecting((call) => call <= 2) });
    expect(outcome).toMatchObject({ ended: { reason: 'full_score', unusable: 1 } });
    const refused = payloads<ProposalPayload>(events, 'proposal').flatMap((proposal) => proposal.refused ?? []);
    expect(refused).toEqual([expect.stringContaining('no template for step 1')]);
  });

  it('fails where the proposer never gives an answer that is of use', async () => {
    await expect(searched({ algorithm, proposer: reflecting(() => true) })).rejects.toThrow(ProposerError);
  });

  it('ends before a candidate that the budget has no room for, and still makes the test', async () => {
    const { outcome, events } = await searched({ algorithm, budget: { trials: 90 } });
    expect(outcome).toMatchObject({ ended: { reason: 'budget', budget: 'trials', limit: 90 } });
    const inSearch = payloads<TrialPayload>(events, 'trial').filter(({ part }) => part !== 'holdout');
    expect(inSearch.length).toBeLessThanOrEqual(90);
    expect(outcome?.holdout).toBeDefined();
  });

  it('refuses a template that copies an example', async () => {
    const text = 'the quick brown fox jumps over the lazy dog';
    let calls = 0;
    const proposer = new FakeModel(() => answer((calls += 1) === 1 ? `Say it: ${text}. {{ q }}` : `Other ${calls} {{ q }}`));
    const plan = {
      ...planOf({ algorithm, proposer, steps: 1 }),
      rows: { read: () => [...rowsFrom(0, 39), row({ q: text }, 'amber', 39)], partOf },
    };
    const events: EngineEvent[] = [];
    await runSearch(plan, new SearchSteps(plan, (event) => void events.push(event)), never);
    expect(payloads<ProposalPayload>(events, 'proposal')[1]?.prompt_template).toBe('Other 2 {{ q }}');
    expect(proposer.requests[1]?.messages.at(-1)?.content).toContain('it copies “the quick brown fox jumps over the lazy”');
  });
});

/** What an event is about, and what it decides. */
function comparable({ type, stepIndex, payload }: EngineEvent): string {
  const {
    row: number,
    part,
    prompt_template: template,
    parents,
    refused,
    accepted,
    reason,
    score,
  } = payload as unknown as Readonly<Record<string, unknown>>;
  return JSON.stringify([type, stepIndex, number, part, template, parents, refused, accepted, reason, score]);
}
