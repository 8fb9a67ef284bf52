import { latexTokens } from './math/latex-tokens.ts';
import { MathBroker } from './math/math-broker.ts';
import { type AnswerPair, MathQueue } from './math/math-queue.ts';
import { answerWords, plainLatex, wordsOf } from './math/plain-latex.ts';
import { plainNumbersEqual } from './math/plain-numbers.ts';
import type { Match } from './numeric-equality.ts';

const MOST_CHARACTERS = 2_000;
const DEEPEST = 40;
/** A chain of commands that each take the next as an argument. */
const CHAIN = /(?:(?:[\^_-]|\\(?:frac|sqrt|binom)) ?){40}/u;

const LETTER = /^(?:\\text\{)?\s?\(([A-Z])\)\s?\}?$/u;
const LETTER_AND_TEXT = /^(?:\\text\{)?\s?\(([A-Z])\)(?![\s}]*$)[\s}]/u;

let engine: { compare(pair: AnswerPair): Promise<Match> } = new MathQueue();

/** Starts now the thread that hard pairs need, so that this process may give up the right to start threads. */
export function startMathThread(): void {
  engine = new MathBroker();
}

/**
 * Whether two final answers to mathematics problems, in LaTeX or plain text, are the same: as text without decoration, as numbers, or by
 * structure (points, sets, intervals, matrices, equations …) with each part compared symbolically and by its values. A decimal with at
 * least 4 significant digits stands for an exact constant that rounds to it: `1.5708` for `\pi/2`. What can't be decided in 2 seconds, or
 * is too long, is not equal. Never throws; the first hard pair starts a worker thread.
 *
 * @example await mathEqual('\\dfrac12', '\\frac{1}{2}') // { equal: true, why: 'is the same LaTeX' }
 */
export async function mathEqual(given: string, expected: string): Promise<Match> {
  if (given.trim() === '' || expected.trim() === '')
    return { equal: false, why: 'cannot be compared: one of the two is empty' };
  if (given.trim() === expected.trim()) return { equal: true, why: 'is the same text' };
  if (given.length > MOST_CHARACTERS || expected.length > MOST_CHARACTERS)
    return { equal: false, why: 'cannot be compared: longer than 2,000 characters' };
  const [a, b] = [plainLatex(given), plainLatex(expected)];
  if (isTooDeep(a) || isTooDeep(b)) return { equal: false, why: 'cannot be compared: nested too deeply' };
  return textsEqual(a, b) ?? plainNumbersEqual(given, expected) ?? engine.compare({ given: a, expected: b });
}

function textsEqual(given: string, expected: string): Match | null {
  if (latexTokens(given).join(' ') === latexTokens(expected).join(' ')) return { equal: true, why: 'is the same LaTeX' };
  const isText = answerWords(given) !== null || answerWords(expected) !== null;
  if (isLetterOf(given, expected) || isLetterOf(expected, given)) return { equal: true, why: 'has the same letter' };
  return isText && wordsOf(given) === wordsOf(expected) ? { equal: true, why: 'has the same words' } : null;
}

/** Whether one is the letter of an option, `(A)`, and the other the same option with its text: `(A) 5`. */
function isLetterOf(letter: string, option: string): boolean {
  const [, name] = LETTER.exec(letter) ?? [];
  return name !== undefined && LETTER_AND_TEXT.exec(option)?.[1] === name;
}

function isTooDeep(text: string): boolean {
  return depth(text) > DEEPEST || CHAIN.test(text);
}

function depth(text: string): number {
  let deepest = 0;
  let open = 0;
  for (const sign of text) {
    open += '{(['.includes(sign) ? 1 : '})]'.includes(sign) ? -1 : 0;
    deepest = Math.max(deepest, open);
  }
  return deepest;
}
