import { computedValue, conclusion } from '../formula-value.ts';
import { lastRow } from '../formulas.ts';
import { bareAnswer } from '../plain-text.ts';
import { hasProse } from '../prose.ts';
import { wholeQuantity } from '../whole-quantity.ts';

const LONGEST = 2000;
const WITHOUT_CONTENT = /^(?:```\w{0,20}|[-–—*_=#~\s]{0,80})$/;
const MATHS = /[\d\\√π∞]|[\p{L})\]]\s?[-+*/^=<>≤≥≠]\s?[\p{L}([]|^[^\p{L}]?\p{L}[^\p{L}]?$|^[±<>≤≥≠]/u;
const JOINT = /(?<=\S)(?:,?\s(?:and|or)\s)(?=\S)/g;
const BASE = /(?<=[\dA-F]\s?)\s?(?:in\s)?base\s(?=\d|\p{L}{3})/u;

const MOST_WORDS = 6;
const SENTENCE = /[.!?:]\s|[,;]\s|\n/;
/** Words of a sentence about the answer, or of a text without one. */
const NOT_OF_AN_ANSWER = new Set(
  "i i'm it it's he she we they you this that these those there here what which who how why is are was were am be been has have had do does did can can't cannot could would should will may might must let let's see get gets got make makes give gives find finds need needs know think sorry unknown unclear unsure uncertain answer please thanks thank call not so thus hence therefore".split(
    ' ',
  ),
);
const DATE =
  /^(?:january|february|march|april|may|june|july|august|september|october|november|december)\s\d{1,2}(?:st|nd|rd|th)?(?:,?\s\d{4})?$/i;

/**
 * A text of one line that is the answer and nothing else, whole: an expression, a list, a relation, a quantity, or a few words. Of a
 * calculation (`3 + 4 = 7`) a later rule takes the end.
 */
export function wholeText(said: string): string | null {
  const line = onlyLine(said);
  return line === null ? null : answerItself(line);
}

/** The only line that has content; code fences and rules have none. */
function onlyLine(text: string): string | null {
  const trimmed = text.trim();
  if (trimmed.length > LONGEST || trimmed === '') return null;
  if (!trimmed.includes('\n')) return trimmed;
  const lines = trimmed.split('\n').filter((line) => !WITHOUT_CONTENT.test(line.trim()));
  return lines.length === 1 ? (lines[0]?.trim() ?? null) : null;
}

/** The whole text without decoration if it is an answer; `null` if it is a calculation, or a sentence. */
export function answerItself(text: string): string | null {
  const bare = lastRow(bareAnswer(text));
  if (bare === '' || /^[.…_?*-]+$/.test(bare)) return null;
  if (isFormula(bare)) return computedValue(bare) === null ? conclusion(bare) : null;
  return (!bare.includes('=') && wholeQuantity(bare) !== null) || isWords(bare) || isLatexText(text, bare) ? bare : null;
}

/** Whether a text has no words but those that join values. */
export function isFormula(text: string): boolean {
  return MATHS.test(text) && !hasProse(text.replace(JOINT, ' ').replace(BASE, '_'));
}

/** A few words, or a date, that are no sentence. */
function isWords(text: string): boolean {
  if (DATE.test(text)) return true;
  const words = text.toLowerCase().split(/\s+/, MOST_WORDS + 1);
  return (
    words.length <= MOST_WORDS &&
    /\p{L}{2}/u.test(text) &&
    !/[\d?#:=]/.test(text) &&
    !SENTENCE.test(text) &&
    !words.some(isOfSentence)
  );
}

function isOfSentence(word: string): boolean {
  return NOT_OF_AN_ANSWER.has(word.replaceAll('’', "'").replace(/[.,!]+$/, ''));
}

/** `\text{June 20}`. */
function isLatexText(text: string, bare: string): boolean {
  return /\\(?:text|mbox)/.test(text) && !/\\(?:text|mbox)/.test(bare);
}
