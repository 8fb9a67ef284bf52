import { hasProse, lastRow } from './formulas.ts';
import { numberInWords } from './number-words.ts';
import { numbersIn } from './numbers-in.ts';
import { numericEqual } from './numeric-equality.ts';
import { bareAnswer } from './plain-text.ts';
import { quantityAt } from './quantity.ts';

const LEAD =
  /^(?:[\s:=>`"“→⇒∴]|\b(?:is|just|only|about|approximately|approx\.?|around|roughly|nearly|exactly|simply|equal to|equals|therefore|thus|then|indeed|still|a total of|option|choice)\b[\s:,]{0,3}){1,12}/i;
const BULLET = /^[-*•]\s{1,8}/;
const INSTEAD = /^not\s[^.,;\n]{1,60},?\sbut\s(?:rather\s)?/i;
const SENTENCE_END = /[.!?](?=\s|$)|;\s|,?\s(?:because|since|which|where|so|not|as)\s/;
const FORMULA =
  /^(?:\$\$([^$\n]{1,400})\$\$|\$(?!\s)((?:[^$\n\\]|\\.){1,400}?)(?<!\s)\$(?!\d)|\\\((.{1,400}?)\\\)|\\\[(.{1,400}?)\\\])/;
const LIST_GOES_ON = /^\s?(?:,|and\s|or\s|to\s)\s?(?:and\s|or\s)?(?:\$|\\\(|-?\d)/;
const EXPRESSION_GOES_ON =
  /^(?:\s?(?:[+*^×÷·=<>±:/]|[-–]\s?[\d$\\(]|\\(?![)\]]|text|%|\$|\\)|√|(?:sqrt|pi)\b|,\s?[\d$]|,?\s(?:and|or|to)\s\\?\$?-?\d|[ap]\.?m(?!\p{L}))|[\p{L}(_!]\S|\p{L})/iu;
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
  const clause = bareAnswer(firstClause(clean));
  if (clause === '' || /^[.…_?]+$/.test(clause)) return null;
  return formula(clean, clause) ?? quantity(clean, clause) ?? expression(clause) ?? onlyNumber(clause) ?? words(clause);
}

function formula(text: string, clause: string): string | null {
  const match = FORMULA.exec(text);
  const content = match?.[1] ?? match?.[2] ?? match?.[3] ?? match?.[4];
  if (match === null || content === undefined || (match[2] !== undefined && hasProse(content))) return null;
  return LIST_GOES_ON.test(text.slice(match[0].length)) ? clause : bareAnswer(lastRow(content));
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

function onlyNumber(clause: string): string | null {
  if (BOUND.test(clause) || RELATION.test(clause)) return clause;
  const [first, second] = numbersIn(clause);
  if (first === undefined) return null;
  const equals = clause.lastIndexOf('=');
  if (second !== undefined && equals < 0) return null;
  const after = clause.slice(equals + 1).trim();
  const result = second === undefined ? null : quantityAt(after, 0);
  if (second !== undefined) return result === null ? null : bareAnswer(after.slice(0, result.end));
  return bareAnswer(clause.slice(first.start, first.end));
}

function words(clause: string): string | null {
  if (/\d/.test(clause) && numberInWords(clause) === null && clause.split(/\s+/, MOST_WORDS + 1).length > 4) return null;
  const first = FIRST_WORD.exec(clause)?.[0].toLowerCase() ?? '';
  if (NO_VALUE.has(first)) return null;
  return clause.split(/\s+/, MOST_WORDS + 1).length > MOST_WORDS ? null : clause;
}

function firstClause(text: string): string {
  const end = SENTENCE_END.exec(text);
  return end === null ? text : text.slice(0, end.index);
}
