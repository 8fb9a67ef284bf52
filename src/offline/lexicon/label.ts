/** What a sentiment label can mean. */
export type Sense = 'positive' | 'negative' | 'neutral' | 'mixed';

/** A label as a prompt or a schema writes it. */
export interface Label {
  readonly text: string;
  readonly sense: Sense;
  /** "Very positive" as opposed to "positive". */
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

/** The label words as a regular expression, with an optional word of strength before them. */
export const LABEL_PATTERN = `(?:(?:very|strongly|extremely|mostly|somewhat|slightly)[ _-])?(?:${[...SENSES.keys()].join('|')})`;

const MARKS = '["\'`*_“”‘’«»]*';
const SEPARATOR = String.raw`\s*(?:,\s*(?:or|and)\b|[,/|]|\bor\b|\band\b)\s*`;
const ONE = `${MARKS}\\b${LABEL_PATTERN}\\b${MARKS}`;
const LIST = new RegExp(`${ONE}(?:${SEPARATOR}${ONE})+`, 'giu');
const QUOTED = new RegExp(`["'\`“‘«](${LABEL_PATTERN})["'\`”’»]`, 'giu');
const DEFINED = new RegExp(String.raw`^\s*(?:[-*•]|\d+[.)])?\s*${MARKS}(${LABEL_PATTERN})${MARKS}\s*(?:[:=–—]|$)`, 'gimu');
const WORD = new RegExp(`\\b${LABEL_PATTERN}\\b`, 'giu');

/** The sentiment label that a text is; `null` if it is not a known one. Case, `_` and `-` do not matter. */
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

/**
 * The sentiment labels that instructions state, as written: at the beginning of a line before a colon or alone, else in a list
 * ("positive, negative or neutral"), else in quotes. Empty unless two of them differ in sense.
 */
export function statedLabels(instructions: string): readonly Label[] {
  const found = [captured(instructions, DEFINED), listed(instructions), captured(instructions, QUOTED)];
  return distinct(found.find((labels) => senses(labels) > 1) ?? []);
}

function captured(instructions: string, pattern: RegExp): Label[] {
  return known([...instructions.matchAll(pattern)].map((match) => match[1] ?? ''));
}

function known(texts: readonly string[]): Label[] {
  return texts.map(labelOf).filter((label) => label !== null);
}

function listed(instructions: string): Label[] {
  const lists = (instructions.match(LIST) ?? []).map((list) => known(list.match(WORD) ?? []));
  return lists.filter((list) => senses(list) > 1).flat();
}

function distinct(labels: readonly Label[]): readonly Label[] {
  return labels.filter(
    (label, index) => labels.findIndex(({ text }) => text.toLowerCase() === label.text.toLowerCase()) === index,
  );
}

function senses(labels: readonly Label[]): number {
  return new Set(labels.map(({ sense }) => sense)).size;
}
