import { sinceTakenBack } from './answer-labels.ts';
import { afterLastEquals, bold, lastPlaced } from './final-answer/placed-answer.ts';
import { afterHashes, answerLine, boxed, explainedFirstLine, finalAfterBox, labelled } from './final-answer/stated-answer.ts';
import { isUndecided } from './final-answer/undecided.ts';
import { wholeText } from './final-answer/whole-answer.ts';
import { firstQuestion } from './next-question.ts';
import { lastLine, saidText } from './said-text.ts';

/** Where an answer was found, the strongest rule first. `after "the answer is"` and `after "Answer:"` are equally strong, as are
 * the last two. */
export const FINAL_ANSWER_RULES = [
  'in \\boxed{}',
  'after ####',
  'after "final answer"',
  'after "the answer is"',
  'after "Answer:"',
  'after "A:"',
  'the first line',
  'the whole text',
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
  inBox,
  simple('after ####', afterHashes),
  (text) => labelled(text, ['final']),
  (text) => labelled(text, ['statement', 'label']),
  simple('after "A:"', answerLine),
  simple('the first line', explainedFirstLine),
];

const WHOLE = simple('the whole text', wholeText);

/** Rules for where an answer usually stands. */
const PLACED: readonly Rule[] = [simple('in bold', bold), simple('after the last =', afterLastEquals), lastOfLine];

/**
 * The final answer in what a model wrote, by the strongest rule that finds one; of a rule's candidates, the last. `null` if
 * no rule finds one. Never throws, and takes time in proportion to the text. docs/answers.md lists every rule.
 *
 * @example finalAnswer('16 - 7 = 9, so she makes **$18**.') // { text: '$18', rule: 'in bold' }
 */
export function finalAnswer(text: string): FinalAnswer | null {
  const said = firstQuestion(saidText(text), (answered) => firstOf(SAID, answered) !== null);
  const found = firstOf(SAID, said);
  if (found !== null || isUndecided(lastLine(said))) return found;
  const kept = sinceTakenBack(said);
  return (kept === said ? WHOLE(said) : null) ?? firstOf(PLACED, kept);
}

function firstOf(rules: readonly Rule[], said: string): FinalAnswer | null {
  for (const rule of rules) {
    const found = rule(said);
    if (found !== null && found.text !== '') return found;
  }
  return null;
}

/** The last box, unless the text names its final answer after it. */
function inBox(said: string): FinalAnswer | null {
  const box = boxed(said);
  return box && (finalAfterBox(said, box) ?? { text: box.text, rule: 'in \\boxed{}' });
}

function lastOfLine(said: string): FinalAnswer | null {
  const found = lastPlaced(said);
  return found === null ? null : { text: found.text, rule: `the last ${found.kind}` };
}

function simple(rule: FinalAnswerRule, find: (text: string) => string | null): Rule {
  return (said) => {
    const text = find(said);
    return text === null ? null : { text, rule };
  };
}
