import { sinceTakenBack } from './answer-labels.ts';
import { afterLastEquals, bold, isUndecided, lastFormula, lastNumber } from './final-answer/placed-answer.ts';
import { afterHashes, answerLine, boxed, explainedFirstLine, labelled } from './final-answer/stated-answer.ts';
import { lastLine, saidText } from './said-text.ts';

/** Where an answer was found, the strongest rule first. `after "the answer is"` and `after "Answer:"` are equally strong. */
export const FINAL_ANSWER_RULES = [
  'in \\boxed{}',
  'after ####',
  'after "final answer"',
  'after "the answer is"',
  'after "Answer:"',
  'after "A:"',
  'the first line',
  'in bold',
  'after the last =',
  'the last formula',
  'the last number',
] as const;

export type FinalAnswerRule = (typeof FINAL_ANSWER_RULES)[number];

export interface FinalAnswer {
  /** The answer in plain digits, without decoration (`$…$`, bold, a full stop). */
  readonly text: string;
  readonly rule: FinalAnswerRule;
}

type Rule = (text: string) => FinalAnswer | null;

/** Rules for what a text says about its answer. */
const SAID: readonly Rule[] = [
  simple('in \\boxed{}', boxed),
  simple('after ####', afterHashes),
  (text) => labelled(text, ['final']),
  (text) => labelled(text, ['statement', 'label']),
  simple('after "A:"', answerLine),
  simple('the first line', explainedFirstLine),
];

/** Rules for where an answer usually stands. */
const PLACED: readonly Rule[] = [
  simple('in bold', bold),
  simple('after the last =', afterLastEquals),
  simple('the last formula', lastFormula),
  simple('the last number', lastNumber),
];

/**
 * The final answer in what a model wrote, by the strongest rule that finds one; of a rule's candidates, the last. `null` if
 * no rule finds one. Never throws, and takes time in proportion to the text. docs/answers.md lists every rule.
 *
 * @example finalAnswer('16 - 7 = 9, so she makes **$18**.') // { text: '$18', rule: 'in bold' }
 */
export function finalAnswer(text: string): FinalAnswer | null {
  const said = saidText(text);
  const found = firstOf(SAID, said);
  if (found !== null || isUndecided(lastLine(said))) return found;
  return firstOf(PLACED, sinceTakenBack(said));
}

function firstOf(rules: readonly Rule[], said: string): FinalAnswer | null {
  for (const rule of rules) {
    const found = rule(said);
    if (found !== null && found.text !== '') return found;
  }
  return null;
}

function simple(rule: FinalAnswerRule, find: (text: string) => string | null): Rule {
  return (said) => {
    const text = find(said);
    return text === null ? null : { text, rule };
  };
}
