import { optionIndex } from './option-letter.ts';
import { type Choice, readChoice } from './read-choice.ts';

const CHOOSING =
  /(?<!\p{L})(?:(?:correct|best|right|chosen|my|most (?:likely|appropriate|accurate))\s(?:option|choice|one|alternative|letter|statement|response)\s?[*_]{0,2}\s?(?:is|would be|must be|:)|(?:i|we|i'd|i'll|we'll|would|will|must|should|can|let's)\s(?:therefore\s|also\s)?(?:choose|select|pick|go with|opt for|chose)|(?<=\n[ *_]{0,4}|^[ *_]{0,4})(?:option|choice|selection)\s?:)(?!\p{L})/giu;
const CORRECT =
  /(?<![\p{L}\p{N}])(?:([Oo]ption|[Cc]hoice|[Aa]nswer|[Ss]tatement)\s)?([([]?)([A-Z]{1,2})([)\]]?)(?:[.:]\s?[^\n.]{1,120}?)?[*_]{0,2}\s(?:is|seems|must be|would be)\s(?:therefore\s|clearly\s|indeed\s)?(?:the\s)?(?:most\s|best\s|only\s|single\s)?(?:correct|right|best|answer|appropriate|likely)(?!\p{L})/gu;
const NAMED =
  /((?:option|choice|answer|letter)\s?[*_]{0,2}[(]?|\(|\[|(?:be|is|it's|choose|select|pick|with|therefore|thus|so|→|⇒|->|=>)[\s:,]{1,3}[*_]{0,2}[(]?)([A-Z])(?![\p{L}\p{N}_'’+^-])(?=([)\].:,;!?*_]|$)|)/giu;

/** More of them are not read, from the last one on. */
const SENTENCES_READ = 200;

/** What the last «the correct option is …», «I choose …» or «Option: …» names. */
export function choosing(text: string, options: readonly string[]): Choice {
  const ends = [...text.matchAll(CHOOSING)].map((match) => match.index + match[0].length);
  for (const end of ends.slice(-SENTENCES_READ).reverse()) {
    const lineEnd = text.indexOf('\n', end);
    const stop = Math.min(lineEnd < 0 ? text.length : lineEnd, end + 400);
    const choice = readChoice(text.slice(end, stop), options);
    if (choice !== null) return choice;
  }
  return null;
}

/** The last option of which a text says that it is correct: `(C) is correct`. */
export function saidToBeCorrect(text: string, options: readonly string[]): Choice {
  let found: Choice = null;
  for (const [, word, open, name = '', close] of text.matchAll(CORRECT)) {
    const isWord = (name === 'A' || name === 'I') && word === undefined && open === '' && close === '';
    if (!isWord && (name.length === 1 || options.length > 26)) found = optionIndex(name, options.length) ?? found;
  }
  return found;
}

/** The only option that a line names by its one letter: `so it must be C`, `hence (C)`, `option C`. */
export function onlyNamed(line: string, options: readonly string[]): Choice {
  const named = new Set<number>();
  for (const [, before = '', name = '', behind] of line.matchAll(NAMED)) {
    const index = optionIndex(name.toUpperCase(), options.length);
    const isWord =
      (name !== name.toUpperCase() && !isMarked(before, behind)) || ((name === 'A' || name === 'I') && behind === undefined);
    if (index !== null && !isWord) named.add(index);
  }
  const [only] = named;
  return named.size === 1 ? (only ?? null) : null;
}

/** Whether a small letter is no word: `option d`, `choose (b)`. */
function isMarked(before: string, behind: string | undefined): boolean {
  return behind !== undefined && (/^(?:option|choice|letter)/i.test(before) || /\p{L}.*[(]$/u.test(before));
}

/** The only option whose text stands in a line; a text that is part of another one that is there does not count. */
export function onlyMentioned(line: string, options: readonly string[]): Choice {
  const there = options.flatMap((option, index) => (option.length > 1 && hasWhole(line, option) ? [index] : []));
  const own = there.filter(
    (index) => !there.some((other) => other !== index && (options[other] ?? '').includes(options[index] ?? '')),
  );
  return own.length === 1 ? (own[0] ?? null) : null;
}

function hasWhole(line: string, option: string): boolean {
  for (let at = line.indexOf(option); at >= 0; at = line.indexOf(option, at + option.length)) {
    const isStart = !/[\p{L}\p{N}]$|\d[.,]$|-$/u.test(line.slice(Math.max(0, at - 2), at));
    const isEnd = !/^(?:[\p{L}\p{N}%]|[.,]\d)/u.test(line.slice(at + option.length, at + option.length + 2));
    if (isStart && isEnd) return true;
  }
  return false;
}
