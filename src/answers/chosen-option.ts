import { answerLabels, sinceTakenBack, type Statement, statements } from './answer-labels.ts';
import { afterWord, choosing, onlyMentioned, onlyNamed, saidToBeCorrect } from './chosen-option/named-options.ts';
import { isJoint } from './chosen-option/several-options.ts';
import { comparableOptions, comparableText, optionLetter } from './chosen-option/options.ts';
import { type Choice, choiceLine, isLettered, listsOptions, readChoice } from './chosen-option/read-choice.ts';
import { boxed } from './final-answer/stated-answer.ts';
import { firstQuestion } from './next-question.ts';
import { firstLine, lastLine, saidText } from './said-text.ts';

/** Where a choice was found, the strongest rule first. `after "the answer is"` and `after "Answer:"` are equally strong. */
export const CHOSEN_OPTION_RULES = [
  'in \\boxed{}',
  'after "final answer"',
  'after "the answer is"',
  'after "Answer:"',
  'after "the correct option is"',
  'before "is correct"',
  'in bold',
  'the last line',
  'the first line',
  'the only letter of the last line',
  'the only option of the last line',
] as const;

export type ChosenOptionRule = (typeof CHOSEN_OPTION_RULES)[number];

export interface ChosenOption {
  /** A for the first option; AA after Z. */
  readonly letter: string;
  /** Its place among the options, from 0. */
  readonly index: number;
  readonly rule: ChosenOptionRule;
}

interface Found {
  readonly choice: Choice;
  readonly rule: ChosenOptionRule;
}

interface FirmlyFound extends Found {
  readonly choice: NonNullable<Choice>;
}

const BOLD = /\*\*([^*\n]{1,300})\*\*/g;
/** How much of the first line is read. */
const MOST_OF_FIRST_LINE = 400;

/**
 * The option that a text chooses, by letter or by the option's text, with the strongest rule that finds one. `null` if it
 * chooses none, several, or something that is not an option. Never throws, and takes time in proportion to the text.
 * docs/answers.md lists every rule.
 *
 * @example chosenOption('So the answer is (B).', ['45 km', '60 km']) // { letter: 'B', index: 1, rule: 'after "the answer is"' }
 */
export function chosenOption(text: string, options: readonly string[]): ChosenOption | null {
  const comparable = comparableOptions(options);
  const said = firstQuestion(saidText(text), (before) => firstChoice(before, comparable) !== null);
  const found = firstChoice(said, comparable);
  return found === null || found.choice === 'none'
    ? null
    : { letter: optionLetter(found.choice), index: found.choice, rule: found.rule };
}

/** What the strongest rule that finds something finds. */
function firstChoice(text: string, options: readonly string[]): FirmlyFound | null {
  for (const { choice, rule } of candidates(text, options)) if (choice !== null) return { choice, rule };
  return null;
}

/** What each rule finds, in order. */
function* candidates(text: string, options: readonly string[]): Generator<Found> {
  const box = boxed(text);
  if (box !== null) {
    const later = text.slice(box.end);
    yield stated(statements(later, answerLabels(later), ['final']), options);
    yield { choice: readChoice(box.text, options), rule: 'in \\boxed{}' };
  }
  const labels = answerLabels(text);
  yield stated(statements(text, labels, ['final']), options);
  yield stated(statements(text, labels, ['statement', 'label']), options);
  const rest = sinceTakenBack(text);
  yield { choice: choosing(rest, options), rule: 'after "the correct option is"' };
  yield { choice: saidToBeCorrect(rest, options), rule: 'before "is correct"' };
  const last = lastLine(rest);
  const isList = listsOptions(rest);
  yield { choice: inBold(last, options), rule: 'in bold' };
  yield { choice: choiceLine(last, options, isList), rule: 'the last line' };
  yield {
    choice: choiceLine(firstLine(rest.trimStart()).slice(0, MOST_OF_FIRST_LINE), options, isList),
    rule: 'the first line',
  };
  if (isList && isLettered(last)) return;
  yield { choice: afterWord(last, options) ?? onlyNamed(last, options), rule: 'the only letter of the last line' };
  yield { choice: onlyMentioned(comparableText(last), options), rule: 'the only option of the last line' };
}

function stated(candidates: Iterable<Statement>, options: readonly string[]): Found {
  for (const { rule, said } of candidates) {
    const choice = readChoice(said, options);
    if (choice !== null) return { choice, rule };
  }
  return { choice: null, rule: 'after "Answer:"' };
}

function inBold(line: string, options: readonly string[]): Choice {
  let [found, end]: [Choice, number] = [null, 0];
  for (const { 0: whole, 1: content = '', index } of line.matchAll(BOLD)) {
    const choice = choiceLine(content, options, false);
    if (choice === null) continue;
    if (found !== null && found !== choice && isJoint(line.slice(end, index))) return 'none';
    [found, end] = [choice, index + whole.length];
  }
  return found;
}
