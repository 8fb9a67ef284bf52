import { lastFirst } from '../answer-labels.ts';
import { optionIndex } from './options.ts';
import { type Choice, choiceLine, readChoice } from './read-choice.ts';
import { namesAnother } from './several-options.ts';

const CHOOSING =
  /(?<!\p{L})(?:(?:correct|best|right|chosen|selected|final|closest|my|most (?:likely|appropriate|accurate))\s(?:option|choice|one|alternative|letter|statement|response)(?:\shere)?\s?[*_]{0,2}\s?(?:is|would be|must be|:)|(?:i|we|i'd|i'll|we'll|would|will|must|should|can|let's)\s(?:therefore\s|also\s)?(?:choose|say|select|pick|go with|opt for|chose)|(?<=\n[ *_]{0,4}|^[ *_]{0,4})(?:option|choice|selection)\s?:)(?!\p{L})/giu;
const CORRECT =
  /(?<![\p{L}\p{N}])(?:([Oo]ption|[Cc]hoice|[Aa]nswer|[Ss]tatement)\s)?([([]?)([A-Z]{1,2})([)\]]?)(?:(?:[.:]|(?<=\)))\s?(?:(?!\(?\b[A-Z]\b)[^\n.,;]){1,120}?)?[*_]{0,2}\s(?:is|seems|must be|would be)\s(?:therefore\s|clearly\s|indeed\s)?(?:the\s)?(?:most\s|best\s|only\s|single\s)?(?:correct|right|best|answer|appropriate|likely)(?!\p{L})/gu;
const NAMED =
  /((?:option|choice|answer|letter)\s?[*_]{0,2}[(]?|\(|\[|(?<!\p{L})(?:be|is|it's|only|choose|select|pick|with|therefore|thus|so|→|⇒|->|=>)[\s:,]{1,3}[*_]{0,2}[(]?)([A-Z])(?![\p{L}\p{N}_'’+^-])(?=([)\].:,;!?*_]|$)|)/giu;

/** The text after a letter that is one of several. */
const OTHER = /^[)\]]?\s?(?:or|and|,|\/|&)\s?(?:(?:or|and)\s)?(?:option\s)?[([]?[A-Z](?![\p{L}\p{N}'’])/u;
const EQUALS = /^\s?[=≈]/;
const DENIED =
  /(?:\bnot|\bcannot|n['’]t|\bnever|\brul(?:es?|ed|ing) out|\beliminat\p{L}+|\bexclud\p{L}+|\breject\p{L}*|\bneither|\bnor|\bunlike|\bexcept|\bwrong|\bincorrect|\bfalse)\b[^,;:.]*$/iu;
const DENIED_THEN =
  /^(?:[^,;.]*?\s(?:is|are|was|would be|seems)|,\swhich\s(?:is|was))(?:n['’]t|\snot|(?:\s\p{L}+)?\s(?:too|wrong|incorrect|false))(?!\p{L})/iu;
const CONTRAST =
  /(?:(?:,|\s(?:and|but))\snot|\s(?:rather than|instead of))\s[^,.;]{1,200}(?=[,.;]|$)|(?<!\p{L})unlike\s[^,.;]{1,200},/giu;

/** `Conclusion: C`, in any language. */
const WORD_AND_COLON = /(?<!\p{L})(\p{L}{1,30})[*_]{0,3}\s?:\s?([^:]{1,300})$/u;
const DENYING = /^(?:not|wrong|incorrect|false|except|eliminated|excluded|rejected|distractor|falsch|faux|falso)$/iu;
/** A letter or number that is one of two: `A or`, `15 or`. */
const ONE_OF_TWO = /(?:(?:^|[\s(])[(]?[a-z][)]?|\d)\s?(?:,\s?(?:and|or)|and|or|[,/&])\s?$/;
const AND_ANOTHER = /^\s?(?:,\s?(?:and|or)|and|or|[/&])\s?(?:\(?[b-hj-z]\)?(?![\p{L}\p{N}])|\([a-z]\)|[ai]$)/u;
const ANOTHER_BEFORE = /(?:^|[\s(])\(?[A-Z]\)?\s?(?:,\s?(?:and|or)|and|or|[,/&])\s(?:option\s)?\(?$/;

/** What the last "the correct option is …", "I choose …" or "Option: …" names. */
export function choosing(text: string, options: readonly string[]): Choice {
  const ends = [...text.matchAll(CHOOSING)].map((match) => match.index + match[0].length);
  for (const end of lastFirst(ends)) {
    const lineEnd = text.indexOf('\n', end);
    const stop = Math.min(lineEnd < 0 ? text.length : lineEnd, end + 400);
    const choice = readChoice(text.slice(end, stop), options);
    if (choice !== null) return choice;
  }
  return null;
}

/** The last option that a text calls correct: `(C) is correct`. */
export function saidToBeCorrect(text: string, options: readonly string[]): Choice {
  let found: Choice = null;
  for (const { 1: word, 2: open, 3: name = '', 4: close, index: at } of text.matchAll(CORRECT)) {
    const isWord = (name === 'A' || name === 'I') && word === undefined && open === '' && close === '';
    if (!isWord && ANOTHER_BEFORE.test(text.slice(Math.max(0, at - 20), at))) return 'none';
    if (!isWord && (name.length === 1 || options.length > 26)) found = optionIndex(name, options.length) ?? found;
  }
  return found;
}

/** The option after a single word and a colon at the end of a line, by its letter alone or with its text: `Antwort: C`. */
export function afterWord(line: string, options: readonly string[]): Choice {
  const [, word = '', said = ''] = WORD_AND_COLON.exec(line) ?? [];
  if (said === '' || DENYING.test(word)) return null;
  const bare = said.replace(/[*_$\s]/g, '').replace(/[.!]$/, '');
  const [, open = '', name = '', close = ''] = /^([([]?)([A-Za-z])([)\]]?)$/.exec(bare) ?? [];
  if (name === '' || (open === '') !== (close === '')) return choiceLine(said.replace(/\*\*/g, '').trim(), options, false);
  return optionIndex(name.toUpperCase(), options.length);
}

/** The only option that a line names by its letter: `so it must be C`, `hence (C)`, `option C`. */
export function onlyNamed(line: string, options: readonly string[]): Choice {
  const named = new Set<number>();
  for (const match of line.matchAll(NAMED)) {
    const [whole, before = '', name = '', after] = match;
    const rest = line.slice(match.index + whole.length);
    const index = optionIndex(name.toUpperCase(), options.length);
    if (index !== null && isDenied(line.slice(0, match.index + before.length), rest)) return null;
    if (index !== null && (OTHER.test(rest) || namesAnother(rest, options, index))) return 'none';
    const isWord =
      EQUALS.test(rest) ||
      (name !== name.toUpperCase() && !isMarked(before, after)) ||
      ((name === 'A' || name === 'I') && after === undefined);
    if (index !== null && !isWord) named.add(index);
  }
  const [only] = named;
  return named.size === 1 ? (only ?? null) : null;
}

/** Whether the words around an option in its clause deny it. */
function isDenied(before: string, after: string): boolean {
  return DENIED.test(before) || DENIED_THEN.test(after);
}

/** Whether a small letter is marked as an option: `option d`, `choose (b)`. */
function isMarked(before: string, after: string | undefined): boolean {
  return after !== undefined && (/^(?:option|choice|letter)/i.test(before) || /\p{L}.*[(]$/u.test(before));
}

/**
 * The only option whose text occurs in a line, except as a contrast (`mitosis, not meiosis`) or denied. A text that is part of
 * another option's text in the line does not count.
 */
export function onlyMentioned(wholeLine: string, options: readonly string[]): Choice {
  const line = wholeLine.replace(CONTRAST, ' ');
  const there = options.flatMap((option, index) => (option.length > 1 && hasWhole(line, option) ? [index] : []));
  const own = there.filter(
    (index) => !there.some((other) => other !== index && (options[other] ?? '').includes(options[index] ?? '')),
  );
  const [only] = own;
  if (only === undefined || own.length > 1) return null;
  const [before = '', ...after] = line.split(options[only] ?? '');
  const rest = after.join('');
  if (ONE_OF_TWO.test(before) || AND_ANOTHER.test(rest)) return null;
  return isDenied(before, rest) ? null : only;
}

function hasWhole(line: string, option: string): boolean {
  for (let at = line.indexOf(option); at >= 0; at = line.indexOf(option, at + option.length)) {
    const isStart = !/[\p{L}\p{N}]$|\d[.,]$|-$|[+*/^×]\s?$/u.test(line.slice(Math.max(0, at - 2), at));
    const isEnd = !/^(?:[\p{L}\p{N}%]|[.,]\d|\s?[+*/^×]|\s?[-–]\s?[\d(])/u.test(
      line.slice(at + option.length, at + option.length + 4),
    );
    if (isStart && isEnd) return true;
  }
  return false;
}
