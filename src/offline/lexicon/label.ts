/** What a sentiment label can mean. */
export type Sense = 'positive' | 'negative' | 'neutral' | 'mixed';

/** A label as a prompt or a schema writes it. */
export interface Label {
  readonly text: string;
  readonly sense: Sense;
  /** "Very positive" beside "positive". */
  readonly strong: boolean;
}

const WORDS: Readonly<Record<Sense, readonly string[]>> = {
  positive: ['positive', 'pos', 'good', 'favourable', 'favorable', 'happy', 'satisfied', 'great', 'excellent', 'promoter'],
  negative: ['negative', 'neg', 'bad', 'unfavourable', 'unfavorable', 'unhappy', 'dissatisfied', 'terrible', 'detractor'],
  neutral: ['neutral', 'neu', 'none', 'objective', 'average', 'indifferent', 'unclear', 'other', 'passive', 'ok', 'okay'],
  mixed: ['mixed', 'both', 'ambivalent', 'conflicted'],
};

const SENSES: ReadonlyMap<string, Sense> = new Map(
  (Object.keys(WORDS) as Sense[]).flatMap((sense) => WORDS[sense].map((word) => [word, sense] as const)),
);

const STRONG_WORDS = new Set(['excellent', 'terrible', 'great']);

const STRENGTH = /^(very|strongly|extremely|highly|mostly|somewhat|slightly|mildly) /;

/** The label words, as alternatives of a regular expression, with an optional word of strength before them. */
export const LABEL_PATTERN = `(?:(?:very|strongly|extremely|mostly|somewhat|slightly)[ _-])?(?:${[...SENSES.keys()].join('|')})`;

/** The label that the text is; `null` where it is no sentiment label that is known. Case, `_` and `-` do not matter. */
export function labelOf(text: string): Label | null {
  const plain = text
    .trim()
    .toLowerCase()
    .replaceAll(/[_\s-]+/g, ' ');
  const strength = STRENGTH.exec(plain)?.[1];
  const word = plain.replace(STRENGTH, '');
  const sense = SENSES.get(word);
  const strong = STRONG_WORDS.has(word) || ['very', 'strongly', 'extremely', 'highly'].includes(strength ?? '');
  return sense === undefined ? null : { text, sense, strong };
}
