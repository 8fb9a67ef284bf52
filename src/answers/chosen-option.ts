import { afterLabel as behindLabel, type AnswerLabel, answerLabels, sinceTakenBack, takenBackAt } from './answer-labels.ts';
import { choosing, onlyMentioned, onlyNamed, saidToBeCorrect } from './chosen-option/named-options.ts';
import { comparableOptions, comparableText, optionLetter } from './chosen-option/options.ts';
import { type Choice, choiceLine, isLettered, listsOptions, readChoice } from './chosen-option/read-choice.ts';
import { boxed } from './final-answer/stated-answer.ts';
import { lastLine, saidText } from './said-text.ts';

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
  /** Its place in the options, from 0. */
  readonly index: number;
  readonly rule: ChosenOptionRule;
}

interface Found {
  readonly choice: Choice;
  readonly rule: ChosenOptionRule;
}

type StatingKind = Exclude<AnswerLabel['kind'], 'other'>;

const BOLD = /\*\*([^*\n]{1,300})\*\*/g;
/** More labels than these are not read, from the last one on. */
const LABELS_READ = 200;

/**
 * The option that a text chooses, by letter or by the option's text, with the strongest rule that finds one. `null` where it
 * chooses none, several, or what is no option. Never throws, and takes time in proportion to the text. docs/answers.md has
 * every rule.
 */
export function chosenOption(text: string, options: readonly string[]): ChosenOption | null {
  const said = saidText(text);
  const comparable = comparableOptions(options);
  for (const { choice, rule } of candidates(said, comparable)) {
    if (choice === 'none') return null;
    if (choice !== null) return { letter: optionLetter(choice), index: choice, rule };
  }
  return null;
}

/** What each rule says, in their order. */
function* candidates(text: string, options: readonly string[]): Generator<Found> {
  const box = boxed(text);
  if (box !== null) yield { choice: readChoice(box, options), rule: 'in \\boxed{}' };
  const labels = answerLabels(text);
  yield behindLabels(text, options, labels, ['final']);
  yield behindLabels(text, options, labels, ['statement', 'label']);
  const rest = sinceTakenBack(text);
  yield { choice: choosing(rest, options), rule: 'after "the correct option is"' };
  yield { choice: saidToBeCorrect(rest, options), rule: 'before "is correct"' };
  const last = lastLine(rest);
  const isList = listsOptions(rest);
  yield { choice: inBold(last, options), rule: 'in bold' };
  yield { choice: choiceLine(last, options, isList), rule: 'the last line' };
  yield { choice: choiceLine(firstLine(rest), options, isList), rule: 'the first line' };
  if (isList && isLettered(last)) return;
  yield { choice: onlyNamed(last, options), rule: 'the only letter of the last line' };
  yield { choice: onlyMentioned(comparableText(last), options), rule: 'the only option of the last line' };
}

function behindLabels(
  text: string,
  options: readonly string[],
  labels: readonly AnswerLabel[],
  kinds: readonly StatingKind[],
): Found {
  const stating = labels.flatMap(({ kind, end }) => (kind !== 'other' && kinds.includes(kind) ? [{ kind, end }] : []));
  for (const { kind, end } of stating.slice(-LABELS_READ).reverse()) {
    const choice = takenBackAt(text, end) === null ? readChoice(behindLabel(text, end), options) : null;
    if (choice !== null) return { choice, rule: RULE_OF[kind] };
  }
  return { choice: null, rule: 'after "Answer:"' };
}

const RULE_OF: Readonly<Record<StatingKind, ChosenOptionRule>> = {
  final: 'after "final answer"',
  statement: 'after "the answer is"',
  label: 'after "Answer:"',
};

function inBold(lastLineOfText: string, options: readonly string[]): Choice {
  const contents = [...lastLineOfText.matchAll(BOLD)].map(([, content = '']) => content);
  return contents.reduce<Choice>((found, content) => choiceLine(content, options, false) ?? found, null);
}

function firstLine(text: string): string {
  const start = text.trimStart();
  const end = start.indexOf('\n');
  return start.slice(0, Math.min(end < 0 ? start.length : end, 400));
}
