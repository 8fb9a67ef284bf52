import type { SimulatedWorld } from '../../src/search/simulated-search.fixture.ts';
import { fnv1a, randomStream } from '../../src/statistics/random.ts';

/** Rules that decide the rows, out of so many that there could be. */
const RULES = 8;
const THINKABLE = 1_000;

/** Without any rule the template begins like this. */
export const RULELESS = 'Answer the question.';

/**
 * A row is right where the template states the row's rule, and nothing but the reason for a wrong answer says which that is. The proposer reads the
 * reasons of the rows that it is shown, and adds one rule that the template lacks; one that can't read them adds any rule. A merge has the rules of both.
 */
export function hiddenRules(seed: number, readsReasons: boolean): SimulatedWorld {
  const random = randomStream(fnv1a(`rules ${seed}`));
  const rules = Array.from({ length: RULES }, () => random.next() % THINKABLE);
  const sentenceOf = (rule: number): string => `Rule ${rule}.`;
  const ruleOf = (row: number): number => rules[row % RULES] ?? 0;
  return {
    score: (template, _part, row) => (template.includes(sentenceOf(ruleOf(row))) ? 1 : 0),
    propose({ parents, rows }) {
      const stated = new Set(parents.flatMap(({ proposal }) => proposal.prompt_template.match(/Rule \d+\./g) ?? []));
      const lacking = rows.map(ruleOf).find((rule) => !stated.has(sentenceOf(rule)));
      if (parents.length === 1) stated.add(sentenceOf(readsReasons ? (lacking ?? 0) : random.next() % THINKABLE));
      return [RULELESS, ...stated].join(' ');
    },
  };
}
