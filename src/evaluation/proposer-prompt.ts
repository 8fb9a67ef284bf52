import { readFileSync } from 'node:fs';
import { PromptTemplate } from './prompt-template.ts';
import { type PromptDetail, type ProposerContext, proposerVariables } from './proposer-variables.ts';

const template = new PromptTemplate(readFileSync(new URL('./proposer.jinja', import.meta.url), 'utf8'), 'proposer.jinja');

/** What a proposer's prompt may take, so that it fits into any model of today with room for the answer. */
export const PROPOSER_TOKEN_BUDGET = 24_000;
/** A rule of thumb for English: no tokenizer is asked. */
const CHARACTERS_PER_TOKEN = 4;
const EXCERPT_LENGTHS = [2_000, 1_000, 500, 250, 120] as const;

/**
 * The prompt for the next proposal, within the budget. What is too much goes in this order: steps other than the best and the
 * latest become one line each, the oldest first; then the texts of examples and rationales become shorter and shorter.
 */
export function proposerPrompt(context: ProposerContext, tokenBudget = PROPOSER_TOKEN_BUDGET): string {
  const render = (detail: PromptDetail): string => template.render(proposerVariables(context, detail));
  const fits = (prompt: string): boolean => prompt.length <= tokenBudget * CHARACTERS_PER_TOKEN;
  let shortest = '';
  for (const excerptLength of EXCERPT_LENGTHS) {
    shortest = render({ fullSteps: 0, excerptLength });
    if (fits(shortest))
      return withMostSteps(shortest, context.trajectory.length, (fullSteps) => render({ fullSteps, excerptLength }), fits);
  }
  return shortest;
}

/** Bisects for the largest number of full steps that fits; with none of them it does. */
function withMostSteps(
  withNone: string,
  steps: number,
  render: (fullSteps: number) => string,
  fits: (prompt: string) => boolean,
): string {
  let prompt = withNone;
  let low = 0;
  let high = steps;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    const candidate = render(middle);
    if (fits(candidate)) {
      prompt = candidate;
      low = middle;
    } else {
      high = middle - 1;
    }
  }
  return prompt;
}
