import { describe, expect, it } from '@jest/globals';
import { programmaticMetric } from '../../evaluation/metric.ts';
import type { Message } from '../../evaluation/model.ts';
import { PROPOSAL_SCHEMA, readProposal } from '../../evaluation/proposal.ts';
import { proposerPrompt } from '../../evaluation/proposer-prompt.ts';
import { ordinal } from '../../evaluation/scale.ts';
import type { TrajectoryStep } from '../../evaluation/trajectory.ts';
import { signal, userRequest } from '../completion-request.fixture.ts';
import { ProposerModel } from './proposer-model.ts';

const proposer = new ProposerModel('proposer');

const metric = programmaticMetric({ description: 'Right.', scale: ordinal([false, true]), score: () => true });

function step(index: number, score: number, template: string, plan: string | null): TrajectoryStep {
  const aggregate = { mean: score, sd: 0, n: 3 };
  const thinking = {
    reinstate_goal: 'g',
    trajectory_summary: 't',
    failure_analysis: 'f',
    what_works: 'w',
    what_hurts: 'h',
    improvement_hypothesis: 'i',
    edit_plan: plan ?? '',
  };
  return {
    index,
    score,
    worstScore: score,
    proposal: { prompt_template: template, thinking: plan === null ? null : thinking, advice: plan === null ? null : 'a' },
    summary: { overall: aggregate, per_metric: { right: aggregate }, failure_rate: 0, scoring_failure_rate: 0 },
    noise: new Map(),
    weakest: [],
  };
}

function promptFor(trajectory: readonly TrajectoryStep[], tokenBudget?: number): string {
  const context = {
    task: { project: 'p', program: 'v1', source: '' },
    metrics: [{ name: 'right', metric, judge: null }],
    placeholders: ['text'],
    request: null,
    trajectory,
  };
  return proposerPrompt(context, tokenBudget);
}

async function proposed(prompt: string, ...more: readonly Message[]): Promise<{ template: string; plan: string; all: object }> {
  const request = userRequest(prompt, PROPOSAL_SCHEMA);
  const { parsed } = await proposer.complete({ ...request, messages: [...request.messages, ...more] }, signal);
  const proposal = readProposal(parsed);
  if (typeof proposal === 'string') throw new Error(proposal);
  return { template: proposal.prompt_template, plan: proposal.thinking?.edit_plan ?? '', all: proposal };
}

const BASELINE = 'Please sum it up: {{ text }}';

const MARKED = 'Please sum it up:\n\n<text>\n{{ text }}\n</text>\n';

const baseline = step(0, 0.5, BASELINE, null);

describe('local:proposer', () => {
  it('begins with the first move of its catalogue, and says why', async () => {
    const { template, plan, all } = await proposed(promptFor([baseline]));
    expect(template).toBe(MARKED);
    expect(plan).toMatch(/^On step 0: mark off the input\. /);
    expect(all).toMatchObject({ advice: expect.stringContaining('no language model') as unknown });
  });

  it('builds on a move that helped', async () => {
    const trajectory = [baseline, step(1, 0.7, MARKED, 'On step 0: mark off the input.')];
    const { template, plan } = await proposed(promptFor(trajectory));
    expect(plan).toMatch(/^On step 1: /);
    expect(template).toContain('<text>\n{{ text }}\n</text>');
    expect(template).not.toBe(MARKED);
  });

  it('backs out of a move that hurt, and does not try it again', async () => {
    const { template, plan } = await proposed(promptFor([baseline, step(1, 0.3, MARKED, 'On step 0: mark off the input.')]));
    expect(plan).toMatch(/^On step 0: (?!mark off)/);
    expect(template).not.toContain('<text>');
  });

  it('remembers steps that are shown in one line', async () => {
    const trajectory = [
      baseline,
      step(1, 0.4, 'a {{ text }}', 'On step 0: mark off the input.'),
      step(2, 0.4, 'b {{ text }}', 'On step 0: remove words that mislead.'),
      step(3, 0.4, 'c {{ text }}', 'On step 0: say what counts.'),
    ];
    const prompt = promptFor(trajectory, 1);
    expect(prompt).toContain('<earlier_steps>');
    expect((await proposed(prompt)).plan).toMatch(/^On step 0: work in steps\./);
  });

  it('proposes something else after its proposal was refused', async () => {
    const prompt = promptFor([baseline]);
    const first = await proposed(prompt);
    const refused: Message[] = [
      { role: 'assistant', content: JSON.stringify(first.all) },
      { role: 'user', content: 'It can’t be used.' },
    ];
    expect((await proposed(prompt, ...refused)).template).not.toBe(first.template);
  });

  it('never proposes a template twice in a long search without gain', async () => {
    const trajectory = [baseline];
    for (let index = 1; index <= 12; index += 1) {
      const { template, plan } = await proposed(promptFor(trajectory));
      trajectory.push(step(index, 0.5, template, plan));
    }
    expect(new Set(trajectory.map(({ proposal }) => proposal.prompt_template.trim())).size).toBe(13);
  });

  it('says so once its catalogue is exhausted', async () => {
    const marked = '<text>\n{{ text }}\n</text>\n';
    const trajectory = [step(0, 0.5, marked, null)];
    const search = async (): Promise<void> => {
      for (let index = 1; index <= 60; index += 1) {
        const { template, plan } = await proposed(promptFor(trajectory));
        trajectory.push(step(index, 0.5, template, plan));
      }
    };
    await expect(search()).rejects.toThrow('has tried all of its catalogue');
    expect(trajectory.length).toBeGreaterThan(5);
  });

  it.each(['Rate this review.', '<tried_step index="0">\nno template\n</tried_step>'])('refuses %p', async (prompt) => {
    await expect(proposer.complete(userRequest(prompt, PROPOSAL_SCHEMA), signal)).rejects.toThrow(
      'local:proposer answers only the prompts of an optimize job',
    );
  });

  it('answers with just the template without a schema', async () => {
    const { content } = await proposer.complete(userRequest(promptFor([baseline])), signal);
    expect(content).toBe(MARKED);
  });
});
