import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { CHOSEN_OPTION_RULES } from '../src/answers/chosen-option.ts';
import { FINAL_ANSWER_RULES } from '../src/answers/final-answer.ts';

const PAGE = readFileSync(new URL('../docs/answers.md', import.meta.url), 'utf8');

/** The rules in the first column of the table under a heading, in their order. */
function rulesUnder(heading: string): string[] {
  const section = PAGE.split(/^## /m).find((part) => part.startsWith(heading)) ?? '';
  return [...section.matchAll(/^\| \d+ \| `([^`]+)` \|/gm)].map(([, rule = '']) => rule);
}

describe('docs/answers.md', () => {
  it('has every rule that finds a final answer, in its order', () => {
    expect(rulesUnder('Finding the final answer')).toEqual([...FINAL_ANSWER_RULES]);
  });

  it('has every rule that finds a chosen option, in its order', () => {
    expect(rulesUnder('Multiple choice')).toEqual([...CHOSEN_OPTION_RULES]);
  });
});
