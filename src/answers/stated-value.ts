import { lastRow, mathSpans } from './formulas.ts';
import { conclusion } from './formula-value.ts';
import { valuesIn } from './final-answer/last-value.ts';
import { isFormula } from './final-answer/whole-answer.ts';
import { numberInWords } from './number-words.ts';
import { numericEqual } from './numeric-equality.ts';
import { bareAnswer } from './plain-text.ts';
import { hasProse } from './prose.ts';
import { quantityAt } from './quantity.ts';
import { withUnitAfter } from './whole-quantity.ts';

const LEAD =
  /^(?:[\s:=`"“→⇒∴]|[=-]{1,2}>|\b(?:is|just|only|about|approximately|approx\.?|around|roughly|nearly|exactly|simply|equal to|equals|therefore|thus|then|indeed|still|a total of|option|choice)\b[\s:,]{0,3}){1,12}/i;
const BULLET = /^[*•]\s{1,8}/;
const INSTEAD = /^not\s[^.,;\n]{1,60},?\sbut\s(?:rather\s)?/i;
const SENTENCE_END = /[.!?](?=\s|$)|;\s|,?\s(?:because|since|which|where|so|not|as)\s/;
/** How much of a text is searched for its first formula. */
const FORMULA_REACH = 1100;
const LIST_GOES_ON = /^\s?(?:[,;&]|and\s|or\s|to\s)\s?(?:and\s|or\s)?(?:\$|\\\(|-?\d)|^\s?[=+*/^<>≤≥≠-]\s?[\d\\$(]/;
const EXPRESSION_GOES_ON =
  /^(?:\s?(?:[+*^×÷·=<>≤≥≠≈±:/]|[!]=|[-–]\s?[\d$\\(]|\\(?![)\]]|text|%|\$|\\)|√|(?:sqrt|pi)\b|,\s?[\d$]|,?\s(?:and|or|to)\s\\?\$?-?\d|[ap]\.?m(?!\p{L}))|[\p{L}(_!]\S|\p{L})/iu;
/** "12 apples and 5 oranges" */
const ANOTHER = /^(?:\s\p{L}{1,20}){1,3},?\s(and|or|plus)\s(?=\\?\$?\d)/u;
const BOUND = /^(?:at (?:least|most)|(?:more|less|greater|fewer|larger|smaller) than|over|under|up to|between)\s/i;
const RELATION = /[<>≤≥≠]|\\(?:neq?|leq?|geq?|lt|gt)(?![a-z])/;
const FIRST_WORD = /^[\p{L}']+/u;
const NO_VALUE = new Set(
  'not found that obtained given as below above calculated computed determined wrong incorrect correct clear based the following therefore this these those what how if when in to by we you i it your their our his her always never also already shown expected supposed asked'.split(
    ' ',
  ),
);
const MOST_WORDS = 6;
/** After a number it ends a sentence. */
const EXCLAMATION = /(?<=\d)!+$/;

/**
 * What the beginning of a text states that follows "the answer is" or the like: a formula, a quantity, an expression, the
 * only number of the sentence, or a few words. `null` if it states nothing (`found by adding 3 and 4`).
 */
export function statedValue(segment: string): string | null {
  const clean = segment
    .replace(/\*\*|__/g, '')
    .replace(LEAD, '')
    .replace(INSTEAD, '')
    .replace(BULLET, '')
    .trim();
  const entire = bareAnswer(clean.replace(EXCLAMATION, ''));
  if (isFormula(entire)) return conclusion(lastRow(entire));
  const clause = bareAnswer(firstClause(clean));
  if (clause === '' || /^[.…_?]+$/.test(clause)) return null;
  return formula(clean, clause) ?? quantity(clean, clause) ?? expression(clause) ?? onlyValue(clause) ?? words(clause);
}

function formula(text: string, clause: string): string | null {
  const span = /^[$\\]/.test(text) ? mathSpans(text.slice(0, FORMULA_REACH))[0] : undefined;
  if (span?.start !== 0 || (text.startsWith('$') && hasProse(span.content))) return null;
  const rest = text.slice(span.end);
  return LIST_GOES_ON.test(rest) ? clause : withUnitAfter(bareAnswer(conclusion(lastRow(span.content))), rest);
}

function quantity(text: string, clause: string): string | null {
  const found = quantityAt(text, 0);
  if (found === null) return null;
  const rest = text.slice(found.end);
  const value = bareAnswer(text.slice(0, found.end));
  if (EXPRESSION_GOES_ON.test(rest)) return isSaidTwice(value, rest) ? value : clause;
  const [another, joint] = ANOTHER.exec(rest) ?? [];
  return another === undefined || (joint === 'or' && isSaidTwice(value, rest)) ? value : clause;
}

/** `160 minutes, or 2 hours and 40 minutes` */
function isSaidTwice(value: string, rest: string): boolean {
  const [, other] = /^,?(?:\s\p{L}{1,20}){0,3},?\sor\s([^.;\n]{1,60})/u.exec(rest) ?? [];
  return other !== undefined && numericEqual(value, other)?.equal === true;
}

function expression(clause: string): string | null {
  return hasProse(clause) ? null : clause;
}

/** The only value of a clause; a bound stays whole. */
function onlyValue(clause: string): string | null {
  if (BOUND.test(clause) || RELATION.test(clause)) return clause;
  const [first, ...more] = valuesIn(clause);
  if (first === undefined || more.length > 0) return null;
  return first.isJoined && isAboutItself(clause) ? null : first.text;
}

function words(clause: string): string | null {
  if (/\d/.test(clause) && numberInWords(clause) === null && clause.split(/\s+/, MOST_WORDS + 1).length > 4) return null;
  if (isAboutItself(clause)) return null;
  return clause.split(/\s+/, MOST_WORDS + 1).length > MOST_WORDS ? null : clause;
}

/** `found by adding 3 and 4` */
function isAboutItself(clause: string): boolean {
  return NO_VALUE.has(FIRST_WORD.exec(clause)?.[0].toLowerCase() ?? '');
}

function firstClause(text: string): string {
  const end = SENTENCE_END.exec(text);
  return end === null ? text : text.slice(0, end.index);
}
